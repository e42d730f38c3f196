"""Selecting by sentence and paragraph, and what is done with a tag that is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Tag
from tests import cast
from tests.browser.access import axe_faults
from tests.browser.review_room import (
    STORY,
    add_motifs,
    begin,
    click,
    corner,
    drag,
    focus_text,
    opened,
    pick,
    press,
    quotes,
    saved,
    tag,
    units,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each has two sentences, a blank line, and one more; written as Windows ends its lines.
SCRIPTS = {
    "en": "A nai\u0308ve 👩🏽‍🚀 wept. Cafe\u0301 😀 slept!\r\n\r\nNobody asked.\r\n",
    "ar": "عدّت الفتاة الدرجات. ثم نسيتها كلها!\r\n\r\nلم يسأل أحد.\r\n",
    "zh": "女孩数了台阶。然后她全忘了!\r\n\r\n没有人问。\r\n",
    "hi": "लड़की ने सीढ़ियाँ गिनीं। फिर वह भूल गई!\r\n\r\nकिसी ने नहीं पूछा।\r\n",
    "mixed": "She said שלום to 李雷。 Then नमस्ते, 👨‍👩‍👧 and left!\r\n\r\nNobody asked.\r\n",
}


def violations(page: Page) -> list[str]:
    found = axe_faults(page)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


@pytest.mark.parametrize("script", SCRIPTS)
def test_sentences_and_paragraphs_are_taken_in_when_their_keys_are_pressed(ada, ben, desk, script):
    language = "" if script == "mixed" else script
    review = begin(ada, ben, body=SCRIPTS[script], language=language)
    body = review.text.body
    first, last = (line for line in body.split("\n") if line)
    at = max(first.find(end) for end in (". ", "。", "। "))
    sentence = first[: at + 1]
    page = opened(desk, ben, review)
    assert units(page) == body
    focus_text(page)
    press(page, "s", "1", "s", "2", "Escape", "Home", "p", "2", "Home", "s", "p", "p", "3")
    saved(page)
    rest = first[at + 1 :].strip()
    assert quotes(review) == [sentence, first, f"{first}\n\n{last}", rest]


def test_the_sentence_before_is_taken_in_when_shift_is_held(page, review):
    click(page, "coins of four")
    press(page, "s", "Shift+S", "1")
    press(page, "s", "Shift+P", "Shift+P", "2")
    saved(page)
    first, second, _ = STORY.split("\n\n")
    assert quotes(review) == [f"{first}\n\n{second}", second]


def test_words_grow_to_their_sentence_when_the_toolbar_is_asked(page, review):
    start = STORY.index("slot")
    drag(page, start, start + 2)
    page.get_by_role("button", name="Sentence").click()
    expect(page.locator("[data-target]")).to_contain_text("The slot took")
    page.locator("[data-motif=ack]").click()
    saved(page)
    assert quotes(review) == [
        "The slot took coins of four sizes, and each had its own small word to say going down."
    ]


def nested(page: Page) -> None:
    tag(page, "She sold tickets now. The slot took coins", "skill")
    tag(page, "The slot took coins", "ack")
    tag(page, "slot", "detail")


def test_tags_at_one_place_are_listed_innermost_first_when_clicked(page):
    nested(page)
    click(page, "slot")
    bar = page.get_by_role("toolbar", name="The tag Detail")
    here = bar.get_by_role("group", name="Tags here").get_by_role("button")
    assert [b.split(",")[0] for b in here.evaluate_all("l => l.map(b => b.ariaLabel)")] == [
        "Detail",
        "Brief acknowledgement",
        "Skill",
    ]
    expect(here.first).to_have_attribute("aria-pressed", "true")
    here.nth(2).click()
    expect(page.locator(".note--active")).to_contain_text("Skill")
    expect(page.locator("[data-tagbar] [aria-pressed=true]")).to_have_count(1)
    assert axe_faults(page) == []
    press(page, "Enter")
    expect(page.locator("[data-tagbar] [aria-pressed=true]")).to_be_focused()
    press(page, "ArrowLeft", "Enter")
    expect(page.locator("[data-tagbar] [aria-pressed=true]")).to_be_focused()
    expect(page.locator(".note--active")).to_contain_text("Brief")
    press(page, "Escape")
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator("[data-tagbar]")).to_be_hidden()


def test_tags_are_walked_in_order_when_their_keys_are_pressed(page):
    nested(page)
    tag(page, "the boy", "skill")
    press(page, "Escape")
    names = []
    active = page.locator(".note--active [data-name]")
    for key in ("k", "k", "k", "j", "i", "i"):
        press(page, key)
        names.append(active.text_content().split()[-1])
    assert names == [
        "Detail",
        "acknowledgement",
        "Skill",
        "acknowledgement",
        "Skill",
        "acknowledgement",
    ]
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator("[data-voice=words]")).to_contain_text("Brief acknowledgement, The slot")


def test_tag_is_resized_when_its_keys_are_pressed(page, review):
    tag(page, "The slot took", "skill")
    press(page, "[", "]", "]", "}", "{", "{")
    saved(page)
    assert quotes(review) == ["slot took coins"]
    press(page, "}", "}", "}", "}")
    expect(page.locator("[data-voice=words]")).to_have_text("No further.")
    saved(page)
    assert quotes(review) == ["slot"]


@pytest.mark.parametrize("body", [STORY, SCRIPTS["ar"].replace("\r\n", "\n")])
def test_tag_is_resized_when_an_end_is_dragged(ada, ben, desk, body):
    review = begin(ada, ben, body=body, language="en" if body is STORY else "ar")
    page = opened(desk, ben, review)
    words = body.split(" ")[:5]
    tag(page, " ".join(words[1:3]), "skill")
    click(page, words[2])
    for edge, word in (("end", words[3]), ("start", words[0])):
        handle = page.locator(f".handle[data-edge={edge}]")
        box = handle.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        x, y = corner(page, body.index(word) + 1)
        page.mouse.move(x, y + 18, steps=5)
        page.mouse.up()
    saved(page)
    assert quotes(review) == [body[: body.index(words[3]) + len(words[3].rstrip(",."))]]
    expect(page.locator(".note")).to_have_count(1)


def test_drag_of_an_end_is_given_up_when_escape_is_pressed(page, review):
    tag(page, "car park", "skill")
    saved(page)
    box = page.locator(".handle[data-edge=end]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"], steps=3)
    press(page, "Escape")
    page.mouse.up()
    assert quotes(review) == ["car park"]
    expect(page.locator(".note--active")).to_contain_text("car park")


def test_motif_of_a_tag_is_changed_when_another_is_chosen(page, review):
    tag(page, "car park", "skill")
    page.locator(".note textarea").fill("Kept.")
    press(page, "Escape", "m")
    expect(page.locator("[data-toolbar] [data-motif=skill]")).to_be_focused()
    press(page, "3")
    expect(page.locator("[data-text]")).to_be_focused()
    saved(page)
    kept = Tag.objects.get(review=review)
    assert (kept.motif.key, kept.quote, kept.note) == ("ack", "car park", "Kept.")
    click(page, "car park")
    page.get_by_role("button", name="Change motif").click()
    expect(page.locator("[data-target]")).to_contain_text("car park")
    page.locator("[data-motif=detail]").click()
    saved(page)
    assert Tag.objects.get(review=review).motif.key == "detail"


def test_tag_stays_as_it_is_when_it_would_be_another_that_is_there(page, review):
    tag(page, "car park", "skill")
    tag(page, "car park", "detail")
    press(page, "m", "1")
    expect(page.locator("[data-voice=words]")).to_have_text("That tag is there already.")
    saved(page)
    assert sorted(t.motif.key for t in review.tags.all()) == ["detail", "skill"]


def test_tag_is_deleted_and_the_focus_kept_when_delete_is_pressed(page, review):
    tag(page, "car park", "skill")
    tag(page, "eleven years", "detail")
    press(page, "Delete")
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator("[data-voice=words]")).to_have_text("Deleted: Detail, “eleven years”")
    click(page, "car park")
    page.locator("[data-tagbar] [data-act=delete]").click()
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator(".note")).to_have_count(0)
    saved(page)
    assert quotes(review) == []


def test_each_selection_is_tagged_at_once_when_a_motif_is_kept(page, review):
    start = STORY.index("foundry")
    drag(page, start, start + 3)
    page.get_by_role("button", name="Keep the motif").click()
    page.locator("[data-motif=detail]").click()
    line = page.locator("[data-kept]")
    expect(line).to_contain_text("Detail")
    for words in ("eleven", "slot"):
        at = STORY.index(words)
        drag(page, at, at + 3)
        expect(page.locator(".note", has_text=words)).to_be_visible()
    assert axe_faults(page) == []
    click(page, "sizes")
    press(page, "ArrowRight", "Shift+ArrowRight")
    expect(page.locator(".note")).to_have_count(3)
    press(page, "Enter")
    expect(page.locator(".note")).to_have_count(4)
    press(page, "Escape", "Escape")
    expect(line).to_be_hidden()
    drag(page, start, start + 3)
    expect(page.locator("[data-toolbar]")).to_be_visible()
    saved(page)
    assert quotes(review) == ["foundry", "eleven", "slot", "sizes, and"]


def test_motif_is_kept_by_its_key_when_one_was_used(page):
    focus_text(page)
    press(page, "t")
    expect(page.locator("[data-target]")).to_have_text("A motif for all that you select next")
    press(page, "2")
    expect(page.locator("[data-kept]")).to_contain_text("Detail")
    page.locator("[data-text]").dblclick(position={"x": 60, "y": 15})
    expect(page.locator(".note")).to_have_count(1)
    press(page, "t")
    expect(page.locator("[data-kept]")).to_be_hidden()
    press(page, "t")
    expect(page.locator("[data-kept]")).to_contain_text("Detail")


def test_motif_stays_kept_when_the_bar_of_motifs_is_left(page):
    focus_text(page)
    press(page, "t", "2", "w")
    expect(page.locator("[data-toolbar] [data-motif]").first).to_be_focused()
    press(page, "Escape")
    expect(page.locator("[data-toolbar]")).to_be_hidden()
    expect(page.locator("[data-kept]")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("[data-kept]")).to_be_hidden()


def test_motif_is_found_by_typing_when_there_are_many(ada, ben, desk):
    review = begin(ada, ben)
    add_motifs(review, by=ada)
    page = opened(desk, ben, review)
    pick(page, "car park")
    box = page.get_by_role("searchbox", name="Find a motif")
    expect(box).to_be_visible()
    assert axe_faults(page) == []
    focus_text(page)
    press(page, "Enter")
    page.keyboard.type("echec")
    expect(page.locator("[data-toolbar] [data-motif]:visible")).to_have_count(9)
    page.keyboard.type(" number 7")
    expect(page.locator("[data-found]")).to_contain_text("Échec number 7, 1 of 12")
    assert axe_faults(page) == []
    press(page, "Enter")
    saved(page)
    assert [t.motif.key for t in review.tags.all()] == ["more7"]
    pick(page, "eleven years")
    expect(page.locator("[data-toolbar] [data-motif]:visible")).to_have_count(12)
    press(page, "Enter")
    page.keyboard.type("xyz")
    expect(page.locator("[data-toolbar] [data-none]")).to_be_visible()
    # No letter of it was a command: X alone would have deleted the tag.
    expect(page.locator(".note")).to_have_count(1)
    press(page, "Enter", "Escape")
    expect(page.locator("[data-toolbar] [data-motif]").first).to_be_focused()
    press(page, "Escape")
    expect(page.locator("[data-text]")).to_be_focused()


def test_tags_of_the_whole_text_stand_above_it(page, review):
    focus_text(page)
    press(page, "w", "1")
    tag(page, "car park", "detail")
    whole = page.get_by_role("list", name="The whole text").get_by_role("button")
    expect(whole).to_contain_text("Skill")
    top = whole.bounding_box()
    assert top["y"] + top["height"] <= page.locator("[data-text]").bounding_box()["y"]
    whole.click()
    expect(page.locator(".note--active")).to_contain_text("Skill")
    focus_text(page)
    press(page, "m", "3")
    expect(whole).to_contain_text("Brief acknowledgement")
    press(page, "x")
    expect(whole).to_have_count(0)
    saved(page)
    assert quotes(review) == ["car park"]


def test_tags_are_listed_but_not_changed_when_the_reading_is_locked(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = desk(ben).open(f"/reviews/{review.pk}/")
    expect(page.locator("[data-scale] input").first).to_be_disabled()
    assert page.locator(".handle, [data-act=retag], [data-act=keep]").count() == 0
    before = quotes(review)
    focus_text(page)
    press(page, "j", "x", "m", "[", "t", "s", "1", "w")
    assert quotes(review) == before
    expect(page.locator("[data-toolbar]")).to_be_hidden()


SEEN = """() => {
    const { top, bottom } = document.getSelection().getRangeAt(0).getBoundingClientRect();
    const bar = document.querySelector("[data-toolbar]").getBoundingClientRect();
    const head = document.querySelector(".review__head");
    const isSticky = getComputedStyle(head).position === "sticky";
    const above = isSticky ? head.getBoundingClientRect().bottom : 0;
    return [top >= above, bottom <= bar.top];
}"""


@pytest.mark.parametrize(("width", "height"), [(390, 700), (320, 256)])
def test_words_are_seen_between_the_bars_when_the_window_is_small(ada, ben, desk, width, height):
    body = STORY + "\n\n" + "The lamp hummed on and nobody came. " * 60
    viewport = {"width": width, "height": height}
    page = opened(desk, ben, begin(ada, ben, body=body), viewport=viewport)
    focus_text(page)
    for _ in range(60):
        press(page, "ArrowRight")
    expect(page.locator("[data-toolbar]")).to_be_visible()
    page.wait_for_timeout(200)
    assert page.evaluate(SEEN) == [True, True]
    for _ in range(12):
        press(page, "ArrowUp")
    page.wait_for_timeout(200)
    assert page.evaluate(SEEN) == [True, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tag_that_is_tapped_at_the_foot_is_seen_above_its_bar(ada, ben, desk):
    body = "The lamp hummed on. " * 20 + "A boy looked up. " + "Nobody came for it. " * 60
    viewport = {"width": 390, "height": 700}
    page = opened(desk, ben, begin(ada, ben, body=body), viewport=viewport)
    tag(page, "boy looked", "skill")
    press(page, "Escape")
    _, y = corner(page, body.index("boy"))
    page.evaluate("(by) => scrollBy({ top: by, behavior: 'instant' })", y - 660)
    page.mouse.click(*corner(page, body.index("boy")))
    bar = page.locator("[data-tagbar]")
    expect(bar).to_be_visible()
    page.wait_for_timeout(200)
    assert corner(page, body.index("boy"))[1] < bar.bounding_box()["y"]


def test_words_stay_picked_when_the_bar_has_the_focus_and_the_browser_deselects(page, review):
    page.locator("[data-text]").focus()
    press(page, "ArrowRight", "Shift+ArrowRight", "Enter")
    expect(page.locator("[data-toolbar] [data-motif=skill]")).to_be_focused()
    # WebKit does so by itself when a button gets the focus.
    page.evaluate("document.getSelection().removeAllRanges()")
    page.wait_for_timeout(100)
    press(page, "Enter")
    saved(page)
    assert quotes(review) == ["The foundry"]
