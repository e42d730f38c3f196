"""Deciding on suggestions: tags say what they came of, and all can be undone."""

import pytest
from django.db import connection

from annotations.models import Suggestion, SuggestionDecision, Tag
from annotations.services.codebooks import update_motif
from annotations.services.reviewing import reopen_review, save_review
from annotations.services.tagging import TagDraft
from corpus.models import Event
from tests import cast
from tests.annotations.suggestions.acts import SHOWN, asked, decide, draft, work
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db


def test_an_accepted_suggestion_is_a_tag_that_says_so(begin, api, ben, texts):
    study = begin()
    review = draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    done = decide(api(ben), row, "accept", version=review.version).json()
    assert (done["suggestion"]["decision"], done["version"]) == ("accepted", review.version + 1)
    tag = Tag.objects.get()
    assert (tag.suggestion_id, tag.quote, tag.pk) == (row["id"], "stairs", done["tag"])
    assert asked(api(ben), decision="accepted")[0]["id"] == row["id"]
    assert asked(api(ben), decision="undecided")[0]["motif"] == "silence"
    assert api(ben).get("/api/v1/tags/").json()["results"][0]["suggestion"] == row["id"]
    assert Event.objects.get(verb="suggestion_accepted").actor == ben
    submitted = cast.read(study, texts[0], ben, tags=[TagDraft("stairs", tag.start, tag.end)])
    content = submitted.submissions.get().content
    assert content["tags"][0]["suggestion"]["pattern"] == "stair"


def test_a_stale_acceptance_is_refused(begin, api, ben, texts):
    study = begin()
    review = draft(study, texts[0], ben)
    save_review(review=review, by=ben, version=review.version, comment="Meanwhile.")
    row = asked(api(ben))[0]
    assert_problem(decide(api(ben), row, "accept", version=review.version), 409)
    assert not Tag.objects.exists()


def test_decisions_can_be_undone(begin, api, ben, texts):
    study = begin()
    draft(study, texts[0], ben)
    first, second = asked(api(ben))
    decide(api(ben), first, "accept")
    decide(api(ben), second, "reject")
    assert_problem(decide(api(ben), first, "reject"), 409)
    for row in (first, second):
        assert decide(api(ben), row, "undo").json()["suggestion"]["decision"] is None
    assert not Tag.objects.exists()
    assert not SuggestionDecision.objects.exists()
    verbs = list(Event.objects.filter(subject="suggestion").values_list("verb", flat=True))
    assert sorted(verbs) == [
        "suggestion_accepted",
        "suggestion_rejected",
        "suggestion_undone",
        "suggestion_undone",
    ]


def test_a_tag_found_unprompted_stays_the_readers_own(begin, api, ben, texts):
    study = begin()
    start = texts[0].body.index("stairs")
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", start, start + 6)], submit=False)
    row = asked(api(ben), motif="stairs")[0]
    assert decide(api(ben), row, "accept").json()["suggestion"]["decision"] == "accepted"
    assert Tag.objects.get().suggestion is None
    # The decision stays, of a tag that went.
    path = f"/api/v1/reviews/{Tag.objects.get().review_id}/"
    assert api(ben).patch(path, {"tags": []}, format="json").status_code == 200
    assert SuggestionDecision.objects.get().tag is None
    connection.check_constraints()


def test_a_draft_is_saved_with_the_suggestion_its_tag_came_of(begin, api, ben, texts):
    study = begin()
    review = draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    tag = {"motif": "stairs", "start": row["start"], "end": row["end"], "suggestion": row["id"]}

    def patch(tags):
        return api(ben).patch(f"/api/v1/reviews/{review.pk}/", {"tags": tags}, format="json")

    assert patch([tag]).json()["tags"][0]["suggestion"] == row["id"]
    assert SuggestionDecision.objects.get().decision == "accepted"
    # A client that does not send it back takes nothing away from where it came from.
    assert patch([{**tag, "suggestion": None}]).json()["tags"][0]["suggestion"] == row["id"]
    # Moved, it still came of it.
    moved = {**tag, "start": tag["start"] - 4}
    assert patch([moved]).json()["tags"][0]["suggestion"] == row["id"]
    assert patch([]).json()["tags"] == []
    assert not SuggestionDecision.objects.exists()
    elsewhere = Suggestion.objects.filter(text=texts[1], motif__key="stairs")[0].pk
    for wrong in (elsewhere, 10**9):
        problem = assert_problem(patch([{**tag, "suggestion": wrong}]), 400)
        assert problem["errors"][0]["field"] == "tags[0].suggestion"


