"""The review page in the language of brackets: what modules say is in it too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.review_room import begin, ready, tag
from tests.frame import pseudo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BARE = re.compile(rf"(?:^|{pseudo.CLOSE})[^{pseudo.OPEN}]*[A-Za-z]{{3}}")


def test_modules_speak_the_language_of_the_page(ada, ben, desk, bracketed):
    seat = desk(ben, locale=pseudo.CODE)
    page = ready(seat.open(f"/reviews/{begin(ada, ben).pk}/"))
    assert page.locator("html").get_attribute("lang") == pseudo.CODE
    tag(page, "car park", "skill")
    expect(page.locator("[data-saved]")).to_contain_text(f"{pseudo.OPEN}Saved")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-undone]")).to_contain_text(f"{pseudo.OPEN}Undone")
    labels = page.locator("[data-commands] [data-label]").all_text_contents()
    heads = page.locator("[data-commands] h3").all_text_contents()
    assert len(labels) > 30
    assert [said for said in (*labels, *heads) if BARE.search(said)] == []
    assert seat.complaints == []
