"""Suggestions are made from patterns, in the background, for studies that show them."""

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Study, Suggestion, SuggestionScan
from annotations.services import studies
from annotations.services.codebooks import merge_motif, update_motif
from annotations.suggesting import patterns_of
from corpus.errors import Refused
from corpus.models import Job
from tests import cast
from tests.annotations.suggestions.acts import API, SHOWN, asked, decide, draft, work
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db


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
    left = Suggestion.objects.filter(motif=motif, withdrawn_at=None)
    assert {(s.quote, s.pattern) for s in left} == {(row["quote"], "stair"), ("Nothing", "nothing")}


def test_what_a_reading_may_have_taken_is_only_withdrawn_also_when_it_is_submitted(
    begin, api, ada, ben, texts
):
    study = begin()
    draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    motif = study.codebook.motifs.get(key="stairs")
    update_motif(motif=motif, by=ada, patterns=[])
    work()
    assert {made.text_id for made in motif.suggestions.all()} == {texts[0].pk}
    assert asked(api(ben), motif="stairs") == []
    assert_problem(decide(api(ben), row, "accept"), 404)
    update_motif(motif=motif, by=ada, patterns=["stairs"])
    work()
    assert [made["id"] for made in asked(api(ben), motif="stairs")] == [row["id"]]
    cast.read(study, texts[0], ben)
    update_motif(motif=motif, by=ada, patterns=[])
    work()
    # Opened again, its draft may still come from a browser that was offline all the while.
    assert motif.suggestions.get().withdrawn_at is not None
    assert asked(api(ben), motif="stairs") == []


def test_unreadable_patterns_and_retired_motifs_are_passed_over(begin, ada):
    study = begin()
    assert [pattern for _, pattern in patterns_of(study)] == ["whisper*", "stair", "stair*"]
    update_motif(motif=study.codebook.motifs.get(key="silence"), by=ada, status="retired")
    work()
    assert not Suggestion.objects.filter(motif__key="silence").exists()


def test_patterns_of_a_merged_motif_suggest_what_it_counts_as(begin, ada, codebook):
    study = begin()
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    work()
    made = Suggestion.objects.filter(study=study)
    assert {row.motif.key for row in made} == {"silence"}
    assert {row.pattern for row in made} == {"whisper*", "stair"}


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


def test_suggestions_are_not_started_for_a_draft(ada, texts):
    from annotations.services.suggesting import start_suggestions

    study = cast.study(ada, texts, open_it=False, suggestions=SHOWN)
    with pytest.raises(Refused, match="while it is open"):
        start_suggestions(study=study)


def test_opening_fixes_whether_suggestions_are_shown(begin, api, ada):
    study = begin()
    body = {"suggestions": "off"}
    problem = assert_problem(
        api(ada).patch(f"/api/v1/studies/{study.pk}/", body, format="json"), 409
    )
    assert "suggestions" in problem["detail"]


def test_a_study_is_begun_with_suggestions_by_form_and_rest(api, browse, ada):
    made = api(ada).post(
        "/api/v1/studies/", {"name": "A", "suggestions": "after_submit"}, format="json"
    )
    assert made.json()["suggestions"] == "after_submit"
    body = {"name": "B", "reviewers_per_text": 2, "reveal": "text", "suggestions": "shown"}
    browse(ada).post("/studies/new/", body)
    assert Study.objects.get(name="B").suggestions == SHOWN
