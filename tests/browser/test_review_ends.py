"""How a reading ends, what keeps it from ending, and the panel of keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import cast
from tests.browser.review_room import (
    STORY,
    begin,
    comment,
    opened,
    rate,
    rate_all,
    ready,
    saved,
    tag,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = STORY + "\n\n" + "The lamp hummed. " * 500
IN_VIEW = """() => {
    const card = document.querySelector(".reveal__author").getBoundingClientRect();
    const head = document.querySelector(".review__head").getBoundingClientRect();
    return card.top >= head.bottom && card.bottom <= innerHeight;
}"""


@pytest.mark.parametrize("width", [1400, 390])
def test_who_wrote_it_comes_into_view_when_submitted_from_the_foot(ada, ben, desk, width):
    viewport = {"width": width, "height": 844}
    page = opened(desk, ben, begin(ada, ben, body=LONG), viewport=viewport)
    rate_all(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#reveal")).to_be_focused()
    page.wait_for_load_state("load")
    assert page.evaluate(IN_VIEW)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator(".rate__submit").get_by_role("button", name="Next text")).to_be_visible()


def test_reading_is_not_submitted_by_enter_in_a_field(page, review):
    rate_all(page)
    rate(page, "actionability", 4)
    page.locator("[data-field=action]").fill("Tune it.")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-scale=resonance] input").first.press("Enter")
    page.locator("[data-field=action_who]").press("Enter")
    # What is written next is stored, and nothing was sent to end the reading before it.
    comment(page).fill("Still a draft.")
    saved(page)
    assert asked
    assert not [url for url in asked if "submit" in url]
    review.refresh_from_db()
    assert (review.state, review.comment) == ("draft", "Still a draft.")
    page.get_by_role("button", name="Submit").press("Enter")
    expect(page.locator("#reveal")).to_be_focused()


def test_next_text_is_opened_from_the_foot_when_submitted(ada, ben, desk):
    texts = [cast.add_text(f"{n}: the lamp hummed on.", by=ada) for n in range(2)]
    review = cast.read(cast.study(ada, texts, ben), texts[0], ben)
    page = desk(ben).open(f"/reviews/{review.pk}/")
    page.locator(".rate__submit").get_by_role("button", name="Next text").click()
    ready(page)
    assert not page.url.endswith(f"/reviews/{review.pk}/")


def test_address_is_plain_again_when_reopened(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = desk(ben).open(f"/reviews/{review.pk}/#reveal")
    expect(page.locator("#reveal")).to_be_focused()
    page.get_by_role("button", name="Reopen").click()
    ready(page)
    assert page.url.endswith(f"/reviews/{review.pk}/")


@pytest.mark.parametrize("closing", ["Escape", "?"])
def test_panel_of_keys_has_the_focus_and_gives_it_back_when_closed(page, closing):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="Keys")
    expect(panel.get_by_role("heading", name="Keys", exact=True)).to_be_focused()
    page.keyboard.press(closing)
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("[data-text]")).to_be_focused()


def test_panel_of_keys_closes_by_escape_when_the_text_has_the_focus(page):
    page.locator("[data-text]").focus()
    page.keyboard.press("?")
    page.locator("[data-text]").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_key_that_submits_only_leaves_a_note_that_is_being_written(page, review):
    tag(page, "boy", "ack")
    rate_all(page)
    page.locator(".note textarea").fill("Somebody sees him.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-text]")).to_be_focused()
    expect(page.locator("[data-voice=words]")).to_have_text(
        "The field is left. Ctrl Enter submits the reading."
    )
    saved(page)
    review.refresh_from_db()
    assert review.state == "draft"
    page.keyboard.press("Control+Enter")
    expect(page.locator(".review")).to_have_attribute("data-state", "submitted")


def test_what_is_missing_goes_from_the_list_when_it_is_answered(page):
    rate(page, "concreteness", 2)
    rate(page, "specificity", 2)
    page.keyboard.press("Control+Enter")
    items = page.locator("[data-missing] li")
    expect(items).to_have_count(2)
    rate(page, "resonance", "cannot")
    expect(items).to_have_count(2)
    page.locator("[data-scale=resonance] [data-reason]").fill("Too near.")
    expect(items).to_have_count(1)
    rate(page, "actionability", 4)
    expect(page.locator("[data-missing]")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(items).to_contain_text("Write the action")
    page.locator("[data-field=action]").fill("Tune it.")
    expect(page.locator("[data-missing]")).to_be_hidden()


def test_answers_lacking_point_or_reason_are_named_and_go_from_the_list_when_given(page):
    rate_all(page)
    rate(page, "resonance", "cannot")
    rate(page, "specificity", "cannot")
    page.keyboard.press("Control+Enter")
    items = page.locator("[data-missing] li")
    expect(items).to_have_text(
        ["Say why you cannot answer “Specificity”.", "Say why you cannot answer “Resonance”."]
    )
    page.get_by_role("button", name="Say why you cannot answer “Resonance”.").click()
    page.keyboard.type("Too near.")
    expect(items).to_have_count(1)
    page.locator("[data-scale=specificity] [data-reason]").fill("Too far.")
    expect(page.locator("[data-missing]")).to_be_hidden()


def test_answer_stays_when_its_link_is_followed_and_space_is_pressed(ada, ben, desk):
    seat = desk(ben)
    # A list that is older than the answers: the scale it names has one by now. Set up before the
    # page is there: one that is at work takes a moment to send its requests this way.
    seat.page.route(
        "**/submit/",
        lambda route: route.fulfill(
            status=422, json={"errors": [{"field": "ratings.resonance", "message": "Answer it."}]}
        ),
    )
    page = ready(seat.open(f"/reviews/{begin(ada, ben).pk}/"))
    rate_all(page, 3)
    saved(page)
    page.keyboard.press("Control+Enter")
    page.locator("[data-missing]").get_by_role("button").click()
    page.keyboard.press("Space")
    expect(page.locator("[data-scale=resonance] input[value='3']")).to_be_checked()
    expect(page.locator("[data-scale=resonance] input[value='3']")).to_be_focused()


def test_passage_is_kept_from_the_text_when_it_is_read_blind(page):
    page.get_by_role("link", name="Keep a passage").click()
    expect(page.locator("[data-passage-source]")).to_have_text(STORY)
    expect(page.get_by_text("Keep a passage of this text")).to_be_visible()


def test_no_family_is_named_when_a_person_wrote_the_text(ada, ben, desk):
    text = cast.add_text(STORY, by=ada)
    author = text.source.author
    author.kind, author.family = "human", "Ilse"
    author.save()
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = desk(ben).open(f"/reviews/{review.pk}/")
    expect(page.locator(".reveal .facts")).to_contain_text("human")
    expect(page.locator(".reveal .facts")).not_to_contain_text("family")
