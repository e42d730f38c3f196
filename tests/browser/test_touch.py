"""A reading by touch alone, in a window of 360 pixels; and what a finger can hit."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.services.reviewing import save_review
from annotations.services.tagging import TagDraft
from tests import cast
from tests.browser.review_room import SCALES, STORY, begin, opened, pick, quotes, saved, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# After so many milliseconds a second tap is one of its own.
TWICE = 700
# WCAG 2.2, 2.5.8: 24 by 24 pixels, but for links within a sentence.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(".skip, .meta"))
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(({ one, box }) => `${one.textContent.trim()}: ${box.width} by ${box.height}`)"""


@pytest.fixture
def page(ben, desk, review) -> Page:
    start = STORY.index("eleven")
    save_review(review=review, by=ben, version=1, tags=[TagDraft("skill", start, start + 12)])
    return opened(desk, ben, review, **PHONE)


def point_of(page: Page, words: str) -> tuple[float, float]:
    """Return the middle of the words, scrolled to where neither head nor bar hides them."""
    return tuple(
        page.evaluate(
            """async (words) => {
                const { rangeOf } = await import("/static/js/place.js");
                const root = document.querySelector("[data-text]");
                const at = root.textContent.indexOf(words);
                const box = () => rangeOf(root, at, at + words.length).getClientRects()[0];
                scrollBy({ top: box().top - 250, behavior: "instant" });
                const { left, top, width, height } = box();
                return [left + width / 2, top + height / 2];
            }""",
            words,
        )
    )


def touch(page: Page, *points: tuple[float, float]) -> None:
    """Put a finger down, move it over the points, and lift it."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *at: tuple[float, float]) -> None:
        spots = [{"x": x, "y": y} for x, y in at]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

    send("touchStart", points[0])
    for one in points[1:]:
        send("touchMove", one)
    if points[1:]:
        # A finger stops before it is lifted, or Chromium takes what follows for the end of a fling.
        for _ in range(4):
            page.wait_for_timeout(40)
            send("touchMove", points[-1])
    send("touchEnd")


def pull(page: Page, edge: str, words: str) -> None:
    """Pull an end of what is picked to the middle of the words, a little at a time."""
    box = page.locator(f".handle[data-edge={edge}]").bounding_box()
    down = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wide, high = page.evaluate(
        """async ([edge, words]) => {
            const { rangeOf, selectedSpan } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const at = root.textContent.indexOf(words);
            const to = rangeOf(root, at, at + words.length).getBoundingClientRect();
            const { start, end } = selectedSpan(root);
            const unit = edge === "start" ? start : end - 1;
            const from = rangeOf(root, unit, unit + 1).getBoundingClientRect();
            const rtl = /[\\u0590-\\u08ff]/.test(root.textContent[unit]);
            const x = (edge === "start") === rtl ? from.right : from.left;
            return [to.left + to.width / 2 - x, to.top - from.top];
        }""",
        [edge, words],
    )
    touch(page, *[(down[0] + wide * n / 5, down[1] + high * n / 5) for n in range(6)])


def test_a_tag_is_tapped_and_its_end_dragged_by_a_finger(page, review):
    touch(page, point_of(page, "eleven"))
    expect(page.locator("[data-tagbar]")).to_be_visible()
    expect(page.locator(".handle").last).to_be_visible()
    box = page.locator(".handle").last.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    down = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # The finger is on the handle, the end of the tag a line above it.
    wide, high = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const boxOf = (words) => {
                const at = root.textContent.indexOf(words);
                return rangeOf(root, at, at + words.length).getBoundingClientRect();
            };
            const [from, to] = [boxOf("years"), boxOf("Ilse")];
            return [to.left + to.width / 2 - from.right, to.top - from.top];
        }"""
    )
    way = [(down[0] + wide * n / 5, down[1] + high * n / 5) for n in range(6)]
    touch(page, *way)
    saved(page)
    assert quotes(review) == ["eleven years, and Ilse"]


def test_a_tap_picks_the_word_and_the_next_one_leaves_it(page):
    touch(page, point_of(page, "tickets"))
    touch(page, point_of(page, "tickets"))
    expect(page.locator("[data-target]")).to_have_text("“tickets”")
    expect(page.locator(".handle:visible")).to_have_count(2)
    expect(page.locator("[data-voice=words]")).to_have_text("tickets")
    touch(page, point_of(page, "coins"))
    expect(page.locator("[data-target]")).to_have_text("“coins”")
    page.wait_for_timeout(TWICE)
    touch(page, point_of(page, "coins"))
    expect(page.locator("[data-toolbar]")).to_be_hidden()
    expect(page.locator(".handle:visible")).to_have_count(0)


