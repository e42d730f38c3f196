"""A reading by touch alone, in a window of 360 pixels; and what a finger can hit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Review
from annotations.services.reviewing import save_review
from annotations.services.tagging import TagDraft
from tests.browser.review_room import STORY, opened, pick, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
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
    send("touchEnd")


def quotes(review: Review) -> list[str]:
    return [tag.quote for tag in review.tags.order_by("start")]


def test_a_tag_is_tapped_and_its_end_dragged_by_a_finger(page, review):
    touch(page, point_of(page, "eleven"))
    expect(page.locator("[data-tagbar]")).to_be_visible()
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
