"""The review page, brought by its reader into one state after another: none has a fault."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from annotations.models import Review, Study
from annotations.services.codebooks import create_motif, update_motif
from annotations.services.reviewing import save_review, start_review
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from tests import cast
from tests.browser.review_room import (
    STORY,
    begin,
    pick,
    rate,
    rate_all,
    ready,
    saved,
    scan,
    tag,
    until,
)
from tests.browser.states import Looking
from tests.browser.test_review_spans import click

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def many(lead: User, reader: User, **fields) -> Review:
    """Begin a reading with more motifs than there are numbers, one of them part of another."""
    made = cast.codebook(lead, "skill", "detail", *(f"motif{n}" for n in range(9)))
    skill = made.motifs.get(key="skill")
    words = {"key": "trade", "name": "A trade", "definition": "A trade.", "counts_when": "Named."}
    create_motif(codebook=made, by=lead, parent=skill, **words)
    update_motif(motif=skill, by=lead, patterns=["slot", "coin"])
    update_motif(motif=made.motifs.get(key="detail"), by=lead, patterns=["ticket*"])
    text = cast.add_text(STORY, by=lead)
    study = cast.study(lead, [text], reader, codebook=made, guidelines="Read it twice.", **fields)
    scan()
    return start_review(study=study, text_id=text.pk, user=reader)[0]


@pytest.fixture
def looked_at(ben, desk):
    """Return a function that opens a reading; colours on their way are judged as they pass."""

    def opened(review: Review, **options) -> Looking:
        seat = desk(ben, reduced_motion="reduce", **options)
        return Looking(ready(seat.open(f"/reviews/{review.pk}/")))

    return opened


def sign_out_and_in(page: Page, looking: Looking) -> None:
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("[data-field=comment]").fill("Who am I?")
    expect(page.get_by_role("link", name="Sign in in a new tab")).to_be_visible()
    looking.see("signed out")
    page.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)


def submit(page: Page) -> None:
    rate_all(page)
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reveal")).to_be_focused()
    page.wait_for_load_state("load")


def test_no_state_of_tagging_has_a_fault(ada, ben, looked_at):
    looking = looked_at(many(ada, ben))
    page, press = looking.page, looking.page.keyboard.press
    looking.see("nothing done", narrow=True)
    pick(page, "eleven years")
    looking.see("words selected", narrow=True)
    page.locator("[data-text]").focus()
    press("Enter")
    page.keyboard.type("zzz")
    expect(page.get_by_text("No motif is called that.").last).to_be_visible()
    looking.see("no motif of that name")
    press("Escape")
    page.keyboard.type("tra")
    expect(page.locator("[data-toolbar] [data-motif]:visible")).to_have_count(1)
    looking.see("motifs narrowed")
    press("Enter")
    tag(page, "a car park for eleven years", "skill")
    tag(page, "car park", "detail")
    page.locator(".note--active textarea").fill("It is far from true.")
    looking.see("note written", narrow=True)
    press("Escape")
    click(page, "eleven")
    expect(page.locator("[data-tagbar] [data-choose]")).to_have_count(2)
    until(page, "document.querySelectorAll('.handle').length === 2")
    looking.see("nested tags, one active", narrow=True)
    pick(page, "The slot")
    page.locator("[data-act=keep]").click()
    page.locator("[data-toolbar] [data-motif=motif3]").click()
    expect(page.locator("[data-kept]")).to_be_visible()
    looking.see("motif kept", narrow=True)
    press("Escape")
    page.locator("[data-text]").focus()
    press("w")
    looking.see("whole text to be tagged")
    press("1")
    expect(page.locator("[data-whole-tags]")).to_be_visible()
    looking.see("whole text tagged", narrow=True)
    assert not looking.found(), looking.found()


def test_no_panel_or_dialog_has_a_fault(ada, ben, looked_at):
    looking = looked_at(begin(ada, ben))
    page, press = looking.page, looking.page.keyboard.press
    page.locator("[data-text]").focus()
    press("Control+k")
    looking.see("palette", narrow=True)
    page.keyboard.type("go rat")
    looking.see("palette narrowed")
    page.keyboard.type("zzz")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    looking.see("palette without a command")
    press("Escape")
    press("?")
    looking.see("keys", narrow=True)
    page.get_by_role("button", name="Change the key of “Go to the comment”").click()
    press("n")
    expect(page.locator("[data-said]")).to_contain_text("n is the key of")
    looking.see("key that is taken")
    press("Escape")
    press("Escape")
    pick(page, "coins of four sizes")
    page.locator("[data-text]").press("M")
    dialog = page.get_by_role("dialog", name="Propose a motif")
    expect(dialog).to_be_visible()
    looking.see("motif to be proposed")
    dialog.get_by_label("Name").fill(" ")
    dialog.get_by_label("Definition").fill("Something.")
    dialog.get_by_role("button", name="Propose and tag").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    looking.see("proposal refused", narrow=True)
    assert not looking.found(), looking.found()


def test_nothing_that_keeps_a_reading_from_being_stored_has_a_fault(ada, ben, looked_at):
    review = begin(ada, ben)
    looking = looked_at(review)
    page = looking.page
    comment, state = page.locator("[data-field=comment]"), page.locator("[data-saved]")
    rate(page, "actionability", 4)
    rate(page, "resonance", "cannot")
    page.locator("[data-field=forecast]").fill("150")
    expect(page.locator("[data-no-forecast]")).not_to_have_text("")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("group", name="Not submitted")).to_be_visible()
    looking.see("answers missing", narrow=True)
    page.locator("[data-scale=resonance] [data-reason]").fill("Too near.")
    saved(page)
    page.context.set_offline(True)
    comment.fill("Written on a train.")
    tag(page, "car park", "skill")
    expect(state).to_contain_text("Offline")
    looking.see("offline", narrow=True)
    there = [TagDraft("detail", 4, 11)]
    save_review(review=review, by=ben, version=None, comment="There.", tags=there)
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_be_visible()
    looking.see("changed in two places", narrow=True)
    dialog.get_by_role("button").click()
    saved(page)
    comment.evaluate(
        """(field) => {
            field.value = "x".repeat(100001);
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    expect(state).to_contain_text("Not saved: the comment")
    looking.see("refused")
    comment.fill("Short.")
    saved(page)
    sign_out_and_in(page, looking)
    assert not looking.found(), looking.found()


def test_no_end_of_a_reading_has_a_fault(ada, ben, looked_at):
    review = begin(ada, ben, guesses=True)
    looking = looked_at(review)
    page = looking.page
    state = page.locator("[data-saved]")
    tag(page, "car park", "skill")
    submit(page)
    looking.see("submitted", narrow=True)
    page.get_by_label("a model").check()
    page.get_by_role("button", name="Guess").click()
    expect(page.get_by_text("You guessed")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    ready(page)
    looking.see("reopened")
    page.context.set_offline(True)
    page.locator("[data-field=comment]").fill("Written on a train, and long.")
    rate(page, "resonance", 5)
    expect(state).to_contain_text("2 unsaved changes kept")
    close_study(study=review.study, by=ada)
    page.context.set_offline(False)
    expect(state).to_contain_text("The study is closed")
    looking.see("closed meanwhile")
    page.reload()
    expect(state).to_contain_text("Not part of what was submitted")
    looking.see("closed", narrow=True)
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_role("dialog", name="Kept in this browser")).to_be_visible()
    looking.see("changes that were left", narrow=True)
    assert not looking.found(), looking.found()


def test_no_state_of_suggestions_has_a_fault(ada, ben, looked_at):
    looking = looked_at(many(ada, ben, suggestions=Study.Suggestions.SHOWN, blind=False))
    page = looking.page
    page.locator("[data-text]").focus()
    page.keyboard.press(".")
    expect(page.locator(".suggestion--active")).to_be_visible()
    looking.see("suggested", narrow=True)
    page.keyboard.press("y")
    saved(page)
    page.get_by_role("button", name="Reject Skill: slot").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Reject Skill: coins").click()
    expect(page.locator("[data-fate]").nth(2)).to_contain_text("Not recorded")
    looking.see("accepted, rejected and not recorded")
    page.context.set_offline(False)
    submit(page)
    looking.see("submitted")
    assert not looking.found(), looking.found()


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"locale": "ar"}])
def test_tagging_has_no_fault_from_right_to_left_and_in_forced_colours(
    ada, ben, looked_at, settings, options
):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    looking = looked_at(begin(ada, ben), **options)
    page = looking.page
    right_to_left = "rtl" if "locale" in options else "ltr"
    expect(page.locator("html")).to_have_attribute("dir", right_to_left)
    tag(page, "car park", "skill")
    click(page, "car")
    expect(page.locator("[data-tagbar]")).to_be_visible()
    looking.see(f"{options}: tag active", narrow=True)
    pick(page, "The slot")
    looking.see(f"{options}: words selected")
    page.keyboard.press("Control+k")
    looking.see(f"{options}: palette")
    assert not looking.found(), looking.found()
