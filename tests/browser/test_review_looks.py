"""What the review page looks like where its parts meet: sigla, long names, small windows, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.services.codebooks import create_motif, rename_motif
from annotations.services.reviewing import save_review
from annotations.services.tagging import TagDraft
from tests.browser.review_room import STORY, begin, opened, pick, rate, saved, tag, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen, and who wears it to the end"
HEBREW = "שמעתי אותך מקשיבה, אמר הילד.\n\nאיש לא שאל אותה דבר."
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(
    ".note__head, .motifs summary, .toolbar__motifs, .toolbar__motifs button"
)].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.tagName)"""


def ends_of(page: Page) -> tuple[float, float, float, float]:
    """Return where the first siglum begins and ends, and the words of the first tag."""
    page.wait_for_timeout(200)
    head = page.locator("[data-layer=heads] .head").first.bounding_box()
    words = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const { left, right } = rangeOf(root, 0, 5).getBoundingClientRect();
            return [left, right];
        }"""
    )
    return head["x"], head["x"] + head["width"], *words


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_siglum_stands_before_the_words_of_its_tag(ada, ben, desk, viewport):
    page = opened(desk, ben, begin(ada, ben), viewport=viewport)
    tag(page, STORY[:11], "skill")
    left, right, begins, _ = ends_of(page)
    assert 0 <= left < begins <= right <= begins + 8


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_siglum_stands_before_the_words_when_they_run_from_right_to_left(ada, ben, desk, viewport):
    page = opened(desk, ben, begin(ada, ben, body=HEBREW, language="he"), viewport=viewport)
    tag(page, HEBREW[:5], "skill")
    left, right, _, begins = ends_of(page)
    assert begins - 8 <= left <= begins < right <= viewport["width"]


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_siglum_lies_over_no_letter(ada, ben, desk, viewport):
    page = opened(desk, ben, begin(ada, ben), viewport=viewport)
    tag(page, "could still hear", "skill")
    page.wait_for_timeout(200)
    bottom, ground = page.locator("[data-layer=heads] .head").first.evaluate(
        "(head) => [head.getBoundingClientRect().bottom, getComputedStyle(head).backgroundColor]"
    )
    top = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const at = root.textContent.indexOf("could still hear");
            return rangeOf(root, at, at + 5).getBoundingClientRect().top;
        }"""
    )
    # The tallest letters begin some pixels below the top of their line; a siglum ends above them.
    assert bottom <= top + 4.5
    assert ground == "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_nothing_is_cut_off_when_the_name_of_a_motif_is_long(ada, ben, desk, viewport):
    review = begin(ada, ben)
    rename_motif(motif=review.study.codebook.motifs.get(key="detail"), by=ada, name=LONG)
    page = opened(desk, ben, review, viewport=viewport)
    tag(page, "car park", "detail")
    page.locator("details[data-side]").evaluate("(side) => { side.open = true; }")
    pick(page, "eleven years")
    assert page.evaluate(TOO_WIDE) == []


def test_bar_leaves_the_text_its_room_when_the_name_of_the_study_is_long(ada, ben, desk):
    page = opened(desk, ben, begin(ada, ben, name="Who is seen at last, " * 8), viewport=PHONE)
    assert page.locator(".review__head").bounding_box()["height"] < 110


def test_paper_shows_what_was_answered_and_no_more(ada, ben, desk):
    page = opened(desk, ben, begin(ada, ben), viewport={"width": 794, "height": 1123})
    tag(page, "car park", "detail")
    page.locator("[data-act=whole]").evaluate("(button) => button.click()")
    page.locator("[data-toolbar] [data-motif=skill]").click()
    rate(page, "actionability", 4)
    page.locator("[data-field=action_who]").fill("The reader")
    saved(page)
    page.emulate_media(media="print")
    assert page.evaluate(TOO_WIDE) == []
    expect(page.get_by_role("button", name="Skill, the whole text")).to_be_visible()
    expect(page.locator("[data-field=action_who]")).to_be_visible()
    expect(page.locator("[data-field=action_when]")).to_be_hidden()
    expect(page.locator(".note [data-name]").first).to_be_visible()
    expect(page.get_by_text("Read by ben, a draft.")).to_be_visible()
    expect(page.get_by_text("Not answered")).to_have_count(4)
    shown = [one.is_visible() for one in page.get_by_text("Not answered").all()]
    assert shown == [True, True, False, True]


