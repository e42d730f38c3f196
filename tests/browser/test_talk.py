"""Talking about a text with a real browser: words by keys and mouse, threads in the margin."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.models import Comment
from annotations.services.editions import publish_edition
from annotations.services.tagging import TagDraft
from annotations.services.talk import add_comment
from tests import cast
from tests.browser.review_room import STORY, pick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(ada, ben, cleo):
    """Return a study of one story that ben and cleo have read."""
    text = cast.add_text(f"\U0001f6aa {STORY}", by=ada)
    made = cast.study(ada, [text], ben, cleo)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 2, 13)])
    cast.read(made, text, cleo, tags=[TagDraft("silence", 33, 57)])
    return made, text


def opened(desk, user, place, **options):
    made, text = place
    page = desk(user, **options).open(f"/studies/{made.pk}/texts/{text.pk}/talk/")
    if options.get("java_script_enabled", True):
        expect(page.locator("[data-talk][data-ready]")).to_be_attached()
    return page


def test_words_are_commented_on_by_keys_and_stand_beside_them(desk, ben, place):
    page = opened(desk, ben, place)
    page.locator("[data-text]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-voice=words]")).to_contain_text("foundry")
    page.keyboard.press("Enter")
    expect(page.locator("[data-say] textarea")).to_be_focused()
    page.keyboard.type("Why a foundry?")
    page.locator("[data-say] button:not([type=button])").click()
    expect(page.locator("[data-threads] .thread")).to_contain_text("Why a foundry?")
    comment = Comment.objects.get()
    assert comment.quote == comment.text.body[comment.start : comment.end]
    assert comment.quote.strip()
    expect(page.locator("[data-threads] .note--active")).to_have_count(1)
    expect(page.locator(f"#comment-{comment.pk}")).to_be_focused()


def test_words_are_commented_on_by_touch_and_answered(desk, cleo, place):
    page = opened(desk, cleo, place)
    pick(page, "boy looked up")
    page.get_by_role("button", name="Comment on these words").click()
    expect(page.locator("[data-say-quote]")).to_contain_text("boy looked up")
    page.locator("[data-say] textarea").fill("Which word?")
    page.locator("[data-say] button:not([type=button])").click()
    thread = page.locator("[data-threads] .thread")
    expect(thread.locator(".thread__place")).to_contain_text("boy looked up")
    comment = Comment.objects.get()
    assert comment.text.body[comment.start : comment.end] == "boy looked up"
    # Sigla are drawn once their words are in sight.
    expect(page.locator(".head").last).to_be_attached()
    top = page.evaluate(
        """() => {
            const thread = document.querySelector(".thread").getBoundingClientRect().top;
            const head = [...document.querySelectorAll(".head")].at(-1);
            return Math.abs(thread - head.getBoundingClientRect().top);
        }"""
    )
    assert top < 30
    thread.locator(".thread__acts summary").click()
    thread.locator(".thread__acts textarea").fill("Yes.")
    thread.locator(".thread__acts details button").click()
    expect(page.locator(".thread__replies")).to_contain_text("Yes.")


def test_tags_are_switched_and_the_text_stays_whole(desk, ben, place):
    page = opened(desk, ben, place)
    heads = page.locator(".head")
    expect(heads).to_have_count(2)
    page.locator("[name=reader][value=B]").uncheck()
    expect(heads).to_have_count(1)
    expect(heads).to_contain_text("s·A")
    page.locator("[name=motif][value=stairs]").uncheck()
    expect(heads).to_have_count(0)
    assert page.locator("[data-text]").inner_text().startswith("\U0001f6aa The foundry")


BOXES = """
    all => all.map((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return [left, right, top, bottom];
    })
