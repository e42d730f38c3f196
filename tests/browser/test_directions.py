"""Texts from right to left in a page from left to right, and the other way: each keeps its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from annotations.services.editions import publish_edition
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from annotations.services.talk import add_comment
from corpus import jobs
from tests import cast
from tests.browser.review_room import begin, click, opened, pick, tag
from tests.themes.matched import closed_study
from themes.services import request_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEBREW = "בבית היה חדר אחד, ובו דלת קטנה שאיש לא פתח."
# As many words as stand beside a note of many lines.
NOTE = "The door is not opened, and nobody says so. " * 4


SIGN_STANDS_FIRST = """(cell) => {
    const words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
    const at = words.data.search(/\\S/);
    const left = (start) => {
        const one = document.createRange();
        one.setStart(words, start);
        one.setEnd(words, start + 1);
        return one.getBoundingClientRect().left;
    };
    return left(at) < left(at + 1);
}"""


@pytest.fixture
def arabic(settings) -> dict[str, str]:
    """Return what seats somebody before an interface from right to left."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    return {"locale": "ar"}


@pytest.fixture
def read(ada, ben):
    """Return a study and its Hebrew text, which ben has read."""
    text = cast.add_text(HEBREW, by=ada, language="he")
    made = cast.study(ada, [text], ben)
    tags = [TagDraft("stairs", 22, 26, NOTE), TagDraft("silence", 0, 16)]
    cast.read(made, text, ben, tags=tags)
    return made, text


def box(one: Locator) -> dict[str, float]:
    found = one.bounding_box()
    assert found
    return {**found, "right": found["x"] + found["width"], "foot": found["y"] + found["height"]}


def style(one: Locator, name: str) -> str:
    return one.evaluate("(one, name) => getComputedStyle(one)[name]", name)


def edition_of(study, text, lead, desk) -> Page:
    """Return the page of an edition with all readings of a text."""
    close_study(study=study, by=lead)
    readings = list(study.reviews.values_list("pk", flat=True))
    edition = publish_edition(
        study=study, text_id=text.pk, by=lead, readings=readings, title="Door", introduction=""
    )
    return desk(lead).open(f"/editions/{edition.pk}/")


def test_no_note_of_an_edition_lies_over_what_follows_its_text(ada, desk, read):
    made, text = read
    page = edition_of(made, text, ada, desk)
    foot = max(box(note)["foot"] for note in page.locator(".edition__side").all())
    assert foot <= box(page.get_by_role("heading", name="Notes"))["y"]


def test_notes_that_begin_in_one_line_are_in_order(ada, ben, desk):
    text = cast.add_text(f"{HEBREW} " * 8, by=ada)
    made = cast.study(ada, [text], ben)
    places = range(0, 200, 20)
    cast.read(made, text, ben, tags=[TagDraft("stairs", at, at + 4) for at in places])
    notes = edition_of(made, text, ada, desk).locator(".edition__side")
    tops = [box(note)["y"] for note in notes.all()]
    assert len(tops) == len(places)
    assert tops == sorted(tops)


def test_columns_of_a_table_are_one_beside_another_whichever_way_words_run(ben, desk, read):
    made, text = read
    page = desk(ben).open(f"/studies/{made.pk}/texts/{text.pk}/talk/")
    words, note = (page.locator(f"table tr[id] > td:nth-of-type({n})") for n in (2, 3))
    assert style(words.first, "paddingRight") == style(page.locator("th").first, "paddingRight")
    assert style(words.locator("bdi").first, "direction") == "rtl"
    assert box(words.locator("bdi").first)["right"] < box(note.first)["x"]


def test_reply_is_seen_as_something_to_be_written_in(ben, desk, read):
    made, text = read
    add_comment(study=made, text_id=text.pk, by=ben, body="Read it aloud.", start=22, end=26)
    page = desk(ben).open(f"/studies/{made.pk}/texts/{text.pk}/talk/")
    page.locator(".thread__acts summary").click()
    reply = page.locator(".thread__acts textarea")
    expect(reply).to_be_visible()
    edges = [style(one, "borderTopColor") for one in (reply, page.locator("[data-say] textarea"))]
    assert edges[0] == edges[1]


def test_paragraph_that_begins_with_a_tag_runs_on_paper_as_its_words_do(ben, desk, read):
    made, _ = read
    page = desk(ben).open(f"/reviews/{made.reviews.get().pk}/")
    page.emulate_media(media="print")
    mark = page.locator("mark[data-sig]").first
    expect(mark).to_be_visible()
    # Words that begin the text stand at the right of its column.
    line = box(page.locator(".block").first)
    assert line["right"] - box(mark)["right"] < 40


def test_bar_of_a_tag_begins_where_the_words_do(ada, ben, desk):
    review = begin(ada, ben, HEBREW, language="he")
    page = opened(desk, ben, review)
    tag(page, "בבית", "skill")
    click(page, "בבית")
    bar = page.locator("[data-tagbar]")
    expect(bar).to_be_visible()
    start = box(page.locator("[data-text] .block").first)["right"]
    # It begins at the letter that was clicked, the second.
    assert 0 < start - box(bar)["right"] < 30
    page.keyboard.press("Escape")
    pick(page, "בבית")
    assert abs(start - box(page.locator("[data-toolbar]"))["right"]) < 2


def test_matches_are_below_one_another_whichever_way_their_lines_run(desk, ada):
    cast.add_text(HEBREW, by=ada, language="he")
    cast.add_text("They shut the דלת in the house.", by=ada)
    page = desk(ada).open("/concordance/?q=דלת")
    matches, sources = page.locator(".kwic__match"), page.locator(".kwic__source")
    expect(matches).to_have_count(2)
    assert len({round(box(one)["x"]) for one in matches.all()}) == 1
    assert len({round(box(one)["x"]) for one in sources.all()}) == 1


def test_drawings_numbers_and_code_run_one_way_in_every_interface(ada, arabic, ben, desk):
    report = request_report(by=ada, study=closed_study(ada, [ben]), send=False)
    jobs.run(report.job_id)
    page = desk(ada, **arabic).open(f"/reports/{report.pk}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for drawing in page.locator("figure.plot svg").all():
        inside = box(drawing)
        for words in map(box, drawing.locator("text").all()):
            assert inside["x"] - 1 <= words["x"]
            assert words["right"] <= inside["right"] + 1
    signed = page.locator("table td.num").filter(has_text=re.compile(r"^[−+]\d"))
    assert signed.count()
    assert all(one.evaluate(SIGN_STANDS_FIRST) for one in signed.all() if one.is_visible())
    page = desk(ada, **arabic).open("/imports/")
    assert style(page.locator("pre").first, "direction") == "ltr"
    page.goto(page.url.replace("/imports/", "/texts/add/"))
    # What is typed there begins where its own letters do.
    assert style(page.locator("textarea").first, "unicodeBidi") == "plaintext"
