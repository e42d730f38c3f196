"""A report's content: what it says, and that the same snapshot gives the same bytes."""

from __future__ import annotations

import json

import pytest

from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus import jobs
from corpus.models import Collection, Text
from tests import cast
from tests.themes.matched import (
    add_matched_texts,
    analyse,
    closed_study,
    read_matched,
)
from themes.models import Report
from themes.reports.build import build_report
from themes.scope import FigureScope
from themes.services import request_report

pytestmark = pytest.mark.django_db


def content_of(scope: FigureScope) -> dict:
    return json.loads(build_report(scope).content)


def test_a_motif_is_counted_by_family_and_people_when_the_study_is_closed(ada, ben, cleo):
    content = content_of(FigureScope(study=closed_study(ada, [ben, cleo])))
    bell = next(row for row in content["motifs"] if row["key"] == "bell")
    groups = {row["group"]: row for row in bell["groups"]}
    assert (groups["aster"]["n"], groups["aster"]["k"], groups["aster"]["estimate"]) == (9, 9, 1)
    assert (groups["human"]["n"], groups["human"]["k"]) == (9, 0)
    comparison = bell["comparison"]
    assert comparison["risk_difference"] == 1
    assert (comparison["families_exceeding"], comparison["families_tested"]) == (3, 3)
    assert (comparison["strata"], comparison["leaking_prompts_dropped"]) == (9, 0)
    assert set(comparison["intervals"]) == {"sato", "bootstrap", "newcombe"}
    assert bell["basis"] == "frozen"
    assert content["codebooks"][0]["readings"] == 72
    assert bell["positions"][0]["shares"][0] == 1


def test_the_same_snapshot_gives_the_same_bytes_and_another_reading_another(ada, ben, cleo):
    texts = add_matched_texts(ada)
    analyse()
    study = read_matched(ada, [ben], texts, reviewers_per_text=2)
    study = close_study(study=study, by=ada)
    scope = FigureScope(study=study)
    first, second = build_report(scope), build_report(scope)
    assert first.content == second.content
    assert first.snapshot == second.snapshot
    text = Text.objects.filter(study_texts__study=study).first()
    text.source.author.family = "other"
    text.source.author.save()
    assert build_report(scope).snapshot != first.snapshot


def test_texts_with_fewer_readings_are_counted_aloud(ada, ben):
    texts = add_matched_texts(ada, prompts=2)
    study = read_matched(ada, [ben], dict(list(texts.items())[:5]), reviewers_per_text=2)
    content = content_of(FigureScope(study=close_study(study=study, by=ada)))
    assert content["codebooks"][0]["texts_with_fewer_readings"] == 5
    assert any("5 of 5 texts have fewer readings" in line for line in content["not_concluded"])


def test_a_tied_text_is_one_half(ada, ben, cleo):
    texts = add_matched_texts(ada, prompts=1)
    study = cast.study(ada, texts.values(), ben, cleo, codebook=cast.codebook(ada, "bell"))
    cast.read(study, texts["aster", 0], ben, tags=[TagDraft("bell")])
    cast.read(study, texts["aster", 0], cleo)
    content = content_of(FigureScope(study=close_study(study=study, by=ada)))
    groups = {row["group"]: row for row in content["motifs"][0]["groups"]}
    assert groups["aster"]["k"] == 0.5
    assert content["motifs"][0]["rules"]["model"] == {
        "texts": 1,
        "majority": 0.5,
        "any": 1,
        "all": 0,
    }


def test_a_prompt_that_asks_for_the_motif_is_dropped(ada, ben):
    texts = add_matched_texts(ada)
    book = cast.codebook(ada, "bell")
    book.motifs.update(patterns=["day 3", '"'])
    study = cast.study(ada, texts.values(), ben, codebook=book, reviewers_per_text=1)
    cast.read(study, texts["aster", 3], ben, tags=[TagDraft("bell")])
    for text in list(texts.values())[:8]:
        cast.read(study, text, ben)
    content = content_of(FigureScope(study=close_study(study=study, by=ada)))
    row = content["motifs"][0]
    assert row["unreadable_patterns"] == ['"']
    assert {g["group"]: g["k_all"] for g in row["groups"]}["aster"] == 1
    assert {g["group"]: g["k"] for g in row["groups"]}["aster"] == 0


