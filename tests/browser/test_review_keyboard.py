"""The text by the keyboard alone, where something lies over it or takes the focus."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.review_room import add_motifs, begin, comment, opened, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As verse: each line is shorter than the one before, and one says nothing.
LINES = "alpha beta gamma delta\nepsilon zeta eta\ntheta iota\n\nkappa lambda\nmu"


def picked(page) -> str:
    page.wait_for_timeout(50)
    return page.evaluate("getSelection().toString()")


def test_lines_are_walked_when_the_bar_of_motifs_lies_over_them(ada, ben, desk):
    page = opened(desk, ben, begin(ada, ben, body=LINES))
    page.locator("[data-text]").focus()
    press = page.keyboard.press
    press("ArrowRight")
    down = []
    for _line in range(4):
        press("ArrowDown")
        expect(page.locator("[data-toolbar]")).to_be_visible()
        down.append(picked(page))
    assert down == ["epsilon", "theta", "kappa", "mu"]
    up = []
    for _line in range(4):
        press("ArrowUp")
        up.append(picked(page))
    assert up == ["kappa", "iota", "epsilon", "alpha"]
    press("Shift+ArrowDown")
    assert picked(page).split() == ["alpha", "beta", "gamma", "delta", "epsilon"]
    press("Shift+ArrowDown")
    assert picked(page).endswith("theta iota")
    press("Shift+ArrowUp")
    assert picked(page).split()[-1] in {"epsilon", "zeta", "eta"}


def test_words_on_a_line_are_found_beside_a_place(page):
    code = """async ([text, asked]) => {
        const { wordsOf } = await import("/static/js/words.js");
        return asked.map(([unit, forward]) => {
            const found = wordsOf(text, "en").onLine(unit, forward);
            return found && text.slice(found.start, found.end);
        });
    }"""
    asked = [[0, True], [3, True], [7, True], [8, True], [8, False], [14, False], [14, True]]
    found = page.evaluate(code, ["one two\n\nthree", asked])
    assert found == ["one", "two", "two", "three", "two", "three", "three"]


def test_motif_is_found_by_typing_when_the_words_were_picked_by_keys(ada, ben, desk):
    review = begin(ada, ben)
    add_motifs(review, by=ada)
    page = opened(desk, ben, review)
    page.locator("[data-text]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-voice=words]")).to_have_text("foundry")
    page.keyboard.press("Enter")
    page.keyboard.type("echec number 7")
    expect(page.locator("[data-found]")).to_contain_text("Échec number 7, 1 of 12")
    page.keyboard.press("Enter")
    saved(page)
    assert [(t.motif.key, t.quote) for t in review.tags.all()] == [("more7", "foundry")]
    expect(page.locator("[data-text]")).to_be_focused()
    # And left again by Escape, the words are picked no more.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("detail")
    for _press in range(2):
        page.keyboard.press("Escape")
    expect(page.locator("[data-toolbar]")).to_be_hidden()
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator(".note")).to_have_count(1)


def test_reading_is_done_on_a_keyboard_without_latin_letters(page, review):
    page.locator("[data-text]").focus()

    def press(key: str, code: str) -> None:
        page.evaluate(
            """([key, code]) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }))""",
            [key, code],
        )

    page.keyboard.press("ArrowRight")
    press("\u0661", "Digit1")
    expect(page.locator(".note")).to_have_count(1)
    press("о", "KeyJ")
    expect(page.locator("[data-voice=words]")).to_have_text("No further.")
    press("к", "KeyR")
    press("\u0664", "Digit4")
    saved(page)
    assert [r.value for r in review.ratings.all()] == [4]
    assert [t.quote for t in review.tags.all()] == ["The"]
    # Into a field every letter is written as it is.
    comment(page).focus()
    page.keyboard.insert_text("окЫ")
    expect(comment(page)).to_have_value("окЫ")
