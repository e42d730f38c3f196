"""No work is lost: lines that break, tabs that crash, sessions that end, two places at once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.test import Client
from playwright.sync_api import Error, Page, Route, expect

from annotations.models import Review
from annotations.services.reviewing import RatingDraft, save_review
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus.models import Event
from tests import cast
from tests.browser.review_room import begin, comment, opened, rate, ready, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

API = "**/api/v1/**"


def cut(page: Page) -> None:
    """Cut the line to the API; pages still load."""
    page.context.route(API, lambda route: route.abort())


def mend(page: Page) -> None:
    page.context.unroute(API)


def lose(route: Route) -> None:
    """Have the server do what it is asked, and lose its answer on the way back."""
    assert route.fetch().ok
    route.abort()


def kept_changes(page: Page) -> list[str]:
    keys = page.evaluate("Object.keys(localStorage)")
    return [key for key in keys if key.startswith("variorum:review:")]


def state(page: Page):
    return page.locator("[data-saved]")


def test_changes_wait_in_the_browser_when_it_is_offline(page, review):
    page.context.set_offline(True)
    comment(page).fill("Written on a train.")
    tag(page, "car park", "skill")
    rate(page, "resonance", 2)
    expect(state(page)).to_have_text("Offline: 3 unsaved changes kept in this browser")
    page.context.set_offline(False)
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Written on a train."
    assert review.tags.get().quote == "car park"


def test_changes_are_there_after_a_reload_when_the_line_was_cut(page, review):
    cut(page)
    comment(page).fill("Half a sent")
    tag(page, "The slot", "detail")
    page.locator(".note textarea").fill("a note")
    rate(page, "specificity", 4)
    expect(state(page)).to_contain_text("changes kept in this browser")
    page.reload()
    ready(page)
    expect(comment(page)).to_have_value("Half a sent")
    expect(page.locator(".note textarea")).to_have_value("a note")
    expect(page.locator("[data-scale=specificity] input[value='4']")).to_be_checked()
    mend(page)
    page.reload()
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Half a sent"
    assert review.tags.get().note == "a note"
    assert kept_changes(page) == []


def test_last_words_are_saved_when_the_page_is_left_at_once(page, review):
    comment(page).fill("And gone")
    page.reload()
    ready(page)
    expect(comment(page)).to_have_value("And gone")
    saved(page)
    review.refresh_from_db()
    assert review.comment == "And gone"


def test_changes_of_a_tab_that_died_are_taken_over_by_the_next(page, review):
    cut(page)
    comment(page).fill("Last words")
    expect(state(page)).to_contain_text("1 unsaved change kept")
    context = page.context
    page.close()
    context.unroute(API)
    other = context.new_page()
    other.goto(page.url)
    ready(other)
    expect(comment(other)).to_have_value("Last words")
    saved(other)
    review.refresh_from_db()
    assert review.comment == "Last words"


def test_nothing_is_asked_when_only_the_answer_was_lost(page, review):
    lost = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.context.route(API, lose, times=1)
    comment(page).fill("Said once.")
    expect(state(page)).to_contain_text("kept in this browser")
    assert lost == [200]
    comment(page).fill("Said once. And more.")
    saved(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    review.refresh_from_db()
    assert (review.comment, review.version) == ("Said once. And more.", 3)


@pytest.mark.parametrize(
    ("choice", "kept", "quotes"),
    [
        ("mine", "Here.", ["car park"]),
        ("stored", "There.", ["The slot"]),
        ("both", "There.\nHere.", ["car park", "The slot"]),
    ],
)
def test_both_versions_are_shown_when_two_places_changed_one_review(
    page, review, ben, choice, kept, quotes
):
    start = review.text.body.index("The slot")
    save_review(
        review=review,
        by=ben,
        version=1,
        comment="There.",
        tags=[TagDraft("detail", start, start + 8)],
        ratings=[RatingDraft("resonance", 5)],
    )
    comment(page).fill("Here.")
    tag(page, "car park", "skill")
    dialog = page.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_contain_text("Here.")
    expect(dialog).to_contain_text("There.")
    expect(dialog).to_contain_text("“The slot”")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    review.refresh_from_db()
    assert review.comment == "There."
    for part in dialog.locator("fieldset").all():
        wanted = part.locator(f"input[value={choice}]")
        (wanted if wanted.count() else part.locator("input[value=mine]")).check()
    dialog.get_by_role("button").click()
    saved(page)
    review.refresh_from_db()
    assert review.comment == kept
    assert [row.quote for row in review.tags.all()] == quotes
    assert review.ratings.get().value == 5
    expect(page.locator("[data-scale=resonance] input[value='5']")).to_be_checked()


def test_second_tab_is_asked_when_the_first_has_saved(page, review):
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    rate(page, "concreteness", 3)
    saved(page)
    rate(other, "concreteness", 5)
    expect(other.get_by_role("dialog", name="changed in two places")).to_be_visible()
    assert review.ratings.get().value == 3


def test_changes_are_kept_when_the_session_has_ended(ada, ben, desk):
    review = begin(ada, ben)
    seat = desk(ben)
    page = ready(seat.open(f"/reviews/{review.pk}/"))
    cookies = seat.context.cookies()
    seat.context.clear_cookies()
    comment(page).fill("Who am I?")
    expect(state(page)).to_have_text("Signed out: 1 unsaved change kept in this browser")
    expect(page.get_by_role("link", name="Sign in in a new tab")).to_be_visible()
    client = Client()
    client.force_login(ben)
    fresh = {"sessionid": client.cookies["sessionid"].value}
    seat.context.add_cookies([c | {"value": fresh.get(c["name"], c["value"])} for c in cookies])
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Who am I?"


def test_refusal_is_told_and_the_changes_kept_when_the_study_has_closed(page, review, ada):
    close_study(study=review.study, by=ada)
    comment(page).fill("Too late?")
    expect(state(page)).to_contain_text("The study is closed")
    expect(state(page)).to_contain_text("1 unsaved change kept in this browser")
    page.reload()
    expect(state(page)).to_contain_text("Not part of what was submitted")


def test_one_request_is_on_its_way_at_a_time_and_later_changes_are_merged(page):
    sent = []
    page.on("request", lambda r: sent.append(r.post_data_json) if r.method == "PATCH" else None)
    rate(page, "concreteness", 1)
    rate(page, "concreteness", 2)
    comment(page).press_sequentially("Typed slowly.", delay=15)
    saved(page)
    assert [body["version"] for body in sent] == list(range(1, len(sent) + 1))
    assert len(sent) <= 2
    assert sent[-1]["comment"] == "Typed slowly."
    assert "tags" not in sent[-1]


def crash(page: Page) -> None:
    """Kill the tab's own process, so that the page can do nothing on its way out."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=2000)


