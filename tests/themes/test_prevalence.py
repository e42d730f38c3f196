"""Prevalence over REST: stored answers, jobs for those that are not there, and the blind."""

from __future__ import annotations

import subprocess
import sys

import pytest

from annotations.services.studies import unblind
from corpus import jobs
from corpus.models import Job
from tests import cast
from tests.conftest import assert_problem
from tests.themes.matched import add_matched_texts, analyse, closed_study, read_matched
from themes.models import Figure

pytestmark = pytest.mark.django_db
URL = "/api/v1/prevalence/"


def ask(client, **params):
    """Ask; where a job answers, do it and ask again."""
    answer = client.get(URL, params)
    if answer.status_code == 202:
        assert jobs.run(answer.json()["job"])
        answer = client.get(URL, params)
    return answer


def test_the_first_question_starts_a_job_and_the_second_is_answered(ada, ben, olga, api):
    study = closed_study(ada, [ben])
    first = api(olga).get(URL, {"study": study.pk})
    assert first.status_code == 202
    assert api(ben).get(URL, {"study": study.pk}).json()["job"] == first.json()["job"]
    jobs.run(first.json()["job"])
    body = api(olga).get(URL, {"study": study.pk}).json()
    assert body["stale"] is False
    assert body["snapshot"]
    assert body["computed_at"]
    bell = next(row for row in body["results"] if row["key"] == "bell")
    aster = next(group for group in bell["groups"] if group["group"] == "aster")
    assert (aster["n"], aster["k"], aster["estimate"]) == (9, 9, 1)
    assert bell["comparison"]["risk_difference"] == 1
    assert bell["comparison"]["families_tested"] == 3
    assert "Of these 36 texts only." in bell["caveats"]
    (book,) = body["codebooks"]
    assert (book["texts_asked"], book["texts_read"], book["texts_unread"]) == (36, 36, 0)
    assert (book["readings"], book["texts_with_fewer_readings"]) == (36, 0)
    assert book["readings_left_out_as_unblinded"] == 0
    assert book["readings_by_who_brought_the_text"] == 0


def test_an_answer_is_stale_when_the_texts_have_changed(ada, ben, olga, api):
    texts = add_matched_texts(ada)
    analyse()
    params = {"collection": "Matched", "pattern": "whisper*"}
    assert ask(api(olga), **params).json()["texts"] == len(texts)
    cast.add_text("A new one.", by=ada, collection="Matched", prompt=cast.prompt("new"))
    stale = api(olga).get(URL, params).json()
    assert stale["stale"] is True
    assert stale["texts"] == len(texts)
    assert stale["job"]
    jobs.run(stale["job"])
    assert api(olga).get(URL, params).json()["texts"] == len(texts) + 1


def test_a_pattern_is_the_word_and_not_the_motif(ada, olga, api):
    add_matched_texts(ada)
    row = ask(api(olga), collection="Matched", pattern="whisper*").json()["results"][0]
    assert row["counts"] == "the word, not the motif"
    assert row["basis"] == "single"
    assert row["verdict"] != "claimed"
    groups = {group["group"]: group for group in row["groups"]}
    assert groups["cinder"]["k"] == 9
    assert groups["human"]["k"] == 0
    phrase = ask(api(olga), collection="Matched", pattern="rang and rang").json()["results"][0]
    assert {g["group"]: g["k"] for g in phrase["groups"]}["aster"] == 9


def test_by_author_and_by_elicitation(ada, ben, olga, api):
    study = closed_study(ada, [ben], prompts=2)
    rows = ask(api(olga), study=study.pk, by="author", motif="bell").json()["results"]
    assert len(rows) == 1
    groups = {group["group"]: group for group in rows[0]["groups"]}
    assert groups["aster-1"]["k"] == 2
    assert groups["Writer 0"]["kind"] == "human"
    rows = ask(api(olga), study=study.pk, by="elicitation").json()["results"]
    assert {(g["group"], g["kind"]) for g in rows[0]["groups"]} == {
        ("task", "model"),
        ("task", "human"),
    }


def test_an_answer_is_not_shown_when_a_text_it_counts_is_held_since(ada, ben, olga, api):
    texts = add_matched_texts(ada, prompts=2)
    params = {"collection": "Matched", "pattern": "bell", "by": "author"}
    assert ask(api(olga), **params).json()["texts"] == len(texts)
    cast.study(ada, [texts["aster", 0]], ben)
    assert api(olga).get(URL, params).status_code == 202
    body = ask(api(olga), **params).json()
    assert (body["texts"], body["left_out"]) == (4, 4)
    assert body["left_out_reason"]


def test_an_open_blind_study_answers_404_and_its_lead_403(ada, ben, olga, root, api):
    study = read_matched(ada, [ben], add_matched_texts(ada, prompts=1))
    for person in (ben, olga, root):
        assert_problem(api(person).get(URL, {"study": study.pk}), 404)
        assert_problem(api(person).get(URL, {"study": study.pk, "interim": "1"}), 404)
    problem = assert_problem(api(ada).get(URL, {"study": study.pk, "interim": "1"}), 403)
    assert "hidden until you close the study or show sources" in problem["detail"]
    unblind(study=study, by=ada, why="The server moves tonight.")
    assert ask(api(ada), study=study.pk, interim="1").json()["texts"] == 4


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"wrong": "1"}, "wrong"),
        ({"by": "moon"}, "by"),
        ({"motif": "nothing"}, "motif"),
        ({"pattern": '"'}, "pattern"),
        ({"interim": "1"}, "interim"),
        ({"study": "99999999999999999999"}, "study"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_by_name(olga, api, params, field):
    problem = assert_problem(api(olga).get(URL, params), 400)
    assert problem["errors"][0]["field"] == field
    assert not Figure.objects.exists()


def test_nobody_signed_out_asks(api):
    assert_problem(api(None).get(URL), 401)


def test_nothing_read_is_said_and_not_answered_by_zero(ada, olga, api):
    cast.add_text(by=ada)
    body = ask(api(olga)).json()
    assert body["results"] == []
    assert body["undefined_reason"] == "no text in this scope was read for motifs"
    assert Job.objects.get(kind="figure").state == "finished"


def test_the_web_process_loads_no_numbers():
    code = (
        "import django; django.setup()\n"
        "import themes.urls, themes.api, themes.services, themes.figures, sys\n"
        "print(sorted({'numpy', 'scipy', 'spacy', 'wordfreq'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**__import__("os").environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    assert said.stdout.strip() == "[]"