"""


def lie_over(one, other):
    """Say whether two boxes have more than an edge in common."""
    across = min(one[1], other[1]) - max(one[0], other[0])
    return across > 1 and min(one[3], other[3]) - max(one[2], other[2]) > 1


def test_sigla_of_tags_that_begin_close_together_stay_legible(desk, ada, ben, cleo):
    text = cast.add_text("A lamp.\n\nThen many quiet words stand here, and a lamp.", by=ada)
    made = cast.study(ada, [text], ben, cleo)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 0, 6), TagDraft("stairs", 9, 13)])
    cast.read(made, text, cleo, tags=[TagDraft("stairs", 2, 6), TagDraft("silence", 41, 50)])
    page = opened(desk, ben, (made, text))
    # Of the two at the beginning one head is made, in their order; those far apart keep theirs.
    expect(page.locator(".head")).to_have_text(["s·As·B", "s·A", "si·B"])
    boxes = page.locator(".head .sig").evaluate_all(BOXES)
    pairs = [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :]]
    assert not any(lie_over(*pair) for pair in pairs)


def test_without_scripts_one_reads_comments_and_answers(desk, ben, cleo, place):
    made, text = place
    add_comment(study=made, text_id=text.pk, by=cleo, body="Read it aloud.", start=2, end=13)
    page = opened(desk, ben, place, java_script_enabled=False)
    expect(page.locator("[data-text] mark").first).to_be_visible()
    page.locator("[data-say] textarea").fill("On all of it.")
    page.locator("[data-say] button:not([type=button])").click()
    expect(page.locator(".talk__notes")).to_contain_text("On all of it.")
    thread = page.locator(".thread").last
    thread.locator("summary").click()
    thread.locator("details textarea").fill("I did.")
    thread.locator("details button").click()
    expect(page.locator(".thread__replies")).to_contain_text("I did.")


def test_words_of_a_comment_are_not_deleted_by_one_press(desk, ben, place):
    made, text = place
    said = add_comment(study=made, text_id=text.pk, by=ben, body="Why a foundry?")
    page = opened(desk, ben, place)
    own = page.locator(f"#comment-{said.pk}")
    own.get_by_text("Withdraw").first.click()
    expect(own).to_contain_text("Its words are deleted for good")
    expect(own).to_contain_text("Why a foundry?")
    own.get_by_role("button", name="Withdraw").click()
    expect(page.locator(f"#comment-{said.pk}")).to_contain_text("Withdrawn.")
    said.refresh_from_db()
    assert said.body == ""


def test_a_citation_is_copied_and_the_page_is_printed_with_its_notes(desk, ada, ben):
    text = cast.add_text(STORY, by=ada)
    made = cast.study(ada, [text], ben, blind=False)
    review = cast.read(made, text, ben, tags=[TagDraft("stairs", 4, 11, "The first noun.")])
    edition = publish_edition(
        study=made, text_id=text.pk, by=ada, readings=[review.pk], title="Stairs"
    )
    seated = desk(ada)
    seated.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = seated.open(f"/editions/{edition.pk}/")
    page.get_by_role("button", name="Copy the citation").click()
    expect(page.get_by_role("button", name="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("quill-1. “Stairs.”")
    side = page.locator(".edition__side")
    words = page.locator(".edition__text mark").first
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        note, mark = side.bounding_box(), words.bounding_box()
        assert note["x"] > mark["x"] + mark["width"]
        assert abs(note["y"] - mark["y"]) < 40
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".edition__notes")).to_be_hidden()


def test_notes_that_are_longer_than_their_text_lie_over_nothing(desk, ada, ben):
    text = cast.add_text("The door shut. Then the bell rang.", by=ada)
    made = cast.study(ada, [text], ben, blind=False)
    note = "This note goes on beside the words for a while, and on."
    tags = [TagDraft("stairs", 4, 8, note), TagDraft("silence", 24, 28, note)]
    review = cast.read(made, text, ben, tags=tags)
    edition = publish_edition(
        study=made, text_id=text.pk, by=ada, readings=[review.pk], title="Doors"
    )
    # The width of a printed line on A4, at 96 dots an inch.
    for media, width in (("print", 643), ("screen", 1200)):
        page = desk(ben, viewport={"width": width, "height": 900}).open(f"/editions/{edition.pk}/")
        page.emulate_media(media=media)
        notes = page.locator(".edition__side:visible").evaluate_all(BOXES)
        others = page.locator(
            ".edition__motifs > div, .edition__ratings td, .edition__ratings th, .edition__reader"
        ).evaluate_all(BOXES)
        assert len(notes) == 2
        assert len(others) > 6
        assert not any(lie_over(one, other) for one in notes for other in others), media


def test_tags_keep_lines_of_their_own_when_colours_are_forced(desk, ben, place):
    page = opened(desk, ben, place, forced_colors="active")
    looks = page.evaluate(
        """() => ["k1", "k2", "comment"].map((name) => {
            const root = document.querySelector("[data-text]");
            const style = getComputedStyle(root, `::highlight(${name})`);
            return [style.backgroundColor, style.textDecorationStyle];
        })"""
    )
    grounds, lines = zip(*looks, strict=True)
    assert set(grounds) == {"rgba(0, 0, 0, 0)"}
    assert len(set(lines)) == 3
