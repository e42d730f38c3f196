"""Talk about readings: who sees it, who joins it, and what becomes of a comment."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations.models import Comment, Membership
from annotations.services import studies
from annotations.services.reviewing import reopen_review, submit_review
from annotations.services.tagging import TagDraft
from annotations.services.talk import add_comment, withdraw_comment
from corpus.models import Event
from tests import cast
from tests.blind.crawl import mask
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
BODY = "The stairs \U0001f463 counted her back.\n\nNobody else did."


@pytest.fixture
def text(ada):
    return cast.add_text(BODY, by=ada, title="Unseen title")


@pytest.fixture
def blind(ada, ben, cleo, text):
    """Return an open blind study in which ben has submitted and cleo has not."""
    made = cast.study(ada, [text], ben, cleo)
    cast.read(made, text, ben, tags=[TagDraft("stairs", 4, 10, "Seven of them.")])
    return made


def page_of(browser, study, text):
    return browser.get(reverse("talk", args=[study.pk, text.pk]))


def say(study, text, by, body="Which stairs?", **fields) -> Comment:
    return add_comment(study=study, text_id=text.pk, by=by, body=body, **fields)


def test_talk_is_seen_after_ones_own_release_and_by_nobody_before(
    blind, text, ada, ben, cleo, olga, root, noise, browse
):
    comment = say(blind, text, ben, start=4, end=10)
    seen = page_of(browse(ben), blind, text)
    words = seen.content.decode()
    assert seen.status_code == 200
    assert "Which stairs?" in words
    assert "Seven of them." in words
    for person in (ada, cleo, olga, root, noise["lead"]):
        refused = page_of(browse(person), blind, text)
        missing = browse(person).get(reverse("talk", args=[blind.pk, uuid.uuid4()]))
        assert (refused.status_code, missing.status_code) == (404, 404)
        assert mask(refused.content) == mask(missing.content)
        assert browse(person).get(reverse("comment_detail", args=[comment.pk])).status_code == 404
    cast.read(blind, text, cleo)
    assert page_of(browse(cleo), blind, text).status_code == 200


def test_talk_of_a_closed_study_is_read_by_all_and_joined_by_members(
    blind, text, ada, ben, olga, browse, api
):
    say(blind, text, ben)
    studies.close_study(study=blind, by=ada)
    page = page_of(browse(olga), blind, text)
    assert "Which stairs?" in page.content.decode()
    assert "data-say" not in page.content.decode().replace("data-say-", "")
    wanted = {"study": blind.pk, "text": str(text.pk), "body": "Me too"}
    assert_problem(api(olga).post(f"{V1}comments/", wanted), 403)
    assert api(ada).post(f"{V1}comments/", wanted).status_code == 201


def test_in_a_study_that_is_not_blind_a_reviewer_reads_first(ada, ben, cleo, text, browse):
    made = cast.study(ada, [text], ben, cleo, blind=False)
    review = cast.read(made, text, ben)
    assert page_of(browse(ben), made, text).status_code == 200
    assert page_of(browse(ada), made, text).status_code == 200
    assert page_of(browse(cleo), made, text).status_code == 404
    reopen_review(review=review, by=ben)
    assert page_of(browse(ben), made, text).status_code == 404


def test_an_adjudicator_reads_no_names_while_the_study_is_open(ada, ben, cleo, text, browse, api):
    made = cast.study(ada, [text], ben, blind=False)
    studies.add_member(study=made, username="cleo", role=Membership.Role.ADJUDICATOR, by=ada)
    cast.read(made, text, ben)
    say(made, text, ben)
    words = page_of(browse(cleo), made, text).content.decode()
    assert "Reader A" in words
    assert "ben" not in words
    rows = api(cleo).get(f"{V1}comments/").json()
    assert [row["author"] for row in rows["results"]] == [None]
    assert api(cleo).get(f"{V1}comments/?author=ben").json()["count"] == 0
    assert api(ben).get(f"{V1}comments/?author=ben").json()["count"] == 1
    studies.close_study(study=made, by=ada)
    assert api(cleo).get(f"{V1}comments/?author=ben").json()["count"] == 1


def test_a_thread_is_begun_answered_resolved_and_reopened_by_forms(blind, text, ben, cleo, browse):
    cast.read(blind, text, cleo)
    place = [blind.pk, text.pk]
    form = {"body": "Which\r\nstairs?", "start": "4", "end": "10", "quote": "stairs"}
    done = browse(ben).post(reverse("talk_say", args=place), form)
    head = Comment.objects.get()
    assert done["Location"] == f"{reverse('talk', args=place)}#comment-{head.pk}"
    assert (head.body, head.quote) == ("Which\nstairs?", "stairs")
    for reply_to in (head.pk, head.pk + 1):
        browse(cleo).post(
            reverse("talk_say", args=place), {"body": "Those.", "reply_to": str(reply_to)}
        )
    assert list(head.replies.values_list("author__username", flat=True)) == ["cleo", "cleo"]
    study_page = reverse("study_detail", args=[blind.pk])
    assert "1 open thread" in browse(ben).get(study_page).content.decode()
    browse(cleo).post(reverse("comment_resolve", args=[head.pk]))
    head.refresh_from_db()
    assert (head.resolved_by, head.resolved_at is None) == (cleo, False)
    assert "open thread" not in browse(ben).get(study_page).content.decode()
    browse(ben).post(reverse("comment_reopen", args=[head.pk]))
    head.refresh_from_db()
    assert (head.resolved_by, head.resolved_at) == (None, None)
    verbs = Event.objects.filter(subject="comment").order_by("pk").values_list("verb", "text")
    said = ["commented"] * 3 + ["comment_resolved", "comment_reopened"]
    assert list(verbs) == [(verb, text.pk) for verb in said]


def test_a_thread_whose_beginning_is_withdrawn_is_open_while_others_speak_in_it(
    blind, text, ben, cleo, browse
):
    cast.read(blind, text, cleo)
    head = say(blind, text, ben)
    reply = add_comment(
        study=blind, text_id=text.pk, by=cleo, body="I wonder, too.", reply_to=head.pk
    )
    pages = [
        reverse("study_detail", args=[blind.pk]),
        reverse("talk", args=[blind.pk, text.pk]),
    ]

    def is_open():
        return {"1 open thread" in browse(ben).get(page).content.decode() for page in pages}

    withdraw_comment(comment=head, by=ben)
    assert is_open() == {True}
    withdraw_comment(comment=reply, by=cleo)
    assert is_open() == {False}


def test_open_threads_are_not_counted_for_who_may_not_see_them(blind, text, ben, ada, browse):
    say(blind, text, ben)
    page = browse(ada).get(reverse("study_detail", args=[blind.pk]))
    assert "open thread" not in page.content.decode()


def test_a_reading_that_was_changed_after_the_source_is_not_said_to_be_left_out(
    blind, text, ben, ada, browse
):
    left_out = "after the source was seen: left out of figures"
    review = blind.reviews.get(reviewer=ben)
    assert "figures" not in page_of(browse(ben), blind, text).content.decode()
    reopen_review(review=review, by=ben)
    submit_review(review=review, by=ben)
    changed = page_of(browse(ben), blind, text).content.decode()
    assert "changed after more was seen: figures use what was submitted" in changed
    assert left_out not in changed
    studies.unblind(study=blind, by=ada, why="To see.")
    cast.read(blind, text, ada)
    assert left_out in page_of(browse(ben), blind, text).content.decode()


def test_a_span_is_checked_against_the_stored_words(blind, text, ben, api):
    wanted = {"study": blind.pk, "text": str(text.pk), "body": "Feet."}
    client = api(ben)
    good = client.post(f"{V1}comments/", {**wanted, "start": 11, "end": 12, "quote": "\U0001f463"})
    assert (good.status_code, good.json()["quote"]) == (201, "\U0001f463")
    wrong = (
        {"start": 11, "end": 13, "quote": "\U0001f463"},
        {"start": 4},
        {"start": 4, "end": 4},
        {"start": 4, "end": 10_000},
        {"body": "  \n"},
        {"reply_to": 10_000},
        {"reply_to": good.json()["id"], "start": 1, "end": 2},
        {"colour": "red"},
    )
    for fields in wrong:
        assert_problem(client.post(f"{V1}comments/", {**wanted, **fields}), 400)
    assert Comment.objects.count() == 1


def test_a_comment_is_changed_by_its_author_against_its_version(blind, text, ben, cleo, api):
    cast.read(blind, text, cleo)
    comment = say(blind, text, ben)
    at = f"{V1}comments/{comment.pk}/"
    changed = api(ben).patch(at, {"body": "Which steps?", "version": 1})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert changed.json()["edited_at"]
    stale = assert_problem(api(ben).patch(at, {"body": "x"}, headers={"If-Match": '"1"'}), 409)
    assert stale["current"]["body"] == "Which steps?"
    assert_problem(api(cleo).patch(at, {"body": "x"}), 403)
    assert_problem(api(cleo).post(f"{at}withdraw/", {}), 403)


def test_a_stale_form_shows_both_and_can_be_sent_again(blind, text, ben, browse):
    comment = say(blind, text, ben, body="First words")
    at = reverse("comment_change", args=[comment.pk])
    browse(ben).post(at, {"body": "Second words", "version": "1"})
    stale = browse(ben).post(at, {"body": "Third words", "version": "1"})
    words = stale.content.decode()
    assert "Second words" in words
    assert "Third words" in words
    again = {"body": "Third words", "version": stale.context["form"]["version"].value()}
    assert browse(ben).post(at, again).status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.version) == ("Third words", 3)


def test_a_withdrawn_comment_keeps_its_place_and_loses_its_words(
    blind, text, ben, cleo, api, browse
):
    cast.read(blind, text, cleo)
    comment = say(blind, text, ben, body="Regretted words")
    say(blind, text, cleo, body="An answer", reply_to=comment.pk)
    answer = api(ben).post(f"{V1}comments/{comment.pk}/withdraw/", {}).json()
    assert (answer["withdrawn"], answer["body"]) == (True, "")
    words = page_of(browse(cleo), blind, text).content.decode()
    assert "Withdrawn." in words
    assert "An answer" in words
    assert not Comment.objects.filter(body__contains="Regretted").exists()
    assert_problem(api(ben).patch(f"{V1}comments/{comment.pk}/", {"body": "x"}), 409)


def test_the_list_is_narrowed_and_has_twins(blind, text, ben, cleo, olga, browse, api):
    cast.read(blind, text, cleo)
    first = say(blind, text, ben, body="About the kettle")
    say(blind, text, cleo, reply_to=first.pk)
    client = api(cleo)
    asked = (f"study={blind.pk}", f"text={text.pk}", "q=kettle", "author=ben", "resolved=no")
    counts = [client.get(f"{V1}comments/?{query}").json()["count"] for query in asked]
    assert counts == [2, 2, 1, 1, 1]
    assert client.get(f"{V1}comments/?resolved=yes").json()["count"] == 0
    assert_problem(client.get(f"{V1}comments/?colour=red"), 400)
    lines = b"".join(browse(cleo).get("/comments.csv").streaming_content).decode().splitlines()
    assert lines[0].startswith("id,study,text,author,reply_to,start,end,quote,body,version,at")
    assert len(lines) == 3
    assert browse(olga).get("/comments.json").json()["count"] == 0


def test_tags_are_switched_by_reader_and_motif_without_scripts(blind, text, ben, cleo, browse):
    cast.read(blind, text, cleo, tags=[TagDraft("silence", 13, 20), TagDraft("stairs")])
    address = reverse("talk", args=[blind.pk, text.pk])
    both = browse(cleo).get(address).content.decode()
    assert 'data-sig="s·A"' in both
    assert 'data-sig="si·B"' in both
    only = browse(cleo).get(address, {"reader": "B"}).content.decode()
    assert 'data-sig="s·A"' not in only
    assert 'data-sig="si·B"' in only
    assert "data-sig" not in browse(cleo).get(address, {"motif": "none"}).content.decode()


def test_the_database_refuses_what_no_service_writes(blind, text, ben):
    row = {"study": blind, "text": text, "author": ben}
    head = say(blind, text, ben)
    for wrong in (
        {"body": ""},
        {"body": "x", "start": 4, "end": 2, "quote": "x"},
        {"body": "x", "start": 4},
        {"body": "x", "reply_to": head, "start": 1, "end": 2, "quote": "h"},
        {"body": "x", "resolved_by": ben},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.create(**row, **wrong)


def test_readings_over_the_text_take_few_queries(
    blind, text, ben, cleo, browse, django_assert_max_num_queries
):
    cast.read(blind, text, cleo)
    for number in range(12):
        say(blind, text, ben, body=f"Number {number}", start=number, end=number + 3)
    with django_assert_max_num_queries(40):
        assert page_of(browse(ben), blind, text).status_code == 200