def test_the_bar_that_comes_up_hides_neither_the_word_nor_its_ends(desk, ada, ben):
    body = "\n\n".join([f"Before it came line {number} of a long text." for number in range(40)])
    page = opened(desk, ben, begin(ada, ben, body), **PHONE)
    point_of(page, "line 9")
    for number in range(8, 18):
        box = page.evaluate(
            """async (words) => {
                const { rangeOf } = await import("/static/js/place.js");
                const root = document.querySelector("[data-text]");
                const at = root.textContent.indexOf(words);
                const { left, top } = rangeOf(root, at, at + words.length).getBoundingClientRect();
                return [left + 4, top + 8];
            }""",
            f"line {number} ",
        )
        if box[1] > 700:
            break
        last = box
    touch(page, last)
    expect(page.locator("[data-toolbar]")).to_be_visible()
    page.wait_for_timeout(200)
    bar = page.locator("[data-toolbar]").bounding_box()
    ends = [one.bounding_box() for one in page.locator(".handle").all()]
    assert len(ends) == 2
    assert all(end["y"] + end["height"] <= bar["y"] + 1 for end in ends)


def test_a_tap_beside_the_words_picks_nothing(page):
    x, y = point_of(page, "yes.")
    touch(page, (x + 150, y))
    page.wait_for_timeout(100)
    expect(page.locator("[data-toolbar]")).to_be_hidden()


@pytest.mark.parametrize("wait", [0, TWICE])
def test_a_second_tap_on_a_tag_picks_the_word_in_it(page, review, wait):
    touch(page, point_of(page, "years"))
    expect(page.locator("[data-tagbar]")).to_be_visible()
    page.wait_for_timeout(wait)
    touch(page, point_of(page, "years"))
    expect(page.locator("[data-tagbar]")).to_be_hidden()
    expect(page.locator("[data-target]")).to_have_text("“years”")
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    saved(page)
    assert sorted(quotes(review)) == ["eleven years", "years"]


