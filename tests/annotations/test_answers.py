"""What a draft says beside ratings and tags: the action's parts, forecasts, repeated writes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotations.models import Forecast, Review
from annotations.services.answers import sentence_of
from annotations.services.reviewing import WRITES_KNOWN, save_review, start_review
from annotations.services.studies import open_study, update_study
from corpus.errors import Refused
from corpus.models import Event
from tests import cast
from tests.conftest import assert_problem


@pytest.fixture
def review(ada, ben, noise) -> Review:
    text = cast.add_text(by=ada)
    return start_review(study=cast.study(ada, [text], ben), text_id=text.pk, user=ben)[0]


@pytest.fixture
def patch(api, ben, review):
    """Return a function that saves as ben does over REST."""

    def send(**fields):
        return api(ben).patch(f"/api/v1/reviews/{review.pk}/", fields, format="json")

    return send


@pytest.mark.pure
@pytest.mark.parametrize(
    ("who", "what", "when", "sentence"),
    [
        (
            "the council",
            "re-tunes the lamp",
            "by Friday",
            "The council re-tunes the lamp by Friday.",
        ),
        ("Ines", "  waits ", "", "Ines waits."),
        ("", "call her!", "", "Call her!"),
        ("", " ", "", ""),
    ],
)
def test_sentence_is_made_of_its_parts(who, what, when, sentence):
    assert sentence_of(who, what, when) == sentence


def test_action_is_made_of_its_parts_when_they_are_given_alone(patch):
    patch(action_who="the council", action_what="re-tunes the lamp")
    answer = patch(action_when="by Friday").json()
    assert answer["action"] == "The council re-tunes the lamp by Friday."
    assert (answer["action_who"], answer["action_when"]) == ("the council", "by Friday")


def test_action_stands_as_given_when_its_parts_are_given_too(patch):
    answer = patch(action="Re-tune it!", action_who="the council").json()
    assert (answer["action"], answer["action_who"]) == ("Re-tune it!", "the council")
    assert patch(action="Alone.").json()["action"] == "Alone."


def test_action_goes_with_its_parts_unless_it_was_written_by_hand(patch):
    patch(action_what="wait")
    assert patch(action_what="").json()["action"] == ""
    patch(action="By hand.", action_what="wait")
    assert patch(action_what="").json()["action"] == "By hand."


def test_forecast_is_kept_with_its_question_and_day(patch, review):
    answer = patch(forecast=0.7).json()["forecast"]
    due = timezone.localdate() + timedelta(days=90)
    assert answer["question"] == "Will this prove useful?"
    assert (answer["probability"], answer["due_on"]) == (0.7, due.isoformat())
    assert patch(comment="And then?").json()["forecast"] == answer
    assert patch(forecast=0.2).json()["forecast"]["probability"] == 0.2
    assert Forecast.objects.filter(review=review).count() == 1
    assert patch(forecast=None).json()["forecast"] is None


@pytest.mark.parametrize("wrong", [-0.1, 1.01, "likely", True])
def test_forecast_is_refused_when_it_is_no_probability(patch, wrong):
    problem = assert_problem(patch(forecast=wrong), 400)
    assert problem["errors"][0]["field"] == "forecast"
    assert not Forecast.objects.exists()


def test_forecast_is_refused_when_the_study_asks_for_none(ada, ben, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben, forecast_question=" ")
    review, _ = start_review(study=study, text_id=text.pk, user=ben)
    address = f"/api/v1/reviews/{review.pk}/"
    assert_problem(api(ben).patch(address, {"forecast": 0.5}, format="json"), 400)
    assert api(ben).patch(address, {"forecast": None}, format="json").status_code == 200


@pytest.mark.parametrize("probability", [-0.01, 1.01])
def test_database_refuses_a_forecast_outside_its_range(review, probability):
    with pytest.raises(IntegrityError), transaction.atomic():
        Forecast.objects.create(
            review=review, question="?", probability=probability, due_on="2027-01-01",
            at=timezone.now(),
        )  # fmt: skip


def test_submission_keeps_parts_and_forecast(ada, ben, api, patch, review):
    ratings = [{"scale": s.key, "value": 4} for s in review.study.scales.all()]
    patch(ratings=ratings, action_who="Ines", action_what="waits", forecast=0.25)
    assert api(ben).post(f"/api/v1/reviews/{review.pk}/submit/").status_code == 200
    content = review.submissions.get().content
    assert (content["action"], content["action_what"]) == ("Ines waits.", "waits")
    assert content["forecast"]["probability"] == 0.25
    row = api(ada).get(f"/api/v1/reviews/?study={review.study_id}").json()["results"]
    assert row == []  # ada has no release yet: what others wrote waits for it
    listed = api(ben).get("/readings.json").json()["results"][0]
    assert (listed["action_who"], listed["forecast"]["probability"]) == ("Ines", 0.25)


def test_forecast_is_asked_for_as_the_study_has_it(ada, api):
    made = api(ada).post("/api/v1/studies/", {"name": "Ferns"}, format="json").json()
    assert (made["forecast_question"], made["forecast_days"]) == ("Will this prove useful?", 90)
    fields = {"forecast_question": "Will anybody water it?", "forecast_days": 14}
    path = f"/api/v1/studies/{made['id']}/"
    assert api(ada).patch(path, fields, format="json").json().items() >= fields.items()
    assert_problem(api(ada).patch(path, {"forecast_days": 0}, format="json"), 400)


def test_question_is_fixed_and_searched_for_names_when_the_study_opens(ada, ben):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben, open_it=False, forecast_question="Would quill-1 do it?")
    with pytest.raises(Refused) as refused:
        open_study(study=study, by=ada)
    assert {hit["where"] for hit in refused.value.errors} == {"forecast_question"}
    open_study(study=study, by=ada, accept_names=True)
    with pytest.raises(Refused):
        update_study(study=study, by=ada, forecast_question="Other?")


def test_repeated_write_is_answered_and_not_done_again(patch, review):
    client = str(uuid4())
    first = patch(client=client, comment="Once.", version=1)
    logged = Event.objects.count()
    again = patch(client=client, comment="Once.", version=1)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert Event.objects.count() == logged
    review.refresh_from_db()
    assert review.version == 2


def test_repeated_write_answers_what_stands_when_others_came_after(patch):
    client = str(uuid4())
    patch(client=client, comment="Once.", version=1)
    patch(client=str(uuid4()), comment="Later.", version=2)
    again = patch(client=client, comment="Once.", version=1).json()
    assert (again["comment"], again["version"]) == ("Later.", 3)


def test_last_writes_alone_are_remembered(ben, review):
    for _ in range(WRITES_KNOWN + 3):
        review = save_review(review=review, by=ben, version=None, client=uuid4())
    assert len(review.recent_writes) == WRITES_KNOWN


def test_another_write_with_an_old_version_is_refused_all_the_same(patch):
    patch(client=str(uuid4()), comment="Once.", version=1)
    problem = assert_problem(patch(client=str(uuid4()), comment="Twice.", version=1), 409)
    assert problem["current"]["comment"] == "Once."


def test_client_that_is_no_id_is_refused(patch):
    assert_problem(patch(client="mine"), 400)


def test_answer_is_taken_back_when_it_is_cleared(patch, review):
    patch(ratings=[{"scale": "resonance", "value": 4, "rationale": "It rang."}])
    answer = patch(ratings=[{"scale": "resonance", "value": None, "clear": True}]).json()
    assert answer["ratings"] == []
    wrong = [{"scale": "resonance", "value": 2, "clear": True}]
    assert_problem(patch(ratings=wrong), 400)


def test_outsider_finds_no_review_to_write_to(api, olga, review):
    path = f"/api/v1/reviews/{review.pk}/"
    assert_problem(api(olga).patch(path, {"forecast": 0.5}, format="json"), 404)


def test_repeat_takes_no_more_queries_than_finding_the_row(patch, django_assert_max_num_queries):
    client = str(uuid4())
    patch(client=client, comment="Once.")
    with django_assert_max_num_queries(10):
        patch(client=client, comment="Once.")
