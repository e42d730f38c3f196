"""A page to which its reader comes back shows what they wrote elsewhere meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.services.reviewing import RatingDraft, save_review, submit_review
from annotations.services.tagging import TagDraft
from tests.browser.review_room import SCALES, comment, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COME_BACK = "dispatchEvent(new Event('focus'))"


def test_page_goes_on_from_what_was_saved_elsewhere_when_nothing_waits(page, review, ben):
    elsewhere = [TagDraft("skill", 0, 3)]
    save_review(review=review, by=ben, version=None, comment="At home.", tags=elsewhere)
    page.evaluate(COME_BACK)
    expect(comment(page)).to_have_value("At home.")
    expect(page.locator(".note")).to_have_count(1)
    tag(page, "car park", "detail")
    saved(page)
    expect(page.locator("[data-conflict]")).to_be_hidden()
    review.refresh_from_db()
    assert review.comment == "At home."
    assert review.tags.count() == 2


def test_page_keeps_what_waits_and_asks_when_its_reader_comes_back(page, review, ben):
    page.context.route("**/api/v1/**", lambda route: route.abort())
    comment(page).fill("On a train.")
    expect(page.locator("[data-saved]")).to_contain_text("1 unsaved change kept")
    save_review(review=review, by=ben, version=None, comment="At home.")
    page.context.unroute("**/api/v1/**")
    page.evaluate(COME_BACK)
    expect(page.locator("[data-conflict]")).to_contain_text("On a train.")
    expect(page.locator("[data-conflict]")).to_contain_text("At home.")


def test_page_says_that_its_reading_was_submitted_elsewhere(page, review, ben):
    ratings = [RatingDraft(scale, 2) for scale in SCALES]
    save_review(review=review, by=ben, version=None, ratings=ratings)
    submit_review(review=review, by=ben)
    page.evaluate(COME_BACK)
    line = page.locator("[data-saved]")
    expect(line).to_have_text("Submitted elsewhere. Load the page again to see it.")