def test_the_last_letter_of_a_tag_belongs_to_it(page):
    _, y = point_of(page, "s, and Ilse")
    wide = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const at = root.textContent.indexOf("s, and Ilse");
            const { left, width } = rangeOf(root, at, at + 1).getBoundingClientRect();
            return left + width * 0.9;
        }"""
    )
    touch(page, (wide, y))
    expect(page.locator("[data-tagbar]")).to_be_visible()


def test_both_ends_of_what_was_tapped_are_pulled(page, review):
    touch(page, point_of(page, "tickets"))
    pull(page, "end", "coins")
    expect(page.locator("[data-target]")).to_have_text("“tickets now. The slot took coins”")
    pull(page, "start", "sold")
    expect(page.locator("[data-target]")).to_have_text("“sold tickets now. The slot took coins”")
    pull(page, "end", "slot")
    expect(page.locator("[data-target]")).to_have_text("“sold tickets now. The slot”")
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    saved(page)
    assert "sold tickets now. The slot" in quotes(review)


@pytest.mark.parametrize(
    ("body", "language", "at", "word", "end", "quote"),
    [
        ("كان الولد يحمل فانوسًا صغيرًا.", "ar", "الولد", "الولد", "فانوسًا", "الولد يحمل فانوسًا"),
        ("猫が静かに窓を見ていた。", "ja", "窓", "窓", "見", "窓を見"),
        ("She waved 👩🏽‍🚀 and left.", "en", "👩🏽‍🚀", "👩🏽‍🚀", "left", "👩🏽‍🚀 and left"),
        (
            "The cafe\u0301 was shut.\r\nNobody came.",
            "en",
            "shut",
            "shut",
            "Nobody",
            "shut.\nNobody",
        ),
        ("एक लड़का घर गया।", "hi", "लड़का", "लड़का", "घर", "लड़का घर"),
    ],
    ids=["arabic", "japanese", "emoji", "lines", "hindi"],
)
def test_taps_and_ends_keep_to_the_words_of_a_script(
    desk, ada, ben, body, language, at, word, end, quote
):
    review = begin(ada, ben, body, language=language)
    page = opened(desk, ben, review, **PHONE)
    touch(page, point_of(page, at))
    expect(page.locator("[data-target]")).to_have_text(f"“{word}”")
    pull(page, "end", end)
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    saved(page)
    assert quotes(review) == [quote]


def test_an_end_is_pulled_beyond_what_the_window_shows(desk, ben, ada):
    body = "\n\n".join([f"Before it came line {number} of a long text." for number in range(40)])
    review = begin(ada, ben, f"{body}\n\nThe end.")
    page = opened(desk, ben, review, **PHONE)
    touch(page, point_of(page, "Before"))
    session = page.context.new_cdp_session(page)
    box = page.locator(".handle[data-edge=end]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for kind, at in [("touchStart", y), ("touchMove", y + 90), ("touchMove", 735)]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
    until(page, "scrollY > 600")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    saved(page)
    assert quotes(review)[0].startswith(
        "Before it came line 0 of a long text.\n\nBefore it came line 1"
    )


def test_a_tap_is_tagged_with_the_motif_that_is_kept(page, review):
    touch(page, point_of(page, "tickets"))
    page.get_by_role("button", name="Keep the motif").tap()
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    expect(page.locator("[data-kept]")).to_be_visible()
    touch(page, point_of(page, "coins"))
    page.get_by_role("button", name="Sentence").tap()
    expect(page.locator(".note")).to_have_count(3)
    page.locator("[data-act=unkeep]").tap()
    saved(page)
    assert "tickets" in quotes(review)
    assert quotes(review)[-1].startswith("The slot took coins of four")


def test_from_the_first_tap_to_the_source_without_keys_or_mouse(page, review):
    touch(page, point_of(page, "tickets"))
    page.get_by_role("button", name="Sentence").tap()
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    touch(page, point_of(page, "eleven"))
    page.get_by_role("button", name="Delete", exact=True).tap()
    for scale in SCALES:
        page.locator(f"[data-scale={scale}] label:has(input[value='3'])").tap()
    page.get_by_role("button", name="Submit").tap()
    expect(page.locator(".review")).to_have_attribute("data-state", "submitted")
    assert quotes(review) == ["She sold tickets now."]


def test_words_are_commented_on_by_taps(desk, ada, ben):
    text = cast.add_text(STORY, by=ada)
    made = cast.study(ada, [text], ben)
    cast.read(made, text, ben)
    page = desk(ben, **PHONE).open(f"/studies/{made.pk}/texts/{text.pk}/talk/")
    expect(page.locator("[data-talk][data-ready]")).to_be_attached()
    touch(page, point_of(page, "tickets"))
    pull(page, "end", "coins")
    page.get_by_role("button", name="Comment on these words").tap()
    page.keyboard.type("Of which sizes?")
    page.get_by_role("button", name="Comment", exact=True).tap()
    expect(page.locator(".thread__place")).to_contain_text("tickets now. The slot took coins")
    thread = page.locator(".thread")
    expect(thread).to_have_class(re.compile("note--active"))
    touch(page, point_of(page, "tickets"))
    page.get_by_role("button", name="Sentence").tap()
    expect(page.locator("[data-target]")).to_have_text("“She sold tickets now.”")


def test_words_are_grown_tagged_and_noted_by_taps(page, review):
    pick(page, "boy")
    page.get_by_role("button", name="Sentence").tap()
    page.locator("[data-toolbar] [data-motif=ack]").tap()
    page.locator(".note--active textarea").tap()
    page.keyboard.type("By thumb.")
    page.locator("[data-act=undo]").tap()
    expect(page.locator(".note--active textarea")).to_have_value("")
    page.locator("[data-act=redo]").tap()
    saved(page)
    note = review.tags.get(motif__key="ack")
    assert (note.quote, note.note) == ("Then the boy looked up, and said: yes.", "By thumb.")


def test_a_motif_is_kept_by_taps_for_what_is_selected_next(page, review):
    page.locator(".side > summary").tap()
    page.locator(".motifs summary").first.tap()
    page.get_by_role("button", name="Keep this motif for what I select").first.tap()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.evaluate(
        """async () => {
            const { select } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const start = root.textContent.indexOf("She sold");
            select(root, start, start + 8);
        }"""
    )
    expect(page.locator(".note")).to_have_count(2)
    page.locator("[data-act=unkeep]").tap()
    saved(page)
    assert "She sold" in quotes(review)


def test_a_finger_can_hit_every_target(page):
    assert page.evaluate(SMALL) == []
    pick(page, "boy")
    assert page.evaluate(SMALL) == []
    page.locator(".side > summary").tap()
    page.locator(".motifs summary").first.tap()
    touch(page, point_of(page, "eleven"))
    assert page.evaluate(SMALL) == []
