"""What the server will not take: it is named, nothing of it is lost, and there is a way on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.models import Review, Suggestion
from annotations.services.reviewing import RatingDraft, reopen_review, save_review, submit_review
from annotations.services.studies import close_study
from tests.browser.access import axe_faults
from tests.browser.review_room import (
    SCALES,
    begin,
    begin_suggested,
    comment,
    opened,
    rate,
    ready,
    saved,
    scan_again,
    tag,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def submit_elsewhere(review: Review, ben, **fields) -> None:
    ratings = [RatingDraft(scale, 2) for scale in SCALES]
    save_review(review=review, by=ben, version=None, ratings=ratings, **fields)
    submit_review(review=review, by=ben)


def offline_draft(page) -> None:
    """Take a suggestion and write a comment without a line."""
    page.context.set_offline(True)
    page.get_by_role("button", name="Accept Detail: tickets").click()
    comment(page).fill("Written on a train.")
    comment(page).press("Escape")
    expect(page.locator("[data-saved]")).to_contain_text("2 unsaved changes kept")


def put(page, code: str) -> None:
    """Put what the code gives into the comment at once, as no key would."""
    comment(page).evaluate(
        f"""(field) => {{
            field.value = {code};
            field.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
        }}"""
    )


def test_draft_is_saved_when_its_reading_went_through_submit_and_a_scan_elsewhere(desk, ada, ben):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)
    offline_draft(page)
    submit_elsewhere(review, ben, comment="Written at home.")
    scan_again(ada, detail=["nothing"])
    reopen_review(review=review, by=ben)
    page.context.set_offline(False)
    page.get_by_role("button", name="Keep what is chosen").click()
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Written at home.\nWritten on a train."
    (kept,) = review.tags.all()
    assert (kept.quote, kept.suggestion.motif.key) == ("tickets", "detail")


def test_tag_refused_for_its_suggestion_is_named_and_kept_by_one_key(desk, ada, ben):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)
    offline_draft(page)
    tag(page, "car park", "skill")
    Suggestion.objects.filter(motif__key="detail").delete()
    page.context.set_offline(False)
    line = page.locator("[data-saved]")
    expect(line).to_contain_text("Detail, “tickets”: No such suggestion was made to you here.")
    expect(line).to_contain_text("3 unsaved changes kept in this browser")
    # It is offered again after a reload, also where nothing is suggested any more, and what comes
    # after waits with it.
    Suggestion.objects.all().delete()
    page.reload()
    expect(page.get_by_role("button", name="Keep it as a tag of your own")).to_be_visible()
    comment(page).fill("Written at home.")
    expect(line).to_contain_text("Detail, “tickets”")
    page.locator("[data-text]").focus()
    page.keyboard.press("Y")
    saved(page)
    expect(page.get_by_role("button", name="Keep it as a tag of your own")).to_be_hidden()
    review.refresh_from_db()
    assert review.comment == "Written at home."
    assert {(row.quote, row.suggestion_id) for row in review.tags.all()} == {
        ("tickets", None),
        ("car park", None),
    }


def test_draft_waits_when_its_reading_was_submitted_elsewhere(page, review, ben):
    page.context.set_offline(True)
    comment(page).fill("Written on a train.")
    expect(page.locator("[data-saved]")).to_contain_text("1 unsaved change kept")
    submit_elsewhere(review, ben, comment="Written at home.")
    page.context.set_offline(False)
    line = page.locator("[data-saved]")
    expect(line).to_contain_text("Submitted elsewhere: 1 unsaved change kept in this browser.")
    # Nothing can be chosen of what cannot be changed; more is kept with it.
    expect(page.locator("[data-conflict]")).to_be_hidden()
    comment(page).fill("Written on a long train.")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("[data-missing]")).to_contain_text("it was submitted elsewhere")
    page.reload()
    expect(page.locator("[data-saved]")).to_contain_text("Not part of what was submitted: 1 unsa")
    page.locator("[data-act=reopen]").first.click()
    dialog = page.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_contain_text("Written on a long train.")
    expect(dialog).to_contain_text("Written at home.")
    # Neither has the other's words, so both are kept unless the reader says otherwise.
    expect(dialog.get_by_role("radio", name="Both")).to_be_checked()
    expect(dialog.get_by_role("heading")).to_be_focused()
    page.get_by_role("button", name="Keep what is chosen").click()
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Written at home.\nWritten on a long train."


def test_tab_that_saw_the_last_version_says_that_it_was_submitted(desk, ada, ben):
    review = begin(ada, ben)
    seat = desk(ben)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    submit_elsewhere(review, ben)
    comment(page).fill("")
    tag(page, "car park", "skill")
    expect(page.locator("[data-saved]")).to_contain_text("Submitted elsewhere: 1 unsaved change")


def test_words_are_saved_without_what_nobody_sees_and_no_database_takes(page, review):
    put(page, r'"One\u0000 and a half: \ud83d"')
    saved(page)
    review.refresh_from_db()
    assert review.comment == "One and a half: \ufffd"


def test_field_is_named_in_words_when_it_is_refused(page):
    put(page, '"x".repeat(100001)')
    expect(page.locator("[data-saved]")).to_contain_text("Not saved: the comment: Ensure")


def test_what_was_not_stored_before_the_close_can_still_be_read(page, review, ada):
    page.context.set_offline(True)
    comment(page).fill("Written on a train,\nand long.")
    tag(page, "car park", "skill")
    page.locator(".note textarea").fill("It rings here.")
    rate(page, "resonance", 5)
    expect(page.locator("[data-saved]")).to_contain_text("3 unsaved changes kept")
    close_study(study=review.study, by=ada)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("The study is closed")
    page.reload()
    expect(page.locator("[data-saved]")).to_contain_text("Not part of what was submitted: 3 uns")
    page.get_by_role("button", name="Show them").click()
    dialog = page.get_by_role("dialog", name="Kept in this browser, and not stored")
    expect(dialog).to_contain_text("Written on a train,\nand long.")
    expect(dialog).to_contain_text("Skill, “car park”: It rings here.")
    expect(dialog).to_contain_text("Resonance")
    expect(dialog).to_contain_text("5: ")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
