"""The API's documentation in a browser: the strict policy must not leave it blank."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.access import axe_faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_operation_opens_when_its_line_is_clicked(ben, desk):
    page = desk(ben).open("/api/v1/docs/")
    operation = page.locator("#texts_list")
    operation.locator("summary").click()
    expect(operation.get_by_text("Words that the body has, all of them.")).to_be_visible()
    assert axe_faults(page) == []
