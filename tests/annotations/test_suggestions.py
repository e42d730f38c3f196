"""Suggestions: made from patterns, shown where the study has it, decided on record."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.models import Recheck, Study, Suggestion, SuggestionDecision, SuggestionScan, Tag
from annotations.readings import counted_readings, share_with_motif
from annotations.services import studies
from annotations.services.codebooks import create_motif, merge_motif, update_motif
from annotations.services.deciding import decide_recheck
from annotations.services.reviewing import reopen_review, save_review, start_review, submit_review
from annotations.services.tagging import TagDraft
from annotations.suggesting import patterns_of
from corpus import jobs
from corpus.errors import Refused
from corpus.models import Event, Job
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
API = "/api/v1/suggestions/"
SHOWN, AFTER = Study.Suggestions.SHOWN, Study.Suggestions.AFTER_SUBMIT


def work():
    """Do what waits to be done, again where a job has given way on a slow machine."""
    while job := Job.objects.filter(kind="suggest", state=Job.State.QUEUED).first():
        jobs.run(job.pk)


@pytest.fixture
def texts(ada):
    bodies = ["She whispered on the \U0001f6aa stairs.", "A stair. Whispers, stairs.", "Nothing."]
    return [cast.add_text(body, by=ada, prompt=cast.prompt(body[:9])) for body in bodies]


@pytest.fixture
def codebook(ada):
    made = cast.codebook(ada, "silence", name="Patterns")
    create_motif(
        codebook=made,
        key="stairs",
        name="Stairs",
        definition="Stairs are counted.",
        patterns=["stair", "stair*"],
        by=ada,
    )
    # As one may stand in a codebook that is older than the check.
    made.motifs.filter(key="stairs").update(patterns=["stair", "stair*", "*broken"])
    update_motif(motif=made.motifs.get(key="silence"), by=ada, patterns=["whisper*"])
    return made


@pytest.fixture
def begin(ada, ben, texts, codebook):
    """Return a function that opens a study and has its suggestions made."""

    def begun(suggestions=SHOWN, *readers, **fields):
        fields.setdefault("blind", False)
        study = cast.study(
            ada, texts, ben, *readers, codebook=codebook, suggestions=suggestions, **fields
        )
        work()
        return study

    return begun


def draft(study, text, reader):
    return start_review(study=study, text_id=text.pk, user=reader)[0]


def asked(client, **query):
    response = client.get(API, query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def decide(client, row, act, **body):
    return client.post(f"{API}{row['id']}/{act}/", body, format="json")


def test_suggestions_are_made_when_a_study_that_shows_them_opens(begin, texts):
    study = begin()
    made = Suggestion.objects.filter(study=study)
    assert {(s.text_id, s.motif.key, s.quote, s.pattern) for s in made} == {
        (texts[0].pk, "silence", "whispered", "whisper*"),
        (texts[0].pk, "stairs", "stairs", "stair"),
        (texts[1].pk, "stairs", "stair", "stair"),
        (texts[1].pk, "silence", "Whispers", "whisper*"),
        (texts[1].pk, "stairs", "stairs", "stair"),
    }
    assert made.count() == 5
    for row in made:
        assert row.text.body[row.start : row.end] == row.quote
        assert row.detector_version.startswith("pattern 1; ")
    assert SuggestionScan.objects.filter(study=study, error="").count() == 3


def test_a_study_without_suggestions_has_none_made(begin):
    study = begin(Study.Suggestions.OFF)
    assert not Suggestion.objects.exists()
    assert not Job.objects.filter(kind="suggest").exists()
    with pytest.raises(CommandError, match="shows no suggestions"):
        call_command("suggest_tags", study.pk)


def test_making_them_again_changes_nothing(begin, capsys):
    study = begin()
    before = list(Suggestion.objects.values_list("pk", "start"))
    call_command("suggest_tags", study.pk, "--again")
    assert list(Suggestion.objects.values_list("pk", "start")) == before
    assert "3 looked through; 0 set aside" in capsys.readouterr().out
    call_command("suggest_tags", study.pk)
    assert "0 looked through" in capsys.readouterr().out


def test_a_text_that_cannot_be_read_is_set_aside_and_the_rest_goes_on(
    begin, texts, monkeypatch, browse, ada, capsys
):
    from corpus.nlp import matching

    real = matching.find_all_spans

    def poisoned(patterns, body, language):
        if body == texts[0].body:
            raise ValueError("a body that breaks the pipeline")
        return real(patterns, body, language)

    monkeypatch.setattr(matching, "find_all_spans", poisoned)
    study = begin()
    assert set(Suggestion.objects.values_list("text", flat=True)) == {texts[1].pk}
    scan = SuggestionScan.objects.exclude(error="").get()
    assert (scan.text_id, scan.error) == (
        texts[0].pk,
        "ValueError: a body that breaks the pipeline",
    )
    assert b"1 text set aside" in browse(ada).get(f"/suggestions/?study={study.pk}").content
    monkeypatch.setattr(matching, "find_all_spans", real)
    call_command("suggest_tags", study.pk, "--again")
    assert not SuggestionScan.objects.exclude(error="").exists()
    assert Suggestion.objects.filter(text=texts[0]).count() == 2


def test_changed_patterns_are_followed_and_what_was_decided_stays(begin, api, ada, ben, texts):
    study = begin()
    draft(study, texts[1], ben)
    row = asked(api(ben), motif="stairs")[0]
    decide(api(ben), row, "reject")
    motif = study.codebook.motifs.get(key="stairs")
    update_motif(motif=motif, by=ada, patterns=["nothing"])
    work()
    left = Suggestion.objects.filter(motif=motif)
    assert {(s.quote, s.pattern) for s in left} == {(row["quote"], "stair"), ("Nothing", "nothing")}


def test_unreadable_patterns_and_retired_motifs_are_passed_over(begin, ada):
    study = begin()
    assert [pattern for _, pattern in patterns_of(study)] == ["whisper*", "stair", "stair*"]
    update_motif(motif=study.codebook.motifs.get(key="silence"), by=ada, status="retired")
    work()
    assert not Suggestion.objects.filter(motif__key="silence").exists()


def test_opening_fixes_whether_suggestions_are_shown(begin, api, ada):
    study = begin()
    body = {"suggestions": "off"}
    problem = assert_problem(
        api(ada).patch(f"/api/v1/studies/{study.pk}/", body, format="json"), 409
    )
    assert "suggestions" in problem["detail"]


def test_a_reader_sees_those_of_texts_they_have_begun(begin, api, ada, ben, cleo, olga, texts):
    study = begin()
    assert asked(api(ben)) == []
    draft(study, texts[0], ben)
    rows = asked(api(ben))
    assert {row["text"] for row in rows} == {str(texts[0].pk)}
    assert rows[0]["why"] == "the pattern “whisper*” of Silence matched “whispered”"
    for other in (ada, cleo, olga):
        assert asked(api(other)) == []
        assert_problem(api(other).get(f"{API}{rows[0]['id']}/"), 404)
        assert_problem(decide(api(other), rows[0], "accept"), 404)
    assert_problem(api(None).get(API), 401)


def test_after_submit_means_after_submitting_and_in_no_answer_before(
    begin, api, browse, ben, texts
):
    study = begin(AFTER)
    review = cast.read(study, texts[0], ben, submit=False)
    pk = Suggestion.objects.filter(text=texts[0])[0].pk
    page = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    assert "whisper*" not in page
    assert "data-suggestion" not in page
    assert asked(api(ben)) == []
    assert_problem(api(ben).get(f"{API}{pk}/"), 404)
    assert_problem(decide(api(ben), {"id": pk}, "accept"), 404)
    events = api(ben).get("/api/v1/events/").json()["results"]
    assert not any("suggest" in event["verb"] for event in events)
    submit_review(review=review, by=ben)
    assert len(asked(api(ben))) == 2
    page = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    assert "What patterns would have tagged" in page
    assert_problem(decide(api(ben), {"id": pk}, "accept"), 409)
    reopen_review(review=review, by=ben)
    assert asked(api(ben)) == []


def test_what_is_submitted_after_comparing_does_not_count(begin, ben, texts):
    study = begin(AFTER)
    review = cast.read(study, texts[0], ben)
    review = reopen_review(review=review, by=ben)
    save_review(review=review, by=ben, version=None, tags=[TagDraft("stairs", 0, 3)])
    submit_review(review=review, by=ben)
    assert list(review.submissions.values_list("shown_suggestions", flat=True)) == [False, True]
    assert counted_readings(study).readings[0].tags == ()


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


def test_accepted_tags_count_in_no_figure(begin, api, ben, cleo, texts):
    study = begin(SHOWN, cleo)
    draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    decide(api(ben), row, "accept")
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", row["start"], row["end"])])
    cast.read(study, texts[0], cleo, tags=[TagDraft("stairs", 0, 3)])
    counted = {reading.reviewer_id: reading for reading in counted_readings(study).readings}
    told = counted[ben.pk]
    assert told.motifs == frozenset()
    assert [tag.suggested for tag in told.tags] == [True]
    # One that was told says neither yes nor no: silence would be a no.
    assert share_with_motif([told], "stairs") is None
    assert share_with_motif([told], "silence") == 0
    assert share_with_motif([told, counted[cleo.pk]], "stairs") == 1


def test_a_report_says_aloud_that_suggestions_were_shown(begin, api, ada, ben, texts):
    from themes.services import request_report

    study = begin()
    draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    decide(api(ben), row, "accept")
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", row["start"], row["end"])])
    studies.close_study(study=study, by=ada)
    report = request_report(by=ada, study=study)
    jobs.run(report.job.pk)
    report.refresh_from_db()
    content = json.loads(report.content)
    book = content["codebooks"][0]
    assert book["studies_that_showed_suggestions"] == [study.pk]
    assert book["tags_accepted_from_suggestions"] == {"stairs": 1}
    said = " ".join(content["not_concluded"])
    assert "not blind to suggestions" in said
    assert "stairs 1" in said


def test_suggestions_of_one_study_do_not_reach_who_reads_blind_to_them_in_another(
    begin, api, ada, ben, texts, codebook
):
    study = begin()
    draft(study, texts[0], ben)
    assert asked(api(ben))
    other = cast.study(ada, texts, ben, codebook=codebook, blind=False, name="Blind to them")
    assert asked(api(ben)) == []
    cast.read(other, texts[0], ben)
    assert {row["text"] for row in asked(api(ben))} == {str(texts[0].pk)}


def test_suggestions_of_a_closed_study_are_for_who_may_see_the_source(
    begin, api, ada, ben, olga, texts
):
    study = begin(SHOWN, blind=True)
    draft(study, texts[0], ben)
    assert len(asked(api(ben))) == 2
    assert asked(api(olga)) == []
    other = cast.study(ada, [texts[1]], ben, name="Holds one")
    studies.close_study(study=study, by=ada)
    assert {row["text"] for row in asked(api(olga))} == {str(texts[0].pk)}
    studies.close_study(study=other, by=ada)
    assert len(asked(api(olga))) == 5


def test_leads_see_how_patterns_fare_and_nobody_else(begin, api, browse, ada, ben, olga, texts):
    study = begin()
    draft(study, texts[1], ben)
    for n, row in enumerate(asked(api(ben), motif="stairs")):
        decide(api(ben), row, "accept" if n else "reject")
    rows = api(ada).get(f"{API}precision/?study={study.pk}").json()
    by_pattern = {row["pattern"]: row for row in rows}
    assert (by_pattern["stair"]["accepted"], by_pattern["stair"]["rejected"]) == (1, 1)
    assert by_pattern["stair"]["precision"] == 0.5
    assert 0 < by_pattern["stair"]["low"] < 0.5 < by_pattern["stair"]["high"] < 1
    assert by_pattern["whisper*"]["precision"] is None
    assert by_pattern["whisper*"]["undefined_reason"]
    page = browse(ada).get("/suggestions/").content.decode()
    assert "undefined: none decided" in page
    for other in (ben, olga):
        assert api(other).get(f"{API}precision/").json() == []
        assert "How the patterns fare" not in browse(other).get("/suggestions/").content.decode()


def test_only_leads_have_suggestions_made(begin, api, browse, ada, ben, olga):
    study = begin()
    body = {"study": study.pk, "again": True}
    assert api(ada).post(f"{API}make/", body, format="json").status_code == 202
    assert_problem(api(ben).post(f"{API}make/", body, format="json"), 403)
    assert_problem(api(olga).post(f"{API}make/", body, format="json"), 400)
    made = browse(ada).post("/suggestions/make/", {"study": study.pk}, follow=True)
    assert b"looked through in the background" in made.content
    assert browse(ben).post("/suggestions/make/", {"study": study.pk}).status_code == 403
    assert browse(ada).post("/suggestions/make/", {"study": "x"}).status_code == 404


def test_back_in_draft_a_study_has_no_suggestions(begin, ada):
    study = begin()
    studies.return_to_draft(study=study, by=ada)
    assert not Suggestion.objects.exists()
    assert not SuggestionScan.objects.exists()


def test_nothing_is_decided_in_a_submitted_reading(begin, api, ben, texts):
    study = begin()
    cast.read(study, texts[0], ben)
    row = asked(api(ben))[0]
    for act in ("accept", "reject", "undo"):
        assert_problem(decide(api(ben), row, act), 409)


def test_the_list_page_and_its_twins(begin, browse, ben, texts):
    study = begin()
    draft(study, texts[0], ben)
    page = browse(ben).get(f"/suggestions/?study={study.pk}&decision=undecided").content.decode()
    assert "whispered" in page
    assert f"/texts/{texts[0].pk}/?start=" in page
    rows = browse(ben).get("/suggestions.json").json()["results"]
    lines = b"".join(browse(ben).get("/suggestions.csv").streaming_content).splitlines()
    assert len(lines) == 1 + len(rows) == 3
    assert browse(ben).get("/suggestions/?decision=maybe").status_code == 400


def test_a_study_is_begun_with_suggestions_by_form_and_rest(api, browse, ada):
    made = api(ada).post(
        "/api/v1/studies/", {"name": "A", "suggestions": "after_submit"}, format="json"
    )
    assert made.json()["suggestions"] == "after_submit"
    body = {"name": "B", "reviewers_per_text": 2, "reveal": "text", "suggestions": "shown"}
    browse(ada).post("/studies/new/", body)
    assert Study.objects.get(name="B").suggestions == SHOWN


def test_suggestions_are_not_started_for_a_draft(ada, texts):
    from annotations.services.suggesting import start_suggestions

    study = cast.study(ada, texts, open_it=False, suggestions=SHOWN)
    with pytest.raises(Refused, match="while it is open"):
        start_suggestions(study=study)


def test_a_merged_motif_is_suggested_no_more_and_its_tags_stay_prompted(
    begin, api, browse, ada, ben, texts, codebook
):
    """Also before a worker has looked through the texts again."""
    study = begin()
    draft(study, texts[1], ben)
    client = api(ben)
    taken, *others = asked(client, study=study.pk, motif="stairs", text=texts[1].pk)
    decide(client, taken, "accept")
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    shown = asked(client, study=study.pk, motif="stairs", text=texts[1].pk)
    assert [row["id"] for row in shown] == [taken["id"]]
    assert_problem(decide(client, others[0], "accept"), 409)
    page = browse(ben).get(f"/reviews/{study.reviews.get().pk}/")
    assert f'data-suggestion="{taken["id"]}"' in page.content.decode()
    assert f'data-suggestion="{others[0]["id"]}"' not in page.content.decode()
    decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif="silence")
    (tag,) = Tag.objects.all()
    assert (tag.motif.key, tag.suggestion_id) == ("silence", taken["id"])
    cast.read(study, texts[1], ben, tags=[TagDraft("silence", taken["start"], taken["end"])])
    (reading,) = counted_readings(study).readings
    assert reading.motifs == frozenset()


def test_patterns_are_listed_under_the_motif_they_suggest(begin, api, ada, codebook):
    study = begin()
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    rows = api(ada).get(f"{API}precision/", {"study": study.pk}).json()
    assert {(row["motif"], row["pattern"]) for row in rows} == {
        ("silence", "whisper*"),
        ("silence", "stair"),
        ("silence", "stair*"),
        ("silence", "*broken"),
    }


def test_patterns_of_a_merged_motif_suggest_what_it_counts_as(begin, ada, codebook):
    study = begin()
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    work()
    made = Suggestion.objects.filter(study=study)
    assert {row.motif.key for row in made} == {"silence"}
    assert {row.pattern for row in made} == {"whisper*", "stair"}
