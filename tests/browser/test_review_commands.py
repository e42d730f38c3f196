"""Keys, their panel, the palette; and what is done before the page listens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Review
from tests import cast
from tests.browser.access import axe_faults
from tests.browser.review_room import SCALES, STORY, comment, pick, rate, ready, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def palette(page: Page):
    return page.get_by_role("dialog", name="Find a command")


def find(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    expect(palette(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.type(words)


def give(page: Page, command: str, key: str) -> None:
    page.get_by_role("button", name=f"Change the key of “{command}”").click()
    page.keyboard.press(key)


def test_no_two_commands_have_one_key_at_one_place(page):
    clashes = page.evaluate(
        """async () => {
            const { overlaps } = await import("/static/js/commands.js");
            const { readingCommands, motifCommands } = await import("/static/js/reading_keys.js");
            const { reviewCommands } = await import("/static/js/review_commands.js");
            const nine = Array.from({ length: 9 }, (_, n) => ({ key: n, name: n, offered: true }));
            const all = [...readingCommands, ...motifCommands(nine), ...reviewCommands];
            return all.flatMap((a) => all.filter((b) => a.id < b.id && overlaps(a.scope, b.scope)
                && a.keys.some((key) => b.keys.includes(key))).map((b) => [a.id, b.id]));
        }"""
    )
    assert clashes == []


def test_keys_are_silent_while_typing(page):
    for field in ("comment", "forecast"):
        page.locator(f"[data-field={field}]").focus()
        page.keyboard.type("nrcw?19")
        expect(page.locator(f"[data-field={field}]")).to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()
    expect(comment(page)).to_have_value("nrcw?19")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("r", "[data-scale=concreteness] input[value='1']"),
        ("c", "[data-field=comment]"),
        ("f", "[data-field=forecast]"),
        ("w", "[data-toolbar] [data-motif=skill]"),
    ],
)
def test_letters_work_wherever_nobody_types(page, key, place):
    page.locator("[data-go=study]").focus()
    page.keyboard.press(key)
    expect(page.locator(place)).to_be_focused()


def test_scale_is_answered_by_keys(page, review):
    press = page.keyboard.press
    page.locator("[data-text]").focus()
    press("r")
    press("4")
    press("ArrowRight")
    expect(page.locator("[data-scale=specificity] input").first).to_be_focused()
    press("0")
    expect(page.locator("[data-scale=specificity] [data-reason]")).to_be_focused()
    page.keyboard.type("Too near.")
    press("Escape")
    press("r")
    press("5")
    press("e")
    page.keyboard.type("I could begin today.")
    press("Escape")
    press("r")
    press("2")
    press("Delete")
    expect(page.locator("[data-scale=resonance] input:checked")).to_have_count(0)
    press("ArrowLeft")
    expect(page.locator("[data-scale=actionability] input[value='5']")).to_be_focused()
    saved(page)
    kept = [(r.scale.key, r.value, r.reason, r.rationale) for r in review.ratings.all()]
    assert kept == [
        ("concreteness", 4, "", ""),
        ("specificity", None, "Too near.", ""),
        ("actionability", 5, "", "I could begin today."),
    ]


def test_every_command_is_listed_with_its_key(page):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="Keys")
    for label, key in (("Undo", "Ctrl Z"), ("Tag with Detail", "2"), ("Go to the comment", "c")):
        row = panel.locator("li").filter(has=page.get_by_text(label, exact=True))
        expect(row.locator("kbd").first).to_have_text(key)
    assert axe_faults(page) == []


def test_key_is_changed_and_kept(page):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    give(page, "Go to the comment", "y")
    expect(page.locator("[data-said]")).to_have_text("“Go to the comment” has y now.")
    page.keyboard.press("Escape")
    page.reload()
    ready(page)
    page.locator("[data-text]").focus()
    page.keyboard.press("c")
    expect(page.locator("[data-text]")).to_be_focused()
    page.keyboard.press("y")
    expect(comment(page)).to_be_focused()


def test_key_that_is_taken_is_refused_by_the_name_of_what_has_it(page):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    give(page, "Go to the comment", "n")
    expect(page.locator("[data-said]")).to_contain_text("n is the key of “Go to the note of a tag”")
    page.keyboard.press("Tab")
    expect(page.locator("[data-said]")).to_contain_text("needed to move about the page")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_visible()
    give(page, "Save now", "m")
    expect(page.locator("[data-said]")).to_contain_text("writes a letter where one types")
    page.keyboard.press("Control+m")
    expect(page.locator("[data-said]")).to_contain_text("has Ctrl M now")


def test_motif_shows_the_key_it_was_given_and_all_go_back(page, review):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    give(page, "Tag with Skill", "Backspace")
    give(page, "Tag with Detail", "1")
    shown = page.locator(".motifs [data-key-of='use.detail']")
    expect(shown).to_have_text("1")
    expect(page.locator(".motifs [data-key-of='use.skill']")).to_be_hidden()
    page.keyboard.press("Escape")
    pick(page, "The slot")
    page.locator("[data-text]").focus()
    page.keyboard.press("1")
    saved(page)
    assert review.tags.get().motif.key == "detail"
    page.keyboard.press("?")
    page.get_by_role("button", name="All keys as at first").click()
    expect(shown).to_have_text("2")


def test_palette_finds_a_command_and_gives_the_focus_back(page):
    comment(page).focus()
    find(page, "go rat")
    options = palette(page).get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(palette(page).get_by_role("combobox")).to_have_attribute(
        "aria-activedescendant", re.compile("^palette-.*-0$")
    )
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(comment(page)).to_be_focused()
    find(page, "go rat")
    page.keyboard.press("Enter")
    expect(page.locator("[data-scale=concreteness] input").first).to_be_focused()


def test_palette_rates_and_says_when_nothing_is_found(page):
    page.locator("[data-text]").focus()
    find(page, "resonance went past")
    page.keyboard.press("Enter")
    expect(page.locator("[data-scale=resonance] input[value='1']")).to_be_checked()
    find(page, "zzz")
    expect(palette(page)).to_contain_text("No command has these words")


def test_palette_offers_what_is_done_on_a_scale_only_where_one_has_the_focus(page):
    options = palette(page).get_by_role("option")
    page.locator("[data-text]").focus()
    for words in ("cannot say", "take the answer back", "write the rationale"):
        find(page, words)
        expect(options).to_have_count(0)
        page.keyboard.press("Escape")
    page.locator("[data-scale=resonance] input").first.focus()
    find(page, "write the rationale")
    page.keyboard.press("Enter")
    expect(page.locator("[data-scale=resonance] [data-rationale]")).to_be_focused()


def test_palette_tags_the_words_that_were_selected(page, review):
    page.locator("[data-text]").focus()
    find(page, "tag with")
    expect(palette(page).get_by_role("option")).to_have_count(0)
    page.keyboard.press("Escape")
    pick(page, "The slot")
    find(page, "tag with brief")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    saved(page)
    assert [(t.motif.key, t.quote) for t in review.tags.all()] == [("ack", "The slot")]


def test_palette_goes_to_the_study_home_and_out(page, review):
    for words, heading in (("go to the study", review.study.name), ("go home", None)):
        find(page, words)
        page.keyboard.press("Enter")
        expect(page.locator("[data-review]")).to_have_count(0)
        if heading:
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        page.go_back()
        ready(page)
    find(page, "sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password")).to_be_visible()


def test_palette_goes_to_the_next_text_when_this_one_is_submitted(ada, ben, desk):
    texts = [cast.add_text(f"{n}: the lamp hummed on.", by=ada) for n in range(2)]
    review = cast.read(cast.study(ada, texts, ben), texts[0], ben)
    page = desk(ben).open(f"/reviews/{review.pk}/")
    page.locator("[data-text]").focus()
    find(page, "next text")
    page.keyboard.press("Enter")
    ready(page)
    assert not page.url.endswith(f"/reviews/{review.pk}/")


def hold_back(page: Page):
    """Keep the page's modules from beginning; return what lets them."""
    waiting = []
    page.route("**/joined/review*.js", lambda route: waiting.append(route))

    def let_go() -> None:
        for route in waiting:
            route.continue_()

    return let_go


