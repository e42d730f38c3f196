"""Studies, codebooks and readings over REST, as a script would use them."""

from __future__ import annotations

import pytest

from annotations.services import studies
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


def test_a_study_from_nothing_to_its_close(ada, ben, api):
    lead, reviewer = api(ada), api(ben)
    text = cast.add_text("The stairs counted her \U0001f463 back. Nobody else did.", by=ada)
    book = lead.post(f"{V1}/codebooks/", {"name": "Small"}).json()
    motif = {"codebook": book["id"], "key": "counting", "name": "Counting", "definition": "Some."}
    assert lead.post(f"{V1}/motifs/", motif).status_code == 201
    study = lead.post(f"{V1}/studies/", {"name": "Stairs", "codebook": book["id"]}).json()
    where = f"{V1}/studies/{study['id']}"
    member = {"username": "ben", "role": "reviewer"}
    assert lead.post(f"{where}/members/", member).status_code == 201
    added = lead.post(f"{where}/texts/", {"texts": [str(text.pk)]})
    assert (added.status_code, added.json()) == (201, {"added": 1, "texts": 1})
    opened = lead.post(f"{where}/open/", {})
    assert (opened.status_code, opened.json()["codebook_version"]) == (200, 1)

    review = reviewer.post(f"{where}/next/").json()
    assert review["text"] == str(text.pk)
    at = f"{V1}/reviews/{review['id']}"
    start = text.body.index("\U0001f463")
    saved = reviewer.patch(
        f"{at}/",
        {
            "version": review["version"],
            "ratings": [{"scale": s["key"], "value": 3} for s in study["scales"]],
            "tags": [{"motif": "counting", "start": start, "end": start + 1, "note": "Feet."}],
        },
    ).json()
    assert [(t["quote"], t["start"], t["end"]) for t in saved["tags"]] == [
        ("\U0001f463", start, start + 1)
    ]
    assert reviewer.get(f"{V1}/texts/{text.pk}/").json()["author"] is None
    done = reviewer.post(f"{at}/submit/", {"version": saved["version"]})
    assert (done.status_code, done.json()["state"]) == (200, "submitted")
    assert reviewer.get(f"{V1}/texts/{text.pk}/").json()["author"]["name"] == "quill-1"
    assert lead.get(f"{V1}/texts/{text.pk}/").json()["author"] is None
    assert reviewer.post(f"{where}/next/").status_code == 204
    assert lead.post(f"{where}/close/", {}).json()["state"] == "closed"
    assert lead.get(f"{V1}/texts/{text.pk}/").json()["author"]["name"] == "quill-1"
    flat = lead.get(f"{V1}/tags/?study={study['id']}&motif=counting").json()
    assert (flat["count"], flat["results"][0]["reviewer"]) == (1, "ben")