def test_lines_on_paper_are_no_longer_than_can_be_read(ada, ben, desk):
    body = "It was a long way down to the harbour, and the lamps were not yet lit. " * 12
    page = opened(desk, ben, begin(ada, ben, body=body), viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    width, letter = page.locator("[data-text]").evaluate(
        """(text) => {
            const range = document.createRange();
            range.setStart(text.querySelector(".block").firstChild, 0);
            range.setEnd(text.querySelector(".block").firstChild, 40);
            return [text.clientWidth, range.getBoundingClientRect().width / 40];
        }"""
    )
    assert 55 <= width / letter <= 80


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", page.pdf(format="A4")))


def test_no_sheet_of_paper_is_empty_below_the_text(ada, ben, desk):
    page = opened(desk, ben, begin(ada, ben, body=f"{STORY}\n\n" * 40 + "It went out."))
    untagged = sheets(page)
    assert untagged > 3
    tag(page, "It went out", "detail")
    until(page, "parseInt(document.querySelector('[data-notes]').style.minHeight) >= 2000")
    assert sheets(page) <= untagged + 1


@pytest.mark.parametrize("viewport", [{"width": 1400, "height": 900}, PHONE])
def test_sigla_at_one_place_are_told_apart_and_stay_on_the_page(ada, ben, desk, viewport):
    review = begin(ada, ben)
    motifs = [f"number{number}" for number in range(6)]
    for key in motifs:
        create_motif(
            codebook=review.study.codebook, key=key, name=key, definition="One of six.", by=ada
        )
    body = review.text.body
    # Wherever the lines are broken, some of these words stand last in theirs.
    starts = [place.start() for place in re.finditer(r"\b\w", body)][:16]
    tags = [TagDraft(key, start, start + 1) for start in starts for key in motifs]
    save_review(review=review, by=ben, version=None, tags=tags)
    page = opened(desk, ben, review, viewport=viewport)
    head = page.locator("[data-layer=heads] .head").first
    expect(head.locator(".sig")).to_have_count(3)
    expect(head).to_contain_text("+3")
    gaps = head.evaluate(
        """(head) => {
            const boxes = [...head.children].map((child) => child.getBoundingClientRect());
            return boxes.slice(1).map(({ left }, at) => left - boxes[at].right);
        }"""
    )
    assert min(gaps) >= 3
    page.evaluate("document.querySelector('.reading__body').scrollIntoView()")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    rights = page.locator("[data-layer=heads] .head").evaluate_all(
        "heads => heads.map((head) => head.getBoundingClientRect().right)"
    )
    assert max(rights) <= viewport["width"]


def test_note_of_the_active_tag_stands_beside_its_words_however_many_come_before(ada, ben, desk):
    review = begin(ada, ben)
    body = review.text.body
    starts = [place.start() for place in re.finditer(r"\b\w", body)]
    note = "It says more than it seems to say. " * 10
    tags = [TagDraft("skill", start, start + 1, note=note) for start in starts]
    save_review(review=review, by=ben, version=None, tags=tags)
    page = opened(desk, ben, review)
    page.locator("[data-text]").focus()
    page.keyboard.press("k")
    note, words = page.locator(".note--active"), page.locator(".handle").first
    page.wait_for_timeout(300)
    assert abs(note.bounding_box()["y"] - words.bounding_box()["y"]) < 60
    expect(page.locator("[data-above]")).to_have_text(re.compile(r"^\d+ notes above$"))
    # None of those that went out above the top is seen over the head of the page.
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    covered = page.evaluate(
        """() => {
            const { left, top } = document.querySelector("#notes-title").getBoundingClientRect();
            return [...Array(Math.floor(top)).keys()]
                .filter((y) => document.elementFromPoint(left + 20, y)?.closest(".note"));
        }"""
    )
    assert covered == []