def test_what_is_done_before_the_page_listens_is_done_once_it_does(ben, desk, review):
    seat = desk(ben)
    let_go = hold_back(seat.page)
    seat.page.goto(f"{seat.address}/reviews/{review.pk}/", wait_until="commit")
    page = seat.page
    expect(comment(page)).to_be_visible()
    comment(page).press_sequentially("Early bird.")
    rate(page, "concreteness", 2)
    page.locator("[data-text]").focus()
    for key in ("Home", "Shift+ArrowRight", "Shift+ArrowRight", "1", "r", "5"):
        page.keyboard.press(key)
    assert page.locator("[data-review][data-ready]").count() == 0
    let_go()
    ready(page)
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Early bird."
    assert review.tags.get().quote == STORY[: len("The foundry had")]
    # R goes to the first scale that has no answer.
    assert {r.scale.key: r.value for r in review.ratings.all()} == {
        "concreteness": 2,
        "specificity": 5,
    }


def test_submit_pressed_too_early_leaves_the_page_where_it_is(ben, desk, review):
    seat = desk(ben)
    let_go = hold_back(seat.page)
    seat.page.goto(f"{seat.address}/reviews/{review.pk}/", wait_until="commit")
    seat.page.get_by_role("button", name="Submit").click()
    let_go()
    missing = seat.page.get_by_role("group", name="Not submitted")
    expect(missing.get_by_role("button")).to_have_count(len(SCALES))
    assert seat.page.url.endswith(f"/reviews/{review.pk}/")


def test_reading_is_done_from_sign_in_to_submit_by_the_keyboard_alone(
    ada, ben, browser, live_server
):
    text = cast.add_text(STORY, by=ada)
    study = cast.study(ada, [text], ben)
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    type_, press = page.keyboard.type, page.keyboard.press
    tab_to(page, page.get_by_label("Username"))
    type_("ben")
    tab_to(page, page.get_by_label("Password"))
    type_(cast.PASSWORD)
    press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    tab_to(page, page.get_by_role("link", name=study.name).first)
    press("Enter")
    tab_to(page, page.get_by_role("button", name="Read the next text"))
    press("Enter")
    ready(page)
    tab_to(page, page.locator("[data-text]"))
    for key in ("ArrowRight", "Shift+ArrowRight", "1", "n"):
        press(key)
    type_("First words.")
    press("Escape")
    for point in ("2", "3", "4", "5"):
        press("r")
        press(point)
        press("Escape")
    press("a")
    for words in ("Ilse", "tunes the lamp", "by Friday"):
        type_(words)
        press("Tab")
    press("Escape")
    press("f")
    type_("35")
    # The first press leaves the field, the second submits.
    press("Control+Enter")
    press("Control+Enter")
    expect(page.locator(".reveal__author")).to_have_text("quill-1")
    review = Review.objects.get()
    content = review.submissions.get().content
    assert [row["value"] for row in content["ratings"]] == [2, 3, 4, 5]
    assert content["tags"][0]["note"] == "First words."
    assert content["action"] == "Ilse tunes the lamp by Friday."
    assert content["forecast"]["probability"] == 0.35
    context.close()


def tab_to(page: Page, wanted) -> None:
    """Press Tab until it has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there")
