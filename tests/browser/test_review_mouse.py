"""Selecting by a mouse that leaves the words: beside a line, over a bar, over the end of a tag."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.models import Tag
from tests.browser.review_room import begin, click, corner, opened, press, quotes, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINES = "The lamp hummed on and nobody came. " * 8
# The first and the last letter of the second line, in UTF-16 units.
SECOND_LINE = """async () => {
    const { rangeOf } = await import("/static/js/place.js");
    const root = document.querySelector("[data-text]");
    const tops = [...Array(root.textContent.length).keys()].map(
        (unit) => rangeOf(root, unit, unit + 1).getClientRects()[0]?.top);
    const second = [...new Set(tops)][1];
    return [tops.indexOf(second), tops.lastIndexOf(second)];
}"""


@pytest.mark.parametrize("beside", [30, 200])
@pytest.mark.parametrize("body", [LINES, "عدّت الفتاة الدرجات ثم نسيتها كلها. " * 12])
def test_selection_ends_with_the_line_when_the_mouse_goes_beside_the_text(
    ada, ben, desk, body, beside
):
    review = begin(ada, ben, body=body, language="en" if body is LINES else "ar")
    page = opened(desk, ben, review, viewport={"width": 1300, "height": 900})
    box = page.locator("[data-text]").bounding_box()
    first, last = page.evaluate(SECOND_LINE)
    middle = (first + last) // 2
    sides = [box["x"] + box["width"] + beside, box["x"] - beside]
    for side in sides:
        x, y = corner(page, middle)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move((x + side) / 2, y)
        page.mouse.move(side, y, steps=3)
        page.mouse.up()
        press(page, "1" if side == sides[0] else "2")
        expect(page.locator(".note")).to_have_count(sides.index(side) + 1)
    saved(page)
    word = max(map(len, body.split()))
    spans = Tag.objects.filter(review=review).values_list("start", "end")
    assert all(first - word <= start < end <= last + word + 2 for start, end in spans)
    assert min(spans)[0] <= first
    assert max(end for _, end in spans) >= last - 1


def test_selection_goes_on_below_a_bar_when_the_mouse_comes_to_it(ada, ben, desk):
    review = begin(ada, ben, body=LINES * 3)
    page = opened(desk, ben, review)
    tag(page, "hummed on and", "skill")
    saved(page)
    click(page, "hummed on and")
    bar = page.locator("[data-tagbar]").bounding_box()
    page.evaluate("document.querySelector('[data-tagbar]').style.marginTop = '8rem'")
    first, _ = page.evaluate(SECOND_LINE)
    page.mouse.move(*corner(page, first))
    page.mouse.down()
    page.mouse.move(bar["x"] + bar["width"] / 2, bar["y"] + 128 + bar["height"] / 2, steps=4)
    page.mouse.up()
    press(page, "2")
    expect(page.locator(".note")).to_have_count(2)
    saved(page)
    assert len(quotes(review)[1]) < len(LINES)


def test_selection_ends_where_the_mouse_does_when_an_end_of_a_tag_hangs_there(ada, ben, desk):
    review = begin(ada, ben, body=LINES)
    page = opened(desk, ben, review)
    tag(page, "hummed on and", "skill")
    saved(page)
    hangs = page.locator(".handle[data-edge=end]").bounding_box()
    at = {"x": hangs["x"] + hangs["width"] / 2, "y": hangs["y"] + hangs["height"] - 2}
    first, last = page.evaluate(SECOND_LINE)
    page.mouse.move(*corner(page, first))
    page.mouse.down()
    page.mouse.move(at["x"], at["y"], steps=4)
    page.mouse.up()
    press(page, "2")
    expect(page.locator(".note")).to_have_count(2)
    saved(page)
    _, found = quotes(review)
    assert len(found) <= last - first
