"""Reading, tagging, rating and submitting in Chromium."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from annotations.models import Review, Tag
from annotations.services.reviewing import reserve_next
from tests import cast
from tests.browser.access import axe_faults
from tests.browser.review_room import (
    SAVED,
    SCALES,
    STORY,
    begin,
    comment,
    drag,
    opened,
    pick,
    rate,
    rate_all,
    ready,
    saved,
    tag,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# An emoji of several code points, combining marks, and line ends as Windows writes them.
HARD = "A 👩🏽‍🚀 wept.\r\nA nai\u0308ve cafe\u0301 😀, twice shut, slept.\r\n"


def places(review: Review) -> list[tuple]:
    rows = Tag.objects.filter(review=review).select_related("motif")
    return [(tag.motif.key, tag.start, tag.end, tag.quote) for tag in rows]


def test_words_are_tagged_by_mouse_when_the_text_has_emoji_and_crlf(ada, ben, desk):
    review = begin(ada, ben, body=HARD)
    body = review.text.body
    assert "\r" not in body
    page = opened(desk, ben, review)
    assert page.evaluate("document.querySelector('[data-text]').textContent") == body
    units = body.encode("utf-16-le")
    at = units.index("aïve".encode("utf-16-le")) // 2
    drag(page, at, units.index("😀".encode("utf-16-le")) // 2)
    page.keyboard.press("2")
    saved(page)
    start = body.index("naïve")
    assert places(review) == [("detail", start, start + 10, "naïve café")]
    assert unicodedata.is_normalized("NFC", places(review)[0][3])
    expect(page.locator(".note")).to_contain_text("Detail")


def test_exact_characters_are_tagged_when_alt_is_held(page, review):
    start = STORY.index("foundry")
    drag(page, start + 2, start + 5, alt=True)
    page.locator("[data-toolbar] [data-motif=skill]").click()
    saved(page)
    assert places(review) == [("skill", start + 2, start + 5, "und")]


def test_a_reading_is_done_by_keys_alone(page, review):
    press = page.keyboard.press
    page.locator("[data-text]").focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        press(key)
    expect(page.locator("[data-voice=words]")).to_have_text("foundry had been")
    press("1")
    press("n")
    page.keyboard.type("A foundry with nothing to do.")
    press("Escape")
    expect(page.locator("[data-text]")).to_be_focused()
    press("ArrowDown")
    press("Enter")
    press("ArrowDown")
    press("Enter")
    press("w")
    press("3")
    expect(page.locator(".note")).to_have_count(3)
    press("r")
    for point in ("4", "4", "2", "5"):
        press(point)
        press("Tab")
        press("Tab")
    press("Escape")
    press("Control+Enter")
    expect(page.locator(".reveal__author")).to_have_text("quill-1")
    review.refresh_from_db()
    assert review.state == "submitted"
    assert [r.value for r in review.ratings.all()] == [4, 4, 2, 5]
    kept = {(t.motif.key, t.quote, t.note) for t in review.tags.all()}
    assert ("skill", "foundry had been", "A foundry with nothing to do.") in kept
    assert ("ack", "", "") in kept


def test_text_in_right_to_left_script_is_walked_from_the_right(ada, ben, desk):
    body = "הנערה ספרה את המדרגות ושכחה אותן.\n\nאיש לא שאל."
    review = begin(ada, ben, body=body, language="he")
    page = opened(desk, ben, review)
    page.locator("[data-text]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("1")
    saved(page)
    assert places(review) == [("skill", 6, 10, "ספרה")]


def test_toolbar_is_docked_and_tags_when_the_window_is_narrow_and_touched(ada, ben, desk):
    review = begin(ada, ben)
    seat = desk(ben, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    pick(page, "The slot")
    bar = page.locator("[data-toolbar]").bounding_box()
    assert bar["y"] + bar["height"] == pytest.approx(844, abs=2)
    page.locator("[data-motif=ack]").tap()
    saved(page)
    assert places(review)[0][3] == "The slot"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_notes_stand_beside_their_words_without_overlapping_when_there_are_many(ada, ben, desk):
    review = begin(ada, ben)
    rows = [(m, s, s + 8 + 3 * n) for n, s in enumerate(range(0, 100, 10)) for m in (0, 1, 2)]
    keys = ("skill", "detail", "ack")
    Tag.objects.bulk_create(
        Tag(
            review=review,
            motif=review.study.codebook.motifs.get(key=keys[m]),
            start=start,
            end=end,
            quote=review.text.body[start:end],
        )
        for m, start, end in rows
    )
    page = opened(desk, ben, review)
    notes = page.locator(".note")
    expect(notes).to_have_count(30)
    boxes = [note.bounding_box() for note in notes.all()]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"]
    painted = page.evaluate(
        """[1, 2, 3].map((tone) => [`k${tone}`, `k${tone}-over`]
            .map((name) => CSS.highlights.get(name)?.size ?? 0))"""
    )
    # One that goes on into the next paragraph is painted in two pieces.
    assert [sum(sizes) for sizes in painted] == [12, 12, 12]
    assert all(min(sizes) > 0 for sizes in painted)


def test_innermost_tag_is_shown_when_its_words_are_clicked(page):
    tag(page, "She sold tickets now. The slot took coins", "skill")
    tag(page, "The slot", "detail")
    tag(page, "car park", "ack")
    at = STORY.index("slot") + 1
    drag(page, at, at)
    expect(page.locator(".note--active")).to_contain_text("Detail")
    expect(page.locator(".note--active")).to_contain_text("inside")
    quotes = page.locator(".note [data-quote]").all_text_contents()
    assert [q.strip("“”") for q in quotes] == [
        "car park",
        "She sold tickets now. The slot took coins",
        "The slot",
    ]


def test_words_come_into_view_when_the_head_of_their_note_is_pressed(ada, ben, desk):
    review = begin(ada, ben, body=STORY + "\n\n" + "The lamp hummed. " * 600 + "It went out.")
    page = opened(desk, ben, review)
    tag(page, "car park", "skill")
    tag(page, "It went out", "ack")
    page.locator(".note [data-name]").last.click()
    expect(page.locator(".note--active textarea")).to_be_visible()
    shown = page.evaluate(
        """async () => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const end = root.textContent.length - 5;
            const { top } = rangeOf(root, end - 5, end).getBoundingClientRect();
            const bar = document.querySelector("[data-rate]").getBoundingClientRect();
            return top > 0 && top < bar.top;
        }"""
    )
    assert shown
    expect(page.locator(".note textarea").first).to_be_hidden()


def test_deleted_tag_comes_back_when_undone(page, review):
    tag(page, "car park", "skill")
    page.locator(".note textarea").fill("Kept.")
    page.locator("[data-act=remove]").click()
    expect(page.locator(".note")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".note textarea")).to_have_value("Kept.")
    saved(page)
    assert review.tags.get().note == "Kept."


def test_text_is_marked_when_the_browser_has_no_highlights(ada, ben, desk):
    review = begin(ada, ben)
    seat = desk(ben)
    seat.context.add_init_script("delete window.Highlight")
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    tag(page, "tickets now. The slot", "skill")
    tag(page, "The slot took", "detail")
    marks = page.locator("[data-text] mark")
    assert marks.all_text_contents() == ["tickets now. ", "The slot", " took"]
    assert page.evaluate("document.querySelector('[data-text]').textContent") == STORY
    pick(page, "coins of four")
    page.keyboard.press("Escape")
    saved(page)
    assert [row[3] for row in places(review)] == ["tickets now. The slot", "The slot took"]


def test_action_is_asked_for_when_the_reader_could_act(page, review):
    action = page.locator("[data-field=action]")
    rate_all(page, 3)
    expect(action).to_be_hidden()
    rate(page, "actionability", 4)
    expect(action).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("group", name="Not submitted")).to_contain_text("Write the action")
    action.fill("The council re-tunes the lamp by Friday.")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".reveal__author")).to_have_text("quill-1")
    review.refresh_from_db()
    assert review.action == "The council re-tunes the lamp by Friday."


def test_what_is_missing_is_named_and_reached_when_submitted_too_soon(page):
    rate(page, "concreteness", 2)
    page.keyboard.press("Control+Enter")
    missing = page.get_by_role("group", name="Not submitted").get_by_role("button")
    expect(missing).to_have_count(3)
    missing.first.click()
    expect(page.locator("[data-scale=specificity] input").first).to_be_focused()


def test_cannot_say_waits_for_its_reason(page, review):
    rate(page, "resonance", "cannot")
    expect(page.locator("[data-saved]")).to_contain_text("lacks its point or its reason")
    expect(page.locator("[data-rated]").first).to_have_text("0 of 4")
    page.locator("[data-scale=resonance] [data-reason]").fill("I know the place.")
    expect(page.locator("[data-rated]").first).to_have_text("1 of 4")
    saved(page)
    rating = review.ratings.get()
    assert (rating.value, rating.reason) == (None, "I know the place.")


def test_question_and_every_point_are_worded_in_sight(page, review):
    for scale in review.study.scales.all():
        name = f"{scale.name} {scale.question}"
        field = page.get_by_role("group", name=name, exact=True)
        for words in (scale.question, *scale.points, "Cannot say"):
            expect(field.get_by_text(words, exact=True)).to_be_visible()


def test_source_is_shown_and_the_next_text_offered_when_submitted(ada, ben, desk):
    texts = [cast.add_text(f"{n}: the lamp hummed on.", by=ada) for n in range(2)]
    study = cast.study(ada, texts, ben)
    review = reserve_next(study=study, user=ben)
    page = opened(desk, ben, review)
    assert "quill" not in page.content()
    rate_all(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".reveal__author")).to_have_text("quill-1")
    page.get_by_role("button", name="Next text").last.click()
    ready(page)
    assert page.url.endswith(f"/reviews/{Review.objects.latest('pk').pk}/")
    assert Review.objects.count() == 2


def test_submitted_reading_is_changed_when_it_is_reopened(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = desk(ben).open(f"/reviews/{review.pk}/")
    expect(page.locator("[data-scale] input").first).to_be_disabled()
    page.get_by_role("button", name="Reopen").click()
    ready(page)
    comment(page).fill("On second thoughts.")
    saved(page)
    review.refresh_from_db()
    assert (review.state, review.comment) == ("draft", "On second thoughts.")


def test_guess_is_made_after_submitting_and_before_the_source_is_shown(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    review = reserve_next(study=cast.study(ada, [text], ben, guesses=True), user=ben)
    page = opened(desk, ben, review)
    rate_all(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-guess]")).to_be_visible()
    assert "quill-1" not in page.content()
    page.get_by_label("a model", exact=True).check()
    page.get_by_label("Which family of models?").fill("quill")
    page.get_by_role("button", name="Guess").click()
    expect(page.locator(".reveal__author")).to_have_text("quill-1")
    expect(page.locator(".reveal")).to_contain_text("model, quill")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_page_is_accessible_in_every_state(ada, ben, desk, scheme, width):
    review = begin(ada, ben)
    seat = desk(ben, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    assert axe_faults(page) == []
    tag(page, "car park", "skill")
    rate(page, "actionability", 5)
    rate(page, "resonance", "cannot")
    pick(page, "The slot")
    assert axe_faults(page) == []
    page.locator("[data-motif=ack]").click()
    page.locator("[data-scale=resonance] [data-reason]").fill("Too near.")
    page.locator("[data-field=action]").fill("Tune it.")
    for scale in SCALES[:2]:
        rate(page, scale, 1)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reveal__author")).to_be_visible()
    assert axe_faults(page) == []


def violations(page) -> list[str]:
    found = axe_faults(page)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def test_saved_state_is_told_when_an_old_draft_is_opened(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben, submit=False)
    page = opened(desk, ben, review)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.locator("[data-scale=resonance] input[value='3']")).to_be_checked()
