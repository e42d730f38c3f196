"""Undo and redo over the whole review, also after a reload, and what they leave alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotations.services.reviewing import RatingDraft, save_review
from tests.browser.review_room import comment, rate, ready, saved, tag, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def point(page: Page, scale: str, value: str):
    return page.locator(f"[data-scale={scale}] input[value='{value}']")


def all_done(page: Page) -> None:
    """Do one thing of each kind."""
    tag(page, "car park", "skill")
    page.locator(".note textarea").fill("a note")
    rate(page, "concreteness", 2)
    rate(page, "concreteness", 5)
    comment(page).press_sequentially("One two.")
    page.locator("[data-field=forecast]").fill("70")


def undo_all(page: Page) -> None:
    page.locator("[data-text]").focus()
    for _ in range(6):
        page.keyboard.press("Control+z")


def assert_nothing_said(page: Page) -> None:
    expect(page.locator(".note")).to_have_count(0)
    expect(page.locator("[data-scale] input:checked")).to_have_count(0)
    expect(comment(page)).to_have_value("")
    expect(page.locator("[data-field=forecast]")).to_have_value("")


def assert_all_done(page: Page) -> None:
    expect(page.locator(".note textarea")).to_have_value("a note")
    expect(point(page, "concreteness", "5")).to_be_checked()
    expect(comment(page)).to_have_value("One two.")
    expect(page.locator("[data-field=forecast]")).to_have_value("70")


def test_every_kind_of_step_is_undone_and_redone_and_stored(page, review):
    all_done(page)
    saved(page)
    undo_all(page)
    assert_nothing_said(page)
    expect(button(page, "Undo")).to_have_attribute("aria-disabled", "true")
    saved(page)
    review.refresh_from_db()
    assert (review.comment, review.tags.count(), review.ratings.count()) == ("", 0, 0)
    for key in ("Shift+Z", "y", "Shift+Z", "y", "Shift+Z", "y"):
        page.keyboard.press(f"Control+{key}")
    assert_all_done(page)
    saved(page)
    review.refresh_from_db()
    assert (review.comment, review.tags.get().note) == ("One two.", "a note")
    assert (review.ratings.get().value, review.forecast.probability) == (5, 0.7)


def test_undo_and_redo_work_after_a_reload(page):
    all_done(page)
    saved(page)
    page.reload()
    undo_all(ready(page))
    assert_nothing_said(page)
    saved(page)
    page.reload()
    ready(page)
    for _ in range(6):
        button(page, "Redo").click()
    assert_all_done(page)
    saved(page)


def test_an_answer_is_undone_point_by_point(page):
    rate(page, "resonance", 2)
    rate(page, "resonance", "cannot")
    page.locator("[data-scale=resonance] [data-reason]").fill("Too near.")
    button(page, "Undo").click()
    expect(page.locator("[data-scale=resonance] [data-reason]")).to_have_value("")
    expect(point(page, "resonance", "cannot")).to_be_checked()
    button(page, "Undo").click()
    expect(point(page, "resonance", "2")).to_be_checked()
    expect(page.locator("[data-scale=resonance] [data-why-not]")).to_be_hidden()
    expect(page.locator("[data-undone]")).to_have_text("Undone: Resonance")


def test_words_typed_in_one_field_are_one_step_until_it_is_left(page):
    comment(page).press_sequentially("Once ")
    comment(page).press_sequentially("more.")
    rate(page, "concreteness", 1)
    comment(page).press_sequentially(" Again.")
    for words in ("Once more.", "Once more.", ""):
        button(page, "Undo").click()
        expect(comment(page)).to_have_value(words)


def test_key_belongs_to_the_browser_while_typing(page, review):
    rate(page, "concreteness", 4)
    comment(page).press_sequentially("abc")
    page.keyboard.press("Control+z")
    expect(comment(page)).not_to_have_value("abc")
    expect(point(page, "concreteness", "4")).to_be_checked()
    saved(page)
    left = comment(page).input_value()
    review.refresh_from_db()
    assert review.comment == left


def test_new_change_after_an_undo_ends_the_redoing(page):
    rate(page, "concreteness", 4)
    button(page, "Undo").click()
    rate(page, "specificity", 3)
    expect(button(page, "Redo")).to_have_attribute("aria-disabled", "true")


def test_steps_that_no_longer_fit_are_dropped_and_the_page_says_so(page, review, ben):
    rate(page, "concreteness", 4)
    comment(page).fill("Mine.")
    rate(page, "resonance", 1)
    saved(page)
    review.refresh_from_db()
    save_review(review=review, by=ben, version=review.version, comment="From elsewhere.")
    page.reload()
    ready(page)
    expect(page.locator("[data-undone]")).to_contain_text("can no longer be undone")
    button(page, "Undo").click()
    expect(point(page, "resonance", "1")).not_to_be_checked()
    expect(button(page, "Undo")).to_have_attribute("aria-disabled", "true")
    expect(comment(page)).to_have_value("From elsewhere.")
    saved(page)


def test_steps_that_no_longer_fit_are_dropped_after_a_conflict(page, review, ben):
    rate(page, "concreteness", 4)
    saved(page)
    review.refresh_from_db()
    save_review(
        review=review, by=ben, version=review.version, ratings=[RatingDraft("concreteness", 1)]
    )
    rate(page, "concreteness", 5)
    dialog = page.get_by_role("dialog", name="changed in two places")
    dialog.locator("input[value=stored]").check()
    dialog.get_by_role("button").click()
    saved(page)
    expect(point(page, "concreteness", "1")).to_be_checked()
    expect(page.locator("[data-undone]")).to_contain_text("can no longer be undone")
    expect(button(page, "Undo")).to_have_attribute("aria-disabled", "true")


def test_history_is_forgotten_when_the_reading_is_submitted(page):
    for scale in ("concreteness", "specificity", "actionability", "resonance"):
        rate(page, scale, 3)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reveal__author")).to_be_visible()
    until(page, "Object.keys(localStorage).length === 0")
    expect(button(page, "Undo")).to_be_hidden()
