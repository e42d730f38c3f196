"""What who hears the pages is told: what was done, where one has come, each thing once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.services.reviewing import save_review
from tests import cast
from tests.browser.review_room import comment, pick, rate, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELP = "aria-describedby"


def words(page: Page):
    return page.locator("[data-voice=words]")


def saving(page: Page):
    return page.locator("[data-voice=saved]")


def text(page: Page):
    return page.locator("[data-text]")


def test_a_tag_is_told_when_it_is_made_and_when_its_motif_changes(page):
    pick(page, "eleven years")
    text(page).focus()
    page.keyboard.press("1")
    expect(words(page)).to_have_text("Tagged: Skill, “eleven years”")
    page.keyboard.press("m")
    bar = page.get_by_role("toolbar", name="Another motif for “eleven years”")
    expect(bar).to_be_visible()
    page.keyboard.press("2")
    expect(words(page)).to_have_text("Now Detail: “eleven years”")
    tag(page, "eleven years", "detail")
    expect(words(page)).to_have_text("That tag is there already.")


def test_keys_that_come_into_a_tag_say_its_motif_once(page):
    tag(page, "a car park", "skill")
    page.evaluate(
        """() => {
            const voice = document.querySelector("[data-voice=words]");
            window.heard = [];
            const watch = new MutationObserver(() => heard.push(voice.textContent));
            watch.observe(voice, { childList: true });
        }"""
    )
    page.keyboard.press("Home")
    said = ["foundry", "had", "been", "a (tagged Skill)", "car", "park", "for"]
    for heard in said:
        page.keyboard.press("ArrowRight")
        expect(words(page)).to_have_text(heard)
        # The browser tells of the selection once more.
        page.wait_for_timeout(50)
    assert page.evaluate("heard") == ["The", *said]


def test_how_to_go_about_the_text_is_said_where_one_comes_to_it_first(page):
    text(page).focus()
    expect(text(page)).to_have_attribute(HELP, "text-help")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(text(page)).to_be_focused()
    expect(text(page)).not_to_have_attribute(HELP, re.compile("."))


def test_the_first_save_is_told_and_one_that_is_asked_for(page):
    expect(page.locator("[data-saved]")).to_have_text("Nothing to save yet")
    expect(saving(page)).to_have_text("")
    rate(page, "resonance", 3)
    saved(page)
    expect(saving(page)).to_have_text(re.compile("^Saved"))
    # A reader who hears it would be told of every letter.
    saving(page).evaluate("(place) => (place.textContent = '')")
    rate(page, "resonance", 4)
    page.wait_for_timeout(1500)
    saved(page)
    expect(saving(page)).to_have_text("")
    page.keyboard.press("Control+s")
    expect(saving(page)).to_have_text(re.compile("^Saved"))


def test_a_scale_is_named_by_its_question(page):
    name = "Resonance How much did it feel like insight, whether or not it is?"
    expect(page.get_by_role("group", name=name, exact=True)).to_be_visible()


def test_what_speaks_is_rendered_before_it_speaks(page):
    page.keyboard.press("Control+k")
    unrendered = page.evaluate(
        """() => [...document.querySelectorAll("[role=status]")]
            .filter((one) => !one.closest("[hidden], [popover], dialog:not([open])"))
            .filter((one) => getComputedStyle(one).display === "none")
            .map((one) => one.outerHTML)"""
    )
    assert unrendered == []


def test_what_is_typed_in_the_palette_points_at_another_option(page):
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find a command")
    expect(box).to_be_focused()
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.type("conc")
    expect(page.get_by_role("option").first).to_have_text("Go to Concreteness")
    # Under the name it had, a screen reader passes over what is now the first.
    assert box.get_attribute("aria-activedescendant") != first


def test_the_panel_of_keys_begins_at_its_heading(page):
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_what_keeps_a_reading_from_being_submitted_is_told_once(page):
    text(page).focus()
    page.keyboard.press("Control+Enter")
    missing = page.get_by_role("group", name="Not submitted")
    expect(missing.get_by_role("button").first).to_be_focused()
    # It has the focus: an alert would be read beside it.
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_a_conflict_asks_is_told_when_it_opens(page, ben, review):
    save_review(review=review, by=ben, version=1, comment="There.")
    comment(page).fill("Here.")
    dialog = page.get_by_role("dialog", name="This reading was changed in two places")
    expect(dialog.get_by_role("heading")).to_be_focused()
    expect(dialog).to_have_accessible_description(re.compile("^Nothing has been overwritten"))
    # Space in a group of answers takes the one that has the focus: that is the one chosen already.
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("radio", name="Both")).to_be_focused()
    expect(dialog.get_by_role("radio", name="Both")).to_be_checked()


def test_the_list_of_tags_says_the_words_of_each(page):
    tag(page, "eleven years", "skill")
    tag(page, "The slot", "detail")
    page.locator(".note textarea").last.fill("It speaks.")
    saved(page)
    tags = page.get_by_role("region", name="Tags")
    expect(tags).to_match_aria_snapshot(
        """
        - heading "Tags"
        - list:
          - listitem:
            - paragraph:
              - button /Skill/
              - button "Delete the tag Skill, “eleven years”"
            - paragraph: “eleven years”
          - listitem:
            - paragraph:
              - button /Detail/
              - button "Delete the tag Detail, “The slot”"
            - paragraph: “The slot”
            - textbox "Note on Detail, “The slot”": It speaks.
        """
    )


def test_skip_link_leads_to_the_text(page):
    page.get_by_role("link", name="Skip to the text").press("Enter")
    expect(text(page)).to_be_focused()


def test_why_a_sign_in_failed_has_the_focus(page: Page, live_server, context):
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.get_by_label("Username").fill("ben")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("not correct")


def test_what_is_wrong_with_a_form_and_what_was_done_have_the_focus(desk, ada):
    codebook = cast.codebook(ada, "skill")
    page = desk(ada).open(f"/codebooks/{codebook.pk}/motifs/new/")
    page.locator("main form").evaluate("(form) => (form.noValidate = true)")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_text(re.compile("need another look"))