def test_a_collection_without_study_has_terms_only_and_claims_nothing(ada):
    add_matched_texts(ada, people=False)
    analyse()
    content = content_of(FigureScope(collection=Collection.objects.get(name="Matched")))
    assert content["motifs"] == []
    assert content["terms"]["baseline"] == "unknown"
    term = next(row for row in content["terms"]["overused"] if row["key"] == "glimmer")
    assert (term["families_over"], term["families"]) == (2, 3)
    assert any("no human baseline" in line for line in content["not_concluded"])
    assert any("words only" in line for line in content["headline"])


def test_one_prompt_is_too_few(ada, ben):
    texts = add_matched_texts(ada, prompts=1)
    analyse()
    study = read_matched(ada, [ben], texts)
    content = content_of(FigureScope(study=close_study(study=study, by=ada)))
    assert {row["verdict"] for row in content["motifs"]} == {"too_few"}
    assert {row["verdict"] for row in content["terms"]["terms"]} <= {"too_few"}
    assert any("that is too few" in line for line in content["not_concluded"])


def test_terms_are_tested_against_people_when_prompts_have_both(ada):
    add_matched_texts(ada)
    analyse()
    content = content_of(FigureScope(collection=Collection.objects.get(name="Matched")))
    terms = content["terms"]
    assert terms["baseline"] == "human"
    assert terms["strata"] == 9
    found = {row["key"]: row for row in terms["terms"]}
    assert found["whisper"]["verdict"] in ("exploratory", "not_shown")
    assert found["whisper"]["comparison"]["risk_difference"] == 1
    assert found["whisper"]["basis"] == "same_texts"
    assert found["whisper"]["rarefied"]["difference"] > 0.5


def test_an_unstated_family_never_counts_and_is_asked_for(ada):
    add_matched_texts(ada, prompts=2)
    cast.add_text(
        by=ada,
        collection="Matched",
        author={"name": "unknown-7"},
        prompt=cast.prompt("Matched-0", "Tell what happened on day 0."),
    )
    content = content_of(FigureScope(collection=Collection.objects.get(name="Matched")))
    assert content["counts"]["families"] == ["aster", "borealis", "cinder"]
    assert content["counts"]["unstated_models"] == 1
    assert any("no stated family" in line for line in content["not_concluded"])


def test_a_quote_leaves_only_with_a_text_that_may_be_passed_on(ada, ben):
    texts = add_matched_texts(ada)
    source = texts["aster", 0].source
    source.redistributable = False
    source.save()
    study = close_study(study=read_matched(ada, [ben], texts), by=ada)
    content = content_of(FigureScope(study=study))
    passages = next(row for row in content["motifs"] if row["key"] == "bell")["passages"]
    assert 1 <= len(passages) <= 3
    assert len({p["family"] for p in passages}) == len(passages)
    for passage in passages:
        assert (passage["quote"] is None) == (passage["text"] == str(texts["aster", 0].pk))


def test_a_report_is_written_once(ada, ben, django_capture_on_commit_callbacks):
    study = closed_study(ada, [ben], prompts=2)
    report = request_report(by=ada, study=study, send=False)
    jobs.run(report.job.pk)
    built = Report.objects.get(pk=report.pk)
    assert built.built_at
    assert built.snapshot == json.loads(built.content)["snapshot"]
    assert built.codebook_version == study.codebook_version
    Report.objects.filter(pk=report.pk).update(content='{"kept":1}')
    from themes.reports.work import run_report

    run_report(report.job, lambda *_: None)
    assert Report.objects.get(pk=report.pk).content == '{"kept":1}'


def test_the_report_before_is_named(ada, ben):
    study = closed_study(ada, [ben], prompts=1)
    first = request_report(by=ada, study=study, send=False)
    jobs.run(first.job.pk)
    second = request_report(by=ada, study=study, send=False)
    assert second.previous_id == first.pk
    assert second.period_start == first.requested_at.date()
