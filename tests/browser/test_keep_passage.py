"""Keeping a passage of a text by selecting it in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from corpus.models import Text
from tests import cast
from tests.browser.access import axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "A 👩🏽‍🚀 wept.\r\nA naïve café 😀, twice shut, and she wept again."
SELECT = """([from, to]) => {
  const node = document.querySelector("[data-passage-source]").firstChild;
  document.getSelection().setBaseAndExtent(node, from, node, to);
}"""


def units(body: str, words: str) -> list[int]:
    """Return where words begin and end as JavaScript counts."""
    before = body[: body.index(words)]
    begin = len(before.encode("utf-16-le")) // 2
    return [begin, begin + len(words.encode("utf-16-le")) // 2]


def test_a_selection_is_kept_when_the_text_has_emoji_and_crlf(ada, olga, desk):
    text = cast.add_text(BODY, by=ada)
    page = desk(olga).open(f"/texts/{text.pk}/")
    page.evaluate(SELECT, units(text.body, " café 😀, twice shut,\u0020"))
    summary = page.get_by_text("Keep the 4 selected words")
    expect(summary).to_be_visible()
    summary.click()
    page.get_by_label("Why keep it").fill("To try it.")
    page.get_by_role("button", name="Keep the passage").click()
    expect(page.get_by_text("Kept. The passage is now a text of its own.")).to_be_visible()
    kept = Text.objects.get(kind="insight")
    assert kept.body == "café 😀, twice shut,"
    source = kept.source
    assert text.body[source.excerpt_start : source.excerpt_end] == kept.body


def test_the_second_of_two_equal_passages_is_kept_when_it_is_selected(ada, olga, desk):
    text = cast.add_text(BODY, by=ada)
    last = text.body.rindex("wept")
    begin = len(text.body[:last].encode("utf-16-le")) // 2
    page = desk(olga).open(f"/texts/{text.pk}/")
    page.evaluate(SELECT, [begin, begin + 4])
    page.get_by_text("Keep the selected word").click()
    page.get_by_label("Why keep it").fill("Again.")
    page.get_by_role("button", name="Keep the passage").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert Text.objects.get(kind="insight").source.excerpt_start == last


def test_a_passage_is_kept_by_its_words_when_there_is_no_script(ada, olga, desk):
    text = cast.add_text(BODY, by=ada)
    page = desk(olga, java_script_enabled=False).open(f"/texts/{text.pk}/")
    page.get_by_text("Keep a passage of this text").click()
    page.get_by_label("The passage").fill("twice shut")
    page.get_by_label("Why keep it").fill("To try it.")
    page.get_by_role("button", name="Keep the passage").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    assert Text.objects.get(kind="insight").body == "twice shut"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_texts_are_accessible_and_fit(ada, desk, scheme, width):
    text = cast.add_text(BODY, by=ada, context=[{"role": "user", "content": "Go on."}])
    cast.add_text(by=ada, author=cast.author("ink-2"))
    held = cast.add_text(by=ada, prompt=cast.prompt("p-held"))
    cast.study(ada, [held])
    prompt = text.source.prompt_id
    seat = desk(ada, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in (
        "/texts/?author.kind=model&q=she",
        "/texts/?moon=1",
        f"/texts/{text.pk}/",
        f"/texts/{held.pk}/",
        "/texts/add/",
        "/authors/",
        f"/prompts/{prompt}/",
        "/imports/",
        "/jobs/",
    ):
        page = seat.open(path)
        found = axe_faults(page)
        assert [(path, one["id"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
