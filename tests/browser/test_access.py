"""What looks for faults finds them, also in a page that has been looked at and has changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.access import axe_faults

pytestmark = pytest.mark.browser

SOUND = "<html lang='en'><title>A page</title><main><h1>Said</h1></main></html>"


def test_a_fault_is_found_when_a_page_has_changed(browser: Browser) -> None:
    with browser.new_page() as page:
        page.set_content(SOUND)
        assert axe_faults(page) == []
        page.evaluate("() => document.querySelector('h1').append(new Image())")
        assert [found["id"] for found in axe_faults(page)] == ["image-alt"]
