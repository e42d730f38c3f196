"""Proposing while reading, finding a motif by typing, and links that lead to words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from annotations.models import Motif
from annotations.services.codebooks import add_example, create_motif
from tests.browser.review_room import begin, opened, pick, ready, until
from tests.cast import add_text, codebook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_motif_is_proposed_from_the_words_selected_and_tagged_with(page, review):
    pick(page, "coins of four sizes")
    page.locator("[data-text]").press("M")
    dialog = page.locator("[data-propose]")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-words]")).to_have_text("“coins of four sizes”")
    dialog.get_by_label("Name").fill("Small change")
    dialog.get_by_label("Definition").fill("Money that is counted.")
    dialog.get_by_role("button", name="Propose and tag").click()
    expect(page.locator("[data-toolbar] [data-motif^=small-change]")).to_be_attached()
    ready(page)
    expect(page.locator("[data-notes] li")).to_contain_text("Small change")
    expect(page.locator("[data-side]")).to_contain_text("Small change")
    motif = Motif.objects.get(name="Small change")
    tag = review.tags.get()
    assert (tag.motif, tag.quote) == (motif, "coins of four sizes")
    assert motif.spans.get().quote == "coins of four sizes"
    assert (motif.is_private, motif.proposed_in) == (True, review)


def test_the_page_stays_where_the_tag_of_a_proposed_motif_could_not_be_saved(page):
    page.evaluate("window.isTheSame = true")
    page.route("**/api/v1/reviews/*/", lambda route: route.abort())
    page.locator("[data-act=propose]").click()
    dialog = page.locator("[data-propose]")
    dialog.get_by_label("Name").fill("Small change")
    dialog.get_by_label("Definition").fill("Money that is counted.")
    dialog.get_by_role("button", name="Propose and tag").click()
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    expect(page.locator("[data-notes] li")).to_contain_text("Small change")
    page.wait_for_timeout(300)
    assert page.evaluate("window.isTheSame")


def test_what_is_not_taken_is_said_in_the_dialog_and_escape_leaves_it(page):
    page.locator("[data-act=propose]").click()
    dialog = page.locator("[data-propose]")
    expect(dialog.locator("[data-words]")).to_contain_text("select words first")
    dialog.get_by_label("Name").fill(" ")
    dialog.get_by_label("Definition").fill("Something.")
    dialog.get_by_role("button", name="Propose and tag").click()
    expect(dialog.locator("[data-wrong]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert not Motif.objects.filter(is_private=True).exists()


def test_a_motif_is_found_by_typing(ada, desk):
    book = codebook(ada, "stairs", "silence")
    top = book.motifs.get(key="stairs")
    create_motif(
        codebook=book, key="landing", name="Landing", definition="Flat.", by=ada, parent=top
    )
    page = desk(ada).open(f"/codebooks/{book.pk}/")
    box = page.get_by_label("Find a motif")
    box.fill("fla")
    expect(page.locator("#landing")).to_be_visible()
    expect(page.locator("#stairs")).to_be_visible()
    expect(page.locator("#silence")).to_be_hidden()
    expect(page.locator("[data-found]")).to_have_text("1")
    box.fill("nothing at all")
    expect(page.locator("[data-found]")).to_have_text("None of them.")
    box.fill("")
    expect(page.locator("#silence")).to_be_visible()
    page.get_by_text("One part").press("Enter")
    expect(page.locator("#landing")).to_be_hidden()


def test_an_example_leads_to_its_words(ada, desk):
    body = "Nothing yet.\n\n" * 80 + "😀 The bell rang."
    text = add_text(body, by=ada)
    book = codebook(ada, "bell")
    start = body.index("The bell")
    add_example(motif=book.motifs.get(), text_id=text.pk, start=start, end=start + 8, by=ada)
    page = desk(ada).open(f"/codebooks/{book.pk}/motifs/bell/")
    page.get_by_role("link", name="in its text").click()
    expect(page).to_have_url(re.compile(r"#at=\d+-\d+$"))
    until(page, "CSS.highlights.has('linked') && scrollY > 500")
    said = page.evaluate("[...CSS.highlights.get('linked')][0].toString()")
    assert said == "The bell"


def test_words_selected_in_a_text_become_an_example(ada, desk):
    text = add_text("One 😀 bell. Two bells.", by=ada)
    book = codebook(ada, "bell")
    page = desk(ada).open(f"/texts/{text.pk}/")
    page.get_by_role("link", name="Use a passage as an example of a motif").click()
    expect(page.get_by_role("heading", name="Use as an example")).to_be_visible()
    page.evaluate(
        """async () => {
            const { select } = await import("/static/js/place.js");
            const root = document.querySelector("[data-passage-source]");
            select(root, root.textContent.indexOf("bell"), root.textContent.indexOf("."));
        }"""
    )
    expect(page.locator("[data-chosen-words]")).to_have_text("Chosen: bell")
    page.get_by_label("Example of").select_option(f"{book.name}: Bell")
    page.get_by_role("button", name="Use as an example").click()
    expect(page.locator("blockquote")).to_contain_text("bell")
    example = book.motifs.get().spans.get()
    assert (example.start, example.quote) == (6, "bell")


def test_the_parts_of_a_motif_stand_below_it_in_the_list(ada, ben, desk):
    review = begin(ada, ben)
    book = review.study.codebook
    create_motif(
        codebook=book,
        key="trade",
        name="A trade",
        definition="A trade.",
        by=ada,
        parent=book.motifs.get(key="skill"),
    )
    page = opened(desk, ben, review)
    names = page.locator("[data-side] .motifs summary span:last-child").all_inner_texts()
    assert names == ["Skill", "A trade", "Detail", "Brief acknowledgement"]
    # The numbers of the list are those that tag.
    pick(page, "car park")
    page.locator("[data-text]").press("2")
    expect(page.locator("[data-notes] li")).to_contain_text("A trade")