def test_a_review_is_answered_again_and_not_doubled(ada, ben, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    body = {"study": study.pk, "text": str(text.pk)}
    first, again = (api(ben).post(f"{V1}/reviews/", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_a_stale_write_answers_409_with_both_versions(ada, ben, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    review = cast.read(study, text, ben, submit=False)
    at = f"{V1}/reviews/{review.pk}/"
    stale = api(ben).patch(at, {"version": 1, "comment": "Old."})
    problem = assert_problem(stale, 409)
    assert problem["current"]["version"] == review.version
    by_header = api(ben).patch(at, {"comment": "Old."}, headers={"If-Match": '"1"'})
    assert_problem(by_header, 409)
    fine = api(ben).patch(at, {"comment": "New."}, headers={"If-Match": f'"{review.version}"'})
    assert (fine.status_code, fine["ETag"]) == (200, f'"{review.version + 1}"')


def test_submitting_too_early_names_what_is_missing(ada, ben, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben)
    review = api(ben).post(f"{V1}/studies/{study.pk}/next/").json()
    problem = assert_problem(api(ben).post(f"{V1}/reviews/{review['id']}/submit/", {}), 400)
    assert {error["field"] for error in problem["errors"]} == {
        "ratings.concreteness",
        "ratings.specificity",
        "ratings.actionability",
        "ratings.resonance",
    }


def test_opening_with_names_answers_409_with_the_list(ada, api):
    text = cast.add_text("As Claude would say: stairs.", by=ada)
    study = cast.study(ada, [text], open_it=False)
    where = f"{V1}/studies/{study.pk}/open/"
    problem = assert_problem(api(ada).post(where, {}), 409)
    assert problem["errors"][0]["name"] == "Claude"
    assert api(ada).post(where, {"accept_names": True}).json()["state"] == "open"


@pytest.mark.parametrize("who", ["olga", "ben", "root"])
def test_only_a_lead_leads(who, ada, ben, olga, root, api):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    person = {"olga": olga, "ben": ben, "root": root}[who]
    where = f"{V1}/studies/{study.pk}"
    expected = 404 if who == "olga" else 403
    assert_problem(api(person).post(f"{where}/unblind/", {"why": "Let me."}), expected)
    assert_problem(api(person).post(f"{where}/open/", {}), expected)


def test_a_superuser_may_appoint_a_lead_and_close_with_a_reason(ada, ben, root, api):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    where = f"{V1}/studies/{study.pk}"
    assert_problem(api(root).post(f"{where}/close/", {}), 400)
    lead = {"username": "ben", "role": "lead"}
    assert_problem(api(root).post(f"{where}/members/", lead), 400)
    assert api(root).post(f"{where}/members/", {**lead, "why": "Ada left."}).status_code == 201
    assert api(root).post(f"{where}/close/", {"why": "Abandoned."}).status_code == 200


def test_what_others_wrote_is_seen_after_ones_own_release(ada, ben, cleo, olga, root, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben, cleo)
    review = cast.read(study, text, ben)
    at = f"{V1}/reviews/{review.pk}/"
    for blind in (ada, cleo, olga, root):
        assert_problem(api(blind).get(at), 404)
        assert api(blind).get(f"{V1}/ratings/").json()["count"] == 0
    cast.read(study, text, cleo)
    assert api(cleo).get(at).status_code == 200
    assert_problem(api(ada).get(at), 404)
    studies.unblind(study=study, by=ada, why="To see.")
    assert api(ada).get(at).status_code == 200
    studies.close_study(study=study, by=ada)
    assert api(olga).get(at).status_code == 200


def test_drafts_are_nobody_elses(ada, ben, cleo, api):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text], ben, cleo, blind=False)
    review = cast.read(study, text, ben, submit=False)
    for other in (ada, cleo):
        assert_problem(api(other).get(f"{V1}/reviews/{review.pk}/"), 404)
        assert_problem(api(other).patch(f"{V1}/reviews/{review.pk}/", {"comment": "x"}), 404)


def test_a_filter_on_family_runs_over_open_sources_only(ada, ben, api):
    text, other = cast.add_text(by=ada), cast.add_text(by=ada, prompt=cast.prompt("p9"))
    study = cast.study(ada, [text, other], ben)
    cast.read(study, text, ben)
    cast.read(study, other, ben, submit=False)
    rows = api(ben).get(f"{V1}/ratings/?family=quill").json()["results"]
    assert {row["text"] for row in rows} == {str(text.pk)}


def test_events_are_ones_own_and_those_of_studies_one_leads(ada, ben, olga, noise, api):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    cast.read(study, study.study_texts.get().text, ben)
    verbs = {
        row["verb"] for row in api(ada).get(f"{V1}/events/?study={study.pk}").json()["results"]
    }
    assert verbs >= {"study_opened", "review_submitted", "released"}
    assert api(olga).get(f"{V1}/events/").json()["count"] == 0
    seen = api(ben).get(f"{V1}/events/").json()["results"]
    assert {row["actor"] for row in seen} == {"ben"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("studies/", {}, "name"),
        ("studies/", {"name": "X", "colour": "red"}, "colour"),
        ("studies/", {"name": "X", "codebook": 999}, "codebook"),
        ("studies/", {"name": "X", "scales": [{"key": "a", "points": ["one"]}]}, "scales.0.points"),
        (
            "studies/",
            {"name": "X", "scales": [{"key": "a", "points": ["one", " "]}]},
            "scales.0.points.1",
        ),
        (
            "studies/",
            {"name": "X", "scales": [{"key": "new", "points": ["one", "two"]}]},
            "scales.0.key",
        ),
        ("motifs/", {"codebook": 999, "key": "a", "name": "A", "definition": "A."}, "codebook"),
        ("reviews/", {"study": 999, "text": "6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e"}, "study"),
    ],
)
def test_bad_input_is_named_by_field(ada, api, path, body, field):
    problem = assert_problem(api(ada).post(f"{V1}/{path}", body), 400)
    assert field in {error["field"] for error in problem["errors"]}


def test_scales_of_ones_own(ada, api):
    scales = [{"key": "dread", "question": "How much dread?", "points": ["none", "some", "much"]}]
    study = api(ada).post(f"{V1}/studies/", {"name": "Dread", "scales": scales}).json()
    assert [(s["key"], s["name"], len(s["points"])) for s in study["scales"]] == [
        ("dread", "Dread", 3)
    ]


def test_frozen_versions_are_listed_whole_and_never_change(ada, api):
    book = cast.codebook(ada, "stairs", name="Book")
    where = f"{V1}/codebooks/{book.pk}"
    assert api(ada).post(f"{where}/freeze/").json()["number"] == 1
    assert api(ada).post(f"{where}/freeze/").json()["number"] == 1
    motif = book.motifs.get()
    changed = api(ada).patch(f"{V1}/motifs/{motif.pk}/", {"definition": "Steps."})
    assert changed.json()["definition"] == "Steps."
    assert api(ada).post(f"{where}/freeze/").json()["number"] == 2
    versions = api(ada).get(f"{where}/versions/").json()
    assert [v["content"][0]["definition"] for v in versions] == ["There is stairs in it.", "Steps."]


def test_lists_take_few_queries_however_long(ada, ben, api, django_assert_max_num_queries):
    texts = [cast.add_text(by=ada, prompt=cast.prompt(f"p{n}")) for n in range(6)]
    study = cast.study(ada, texts, ben)
    for text in texts:
        cast.read(study, text, ben)
    for path in ("studies/", "reviews/", "ratings/", "tags/", "events/", "codebooks/", "motifs/"):
        with django_assert_max_num_queries(8):
            assert api(ben).get(f"{V1}/{path}").status_code == 200
