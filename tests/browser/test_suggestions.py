"""Suggestions on the review page, and lines of a concordance ticked by mouse and key."""

import pytest
from playwright.sync_api import expect

from annotations.models import Study, SuggestionDecision, Tag
from annotations.services.codebooks import update_motif
from annotations.services.reviewing import start_review
from tests import cast
from tests.browser.review_room import (
    STORY,
    begin_suggested,
    comment,
    opened,
    rate_all,
    ready,
    saved,
    scan_again,
    tag,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def states(page):
    return [item.inner_text() for item in page.locator("[data-fate]").all()]


def test_suggestions_are_drawn_unlike_tags_and_decided_by_key(desk, ada, ben):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)
    expect(page.locator("[data-open]")).to_have_text("3")
    expect(page.locator(".suggested__head")).to_have_text(["?d", "?s", "?s"])
    assert (
        page.locator(".suggested__box").first.evaluate(
            "box => getComputedStyle(box).borderTopStyle"
        )
        == "dotted"
    )
    box = page.locator(".suggested__box").first.bounding_box()
    words = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const at = root.textContent.indexOf("tickets");
            const { left, top, right, bottom } = rangeOf(root, at, at + 7).getBoundingClientRect();
            return [left, top, right, bottom];
        }"""
    )
    # Its line is drawn around the words, not over their first and last letter.
    inner = box["x"] + 2, box["y"] + 2, box["x"] + box["width"] - 2, box["y"] + box["height"] - 2
    assert inner == pytest.approx(words, abs=0.6)
    page.locator("[data-text]").focus()
    page.keyboard.press(".")
    expect(page.locator(".suggestion--active")).to_contain_text("“tickets”")
    page.keyboard.press("y")
    expect(page.locator("[data-notes] .note")).to_have_count(1)
    expect(page.locator("[data-fate]").first).to_contain_text("Accepted")
    saved(page)
    made = Tag.objects.get()
    assert (made.quote, made.suggestion.pattern) == ("tickets", "ticket*")
    page.keyboard.press(".")
    page.keyboard.press("d")
    expect(page.locator("[data-fate]").nth(1)).to_have_text("Rejected.")
    # Told once, and not by the lines of all the others, which are written anew at every change.
    expect(page.locator("[data-voice=words]")).to_have_text("Rejected.")
    expect(page.locator("[data-suggestions] [role=status]")).to_have_count(0)
    expect(page.locator("[data-open]")).to_have_text("1")
    expect(page.locator(".suggested__head")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator("[data-open]")).to_have_text("2")
    page.keyboard.press(",")
    page.keyboard.press("u")
    expect(page.locator("[data-notes] .note")).to_have_count(0)
    saved(page)
    expect(page.locator("[data-open]")).to_have_text("3")
    assert not Tag.objects.exists()
    assert not SuggestionDecision.objects.exists()


def test_keys_of_suggestions_work_wherever_one_is_but_where_one_types(desk, ada, ben):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)
    # Nothing has been clicked or focused yet.
    page.keyboard.press(".")
    page.keyboard.press("d")
    expect(page.locator("[data-fate]").first).to_have_text("Rejected.")
    page.get_by_role("button", name="Accept Skill: slot").click()
    page.keyboard.press(".")
    page.keyboard.press("y")
    expect(page.locator("[data-open]")).to_have_text("0")
    comment(page).fill("")
    page.keyboard.type("u.")
    expect(comment(page)).to_have_value("u.")
    expect(page.locator("[data-open]")).to_have_text("0")
    saved(page)
    assert sorted(Tag.objects.values_list("quote", flat=True)) == ["coins", "slot"]


def test_decisions_are_there_after_a_reload_and_a_deleted_tag_undoes_one(desk, ada, ben):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)
    page.get_by_role("button", name="Reject Detail: tickets").click()
    page.get_by_role("button", name="Accept Skill: slot").click()
    saved(page)
    page.reload()
    ready(page)
    assert [said[:8] for said in states(page)] == ["Rejected", "Accepted", "Not deci"]
    page.locator("[data-notes] [data-act=remove]").click()
    expect(page.locator("[data-fate]").nth(1)).to_have_text("Not decided.")
    saved(page)
    assert list(SuggestionDecision.objects.values_list("decision", flat=True)) == ["rejected"]


def test_suggestion_taken_offline_is_saved_when_a_scan_drops_it_meanwhile(desk, ada, ben):
    review = begin_suggested(ada, ben)
    seat = desk(ben)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    seat.context.set_offline(True)
    page.get_by_role("button", name="Accept Detail: tickets").click()
    tag(page, "car park", "skill")
    comment(page).fill("Written on a train.")
    expect(page.locator("[data-saved]")).to_contain_text("3 unsaved changes kept")
    scan_again(ada, detail=["nothing"])
    seat.context.set_offline(False)
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Written on a train."
    # It was told to its reader, so it counts in no figure, whatever the patterns are by now.
    assert [(row.quote, row.suggestion_id is not None) for row in review.tags.all()] == [
        ("car park", False),
        ("tickets", True),
    ]
    page.reload()
    ready(page)
    expect(page.locator("[data-fate]").first).to_contain_text("Accepted")
    page.get_by_role("button", name="Undo the decision on Detail: tickets").click()
    saved(page)
    assert [row.quote for row in review.tags.all()] == ["car park"]
    page.reload()
    expect(ready(page).locator("[data-suggestion]")).to_have_count(2)


def retag(page, motif):
    """Give the active tag another motif by keys."""
    page.locator("[data-text]").focus()
    page.keyboard.press("m")
    page.locator(f"[data-toolbar] [data-motif={motif}]").click()


@pytest.mark.parametrize("reloads", [False, True])
def test_suggestion_given_another_motif_is_undone_and_redone(desk, ada, ben, reloads):
    review = begin_suggested(ada, ben)
    page = opened(desk, ben, review)

    def settled():
        saved(page)
        if reloads:
            page.reload()
            ready(page)

    def tags():
        return list(review.tags.values_list("motif__key", "quote", "suggestion__motif__key"))

    page.get_by_role("button", name="Accept Detail: tickets").click()
    retag(page, "skill")
    expect(page.locator("[data-fate]").first).to_contain_text("Accepted")
    settled()
    assert tags() == [("skill", "tickets", "detail")]
    for _ in range(2):
        page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("[data-notes] .note")).to_have_count(0)
    settled()
    assert tags() == []
    assert not SuggestionDecision.objects.exists()
    expect(page.locator("[data-fate]").first).to_have_text("Not decided.")
    for _ in range(2):
        page.get_by_role("button", name="Redo", exact=True).click()
    settled()
    assert tags() == [("skill", "tickets", "detail")]
    assert SuggestionDecision.objects.get().decision == "accepted"
    expect(page.locator("[data-fate]").first).to_contain_text("Accepted")


def test_keys_of_suggestions_do_nothing_where_none_was_found(desk, ada, ben):
    made = cast.codebook(ada, "skill")
    text = cast.add_text(STORY, by=ada)
    shown = Study.Suggestions.SHOWN
    study = cast.study(ada, [text], ben, codebook=made, suggestions=shown, blind=False)
    review, _ = start_review(study=study, text_id=text.pk, user=ben)
    page = opened(desk, ben, review)
    page.locator("[data-text]").focus()
    for key in (".", ",", "y", "d", "u"):
        page.keyboard.press(key)
    expect(page.locator("[data-text]")).to_be_focused()


def test_what_could_not_be_recorded_is_said(desk, ada, ben):
    review = begin_suggested(ada, ben)
    seat = desk(ben)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    seat.context.set_offline(True)
    page.get_by_role("button", name="Reject Detail: tickets").click()
    fate = page.locator("[data-fate]").first
    expect(fate).to_contain_text("Not recorded.")
    expect(page.locator("[data-open]")).to_have_text("3")
    # It stays said, whatever else is done meanwhile.
    rate_all(page)
    expect(fate).to_contain_text("Not recorded.")
    seat.context.set_offline(False)
    page.get_by_role("button", name="Reject Detail: tickets").click()
    expect(fate).to_have_text("Rejected.")


def test_nothing_is_suggested_before_submitting_where_they_are_compared(desk, ada, ben):
    review = begin_suggested(ada, ben, Study.Suggestions.AFTER_SUBMIT)
    page = opened(desk, ben, review)
    assert page.locator("[data-suggestions], .suggested__box").count() == 0
    rate_all(page)
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-suggestions]")).to_be_visible()
    expect(page.locator("[data-fate]")).to_have_text(["You did not tag it here."] * 3)
    assert page.get_by_role("button", name="Accept").count() == 0


def test_lines_are_ticked_by_ranges_and_tagged_together(desk, ada, ben):
    texts = [cast.add_text(f"Door {n}: a door, the door.", by=ada) for n in range(2)]
    study = cast.study(ada, texts, ben, blind=False)
    page = desk(ben).open(f"/concordance/?q=door&study={study.pk}")
    button = page.locator("[data-count]")
    expect(button).to_be_disabled()
    boxes = page.locator("[name=line]")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(button).to_have_text("Tag 4 lines")
    page.keyboard.press("Shift+ArrowDown")
    expect(button).to_have_text("Tag 5 lines")
    page.keyboard.press("Control+a")
    expect(button).to_have_text("Tag 6 lines")
    boxes.nth(5).click()
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("5 lines tagged with “Stairs”")
    assert Tag.objects.count() == 5
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("5 tags taken back.")).to_be_visible()
    assert not Tag.objects.exists()


def test_lines_fit_a_telephone_when_the_name_of_a_motif_is_long(desk, ada, ben):
    made = cast.codebook(ada, "use")
    update_motif(motif=made.motifs.get(), by=ada, name="What nobody has a use for, " * 4)
    study = cast.study(ada, [cast.add_text("A door.", by=ada)], ben, blind=False, codebook=made)
    seat = desk(ben, viewport={"width": 360, "height": 740})
    page = seat.open(f"/concordance/?q=door&study={study.pk}")
    expect(page.locator("[data-tagging] select")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_lines_are_whole_on_paper(desk, ada):
    cast.add_text(
        "There was nobody near when the old door opened by itself, and nothing came in.", by=ada
    )
    page = desk(ada, viewport={"width": 794, "height": 900}).open("/concordance/?q=door")
    page.emulate_media(media="print")
    # The width of a printed line on A4, at 96 dots an inch.
    page.locator(".kwic").evaluate("list => { list.style.width = '643px'; }")
    for part in ("left", "right"):
        cut = page.locator(f".kwic__{part}").evaluate(
            """(part) => {
                const words = document.createRange();
                words.selectNodeContents(part);
                return words.getBoundingClientRect().width - part.getBoundingClientRect().width;
            }"""
        )
        assert cut <= 0, part


def test_a_line_opens_its_place_without_scripts(desk, ada):
    text = cast.add_text("Words before.\n\n" * 80 + "The door.", by=ada)
    page = desk(ada, java_script_enabled=False).open("/concordance/?q=door")
    page.get_by_role("link", name="door").click()
    mark = page.locator("mark#at")
    expect(mark).to_have_text("door")
    expect(mark).to_be_in_viewport()
    assert str(text.pk) in page.url


def test_lines_from_right_to_left_begin_at_the_right(desk, ada):
    cast.add_text("בבית היה חדר אחד, ובו דלת קטנה שאיש לא פתח.", by=ada, language="he")
    cast.add_text("They shut the דלת in the house.", by=ada)
    page = desk(ada).open("/concordance/?q=דלת")

    def places(line):
        parts = [line.locator(f".kwic__{part}") for part in ("left", "match", "right")]
        return [part.bounding_box()["x"] for part in parts]

    directions = {}
    for line in page.locator(".kwic__words").all():
        directions[line.evaluate("one => getComputedStyle(one).direction")] = places(line)
    assert directions["ltr"] == sorted(directions["ltr"])
    assert directions["rtl"] == sorted(directions["rtl"], reverse=True)