def test_a_withdrawn_suggestion_is_still_where_its_tag_came_from(begin, api, ada, ben, cleo, texts):
    """As when it was taken on a page without a line, and given another motif there."""
    study = begin(SHOWN, cleo)
    review = draft(study, texts[0], ben)
    draft(study, texts[0], cleo)
    row = asked(api(ben), motif="stairs")[0]
    update_motif(motif=study.codebook.motifs.get(key="stairs"), by=ada, patterns=[])
    work()
    tag = {"motif": "silence", "start": row["start"], "end": row["end"], "suggestion": row["id"]}
    path = f"/api/v1/reviews/{review.pk}/"
    saved = api(ben).patch(path, {"tags": [tag]}, format="json").json()
    assert saved["tags"][0]["suggestion"] == row["id"]
    assert [one["id"] for one in asked(api(ben), decision="accepted")] == [row["id"]]
    assert row["id"] not in [one["id"] for one in asked(api(cleo))]


def test_a_tag_is_saved_when_its_text_has_come_into_a_study_without_suggestions(
    begin, api, ada, ben, texts, codebook
):
    study = begin()
    review = draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    cast.study(ada, texts, ben, codebook=codebook, blind=False, name="Blind to them")
    tag = {"motif": "stairs", "start": row["start"], "end": row["end"], "suggestion": row["id"]}
    path = f"/api/v1/reviews/{review.pk}/"
    saved = api(ben).patch(path, {"tags": [tag]}, format="json").json()
    assert saved["tags"][0]["suggestion"] == row["id"]


def test_nothing_is_learnt_of_what_was_hidden_before_the_reading_began(
    begin, api, ada, ben, cleo, texts, codebook
):
    study = begin(SHOWN, cleo)
    draft(study, texts[0], cleo)
    seen, other = asked(api(cleo))
    update_motif(motif=study.codebook.motifs.get(key=seen["motif"]), by=ada, patterns=[])
    work()
    late = draft(study, texts[0], ben)

    def named(review, row):
        tag = {"motif": "silence", "start": 0, "end": 3, "suggestion": row["id"]}
        path = f"/api/v1/reviews/{review.pk}/"
        return api(review.reviewer).patch(path, {"tags": [tag]}, format="json")

    nothing = assert_problem(named(late, {"id": 10**9}), 400)
    assert assert_problem(named(late, seen), 400) == nothing
    assert named(late, other).status_code == 200
    cast.study(ada, texts, ben, codebook=codebook, blind=False, name="Blind to them")
    later = draft(study, texts[1], ben)
    hidden = Suggestion.objects.filter(study=study, text=texts[1], withdrawn_at=None)[0]
    assert assert_problem(named(later, {"id": hidden.pk}), 400) == nothing


def test_nothing_is_decided_in_a_submitted_reading(begin, api, ben, texts):
    study = begin()
    cast.read(study, texts[0], ben)
    row = asked(api(ben))[0]
    for act in ("accept", "reject", "undo"):
        assert_problem(decide(api(ben), row, act), 409)


def test_a_tag_is_saved_when_its_suggestion_went_while_the_reading_was_submitted(
    begin, api, ada, ben, texts
):
    """As when it was taken without a line, and the reading submitted and reopened elsewhere."""
    study = begin()
    review = draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    cast.read(study, texts[0], ben)
    update_motif(motif=study.codebook.motifs.get(key="stairs"), by=ada, patterns=[])
    work()
    assert row["id"] not in [one["id"] for one in asked(api(ben))]
    reopen_review(review=review, by=ben)
    tag = {"motif": "stairs", "start": row["start"], "end": row["end"], "suggestion": row["id"]}
    path = f"/api/v1/reviews/{review.pk}/"
    saved = api(ben).patch(path, {"tags": [tag]}, format="json").json()
    assert saved["tags"][0]["suggestion"] == row["id"]
    assert [one["id"] for one in asked(api(ben), decision="accepted")] == [row["id"]]
