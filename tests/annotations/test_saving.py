"""What saving a draft answers and what it costs: it is what a site does most of all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.models import Assignment
from annotations.services.reviewing import make_guess, start_review, submit_review
from corpus.models import Event
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
# Room for the person, the gate, what is there, and one statement for each thing written.
QUERIES = 14


@pytest.fixture
def review(ada, ben):
    text = cast.add_text("She counted the stairs 😀 and forgot them, twice over. " * 40, by=ada)
    study = cast.study(ada, [text], ben)
    return start_review(study=study, text_id=text.pk, user=ben)[0]


def path(review) -> str:
    return f"/api/v1/reviews/{review.pk}/"


def tags(count: int) -> list[dict]:
    return [{"motif": "stairs", "start": n * 9, "end": n * 9 + 7} for n in range(count)]


def test_a_save_answers_what_a_reader_is_told_afterwards(review, ben, api):
    client = api(ben)
    first = {
        "version": 1,
        "tags": [
            {"motif": "silence", "start": 30, "end": 41, "note": " kept as it is "},
            {"motif": "stairs", "start": 4, "end": 11},
            {"motif": "silence", "start": 4, "end": 20},
            {"motif": "silence"},
        ],
        "ratings": [
            {"scale": "resonance", "value": None, "reason": "Too near."},
            {"scale": "concreteness", "value": 4, "rationale": "Stairs."},
        ],
        "comment": "So far.",
    }
    saved = client.patch(path(review), first)
    assert saved.status_code == 200, saved.content
    assert saved.json() == client.get(path(review)).json()
    assert saved["ETag"] == '"2"'
    second = {
        "version": 2,
        "tags": [first["tags"][1], {"motif": "silence", "start": 4, "end": 20, "note": "new"}],
        "ratings": [{"scale": "concreteness", "value": 2}, {"scale": "specificity", "value": 1}],
    }
    saved = client.patch(path(review), second)
    assert saved.json() == client.get(path(review)).json()
    assert [tag["note"] for tag in saved.json()["tags"]] == ["new", ""]
    untouched = client.patch(path(review), {"version": 3, "action": "Ring the bell."})
    assert untouched.json() == client.get(path(review)).json()
    assert len(untouched.json()["tags"]) == 2


def test_a_save_after_a_guess_answers_with_it(ada, ben, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben, guesses=True, reveal="closed")
    review = cast.read(study, text, ben)
    make_guess(review=review, by=ben, author_kind="human")
    api(ben).post(f"{path(review)}reopen/")
    saved = api(ben).patch(path(review), {"comment": "Again."}).json()
    assert saved["guess"]["author_kind"] == "human"
    assert saved == api(ben).get(path(review)).json()


@pytest.mark.parametrize("count", [3, 200])
def test_a_save_takes_few_queries_however_many_tags(
    review, ben, api, count, django_assert_max_num_queries
):
    client = api(ben)
    rating = {"scale": "concreteness", "value": 3}
    client.patch(path(review), {"tags": tags(count), "ratings": [rating]})
    changed = [*tags(count - 1), {"motif": "silence", "start": 1, "end": 6}]
    with django_assert_max_num_queries(QUERIES):
        saved = client.patch(path(review), {"tags": changed, "ratings": [{**rating, "value": 2}]})
    assert saved.status_code == 200, saved.content
    assert len(saved.json()["tags"]) == count


def test_every_save_is_logged(review, ben, api):
    api(ben).patch(path(review), {"comment": "One."})
    api(ben).patch(path(review), {"comment": "Two."})
    logged = Event.objects.filter(verb="review_saved", actor=ben).order_by("id")
    assert [event.data for event in logged] == [{"version": 2}, {"version": 3}]


@pytest.mark.parametrize(("hours_ago", "is_renewed"), [(0.5, False), (2, True), (30, True)])
def test_a_save_holds_the_place_longer_when_it_was_taken_a_while_ago(
    review, ben, api, hours_ago, is_renewed
):
    before = timezone.now() + timedelta(hours=24 - hours_ago)
    Assignment.objects.filter(user=ben).update(reserved_until=before)
    api(ben).patch(path(review), {"comment": "One."})
    until = Assignment.objects.get(user=ben).reserved_until
    assert (until > timezone.now() + timedelta(hours=23.9)) is is_renewed
    assert until >= before


def test_a_reservation_that_is_gone_is_made_again(review, ben, api):
    Assignment.objects.all().delete()
    assert api(ben).patch(path(review), {"comment": "Still here."}).status_code == 200
    assert Assignment.objects.filter(user=ben, text=review.text_id).count() == 1


def test_nobody_saves_somebody_elses_draft(review, ada, cleo, olga, root, api):
    for person in (ada, cleo, olga, root):
        assert_problem(api(person).patch(path(review), {"comment": "Mine?"}), 404)
    review.refresh_from_db()
    assert review.comment == ""


def test_a_submitted_or_closed_reading_is_not_saved(review, ada, ben, api):
    scales = ("concreteness", "specificity", "actionability", "resonance")
    answers = [{"scale": scale, "value": 1} for scale in scales]
    api(ben).patch(path(review), {"ratings": answers})
    submit_review(review=review, by=ben)
    assert_problem(api(ben).patch(path(review), {"comment": "Late."}), 409)
    api(ada).post(f"/api/v1/studies/{review.study_id}/close/")
    assert_problem(api(ben).patch(path(review), {"comment": "Later."}), 409)


def test_serializers_that_are_shared_keep_nothing_of_a_request(review, ben, api):
    bad = api(ben).patch(path(review), {"ratings": [{"scale": "concreteness", "value": 99}]})
    assert_problem(bad, 400)
    assert api(ben).patch(path(review), {"comment": "Fine."}).json()["ratings"] == []
    assert_problem(api(ben).patch(path(review), {"coment": "No such field."}), 400)
    assert api(ben).patch(path(review), {}).json()["comment"] == "Fine."