def writes_of(review: Review) -> list[int]:
    rows = Event.objects.filter(verb="review_saved", subject_id=str(review.pk)).order_by("pk")
    return [event.data["version"] for event in rows]


def test_words_of_a_tab_that_crashed_are_taken_up_by_the_next(page, review):
    comment(page).press_sequentially("Sent. ")
    saved(page)
    page.route(API, lambda route: route.abort())
    comment(page).press_sequentially("Not sent.")
    address, other = page.url, page.context.new_page()
    crash(page)
    other.goto(address)
    expect(comment(ready(other))).to_have_value("Sent. Not sent.")
    saved(other)
    review.refresh_from_db()
    assert review.comment == "Sent. Not sent."
    assert writes_of(review) == list(range(2, review.version + 1))


def test_write_whose_answer_was_lost_is_not_done_twice_when_the_tab_crashes(page, review):
    page.route(API, lose)
    comment(page).fill("Said once.")
    expect(state(page)).to_contain_text("kept in this browser")
    address, other = page.url, page.context.new_page()
    crash(page)
    other.goto(address)
    saved(ready(other))
    assert kept_changes(other) == []
    assert writes_of(review) == [2]


def test_two_machines_on_one_review_are_shown_both_versions(ada, ben, desk):
    review = begin(ada, ben)
    here = opened(desk, ben, review)
    there = opened(desk, ben, review)
    there.context.set_offline(True)
    there.locator("[data-field=forecast]").fill("80")
    comment(there).fill("Written on a train.")
    comment(here).fill("Written at home.")
    saved(here)
    there.context.set_offline(False)
    dialog = there.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_contain_text("Written on a train.")
    expect(dialog).to_contain_text("Written at home.")
    expect(dialog).to_contain_text("80 %")
    review.refresh_from_db()
    assert review.comment == "Written at home."


def test_answer_lost_here_does_not_overwrite_what_was_written_elsewhere(page, review, ben):
    page.context.route(API, lose, times=1)
    comment(page).fill("First.")
    expect(state(page)).to_contain_text("kept in this browser")
    save_review(review=review, by=ben, version=2, comment="From elsewhere.")
    comment(page).fill("First. Second.")
    dialog = page.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_contain_text("From elsewhere.")
    expect(dialog).to_contain_text("First. Second.")
    review.refresh_from_db()
    assert review.comment == "From elsewhere."


def test_two_tabs_that_died_are_taken_over_one_after_another(ada, ben, desk):
    review = begin(ada, ben)
    first = opened(desk, ben, review)
    context = first.context
    second = context.new_page()
    second.goto(first.url)
    ready(second)
    cut(first)
    comment(first).fill("Of the first tab.")
    expect(state(first)).to_contain_text("kept")
    comment(second).fill("Of the second tab.")
    tag(second, "The slot", "detail")
    expect(state(second)).to_contain_text("kept")
    address = first.url
    first.close()
    second.close()
    context.unroute(API)
    third = context.new_page()
    third.goto(address)
    dialog = third.get_by_role("dialog", name="changed in two places")
    expect(dialog).to_contain_text("Of the first tab.")
    expect(dialog).to_contain_text("Of the second tab.")
    dialog.get_by_role("button").click()
    saved(third)
    review.refresh_from_db()
    both = "Of the first tab.\nOf the second tab."
    assert (review.comment, review.tags.get().quote) == (both, "The slot")
    assert kept_changes(third) == []


def test_changes_wait_when_somebody_signs_out_or_in_as_another_in_another_tab(
    page, review, ben, olga
):
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Sign out").click()
    comment(page).fill("Still mine.")
    expect(state(page)).to_have_text("Signed out: 1 unsaved change kept in this browser")
    sign_in(other, page, "olga")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(state(page)).to_contain_text("Signed in as somebody else: 1 unsaved change kept")
    other.get_by_role("button", name="Sign out").click()
    sign_in(other, page, "ben")
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    review.refresh_from_db()
    assert review.comment == "Still mine."


def sign_in(other: Page, page: Page, who: str) -> None:
    other.goto(page.url.split("/reviews/")[0] + "/accounts/login/")
    other.get_by_label("Username").fill(who)
    other.get_by_label("Password").fill(cast.PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
