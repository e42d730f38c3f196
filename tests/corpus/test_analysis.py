import io
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from corpus import analysis, jobs
from corpus.models import Job, Text, TextAnalysis
from corpus.nlp import features, pipeline
from corpus.nlp.records import TextFeatures
from tests.corpus.making import add

pytestmark = pytest.mark.django_db


def analyse(**options) -> Job:
    job = analysis.start_analysis(send=False, **options)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FINISHED, job.error
    return job


def states() -> dict[str, str]:
    return dict(TextAnalysis.objects.values_list("text__source__key", "state"))


@pytest.fixture
def texts():
    return [add(key=f"k{n}", body=f"Lamp {n} went out. Leaves fell.") for n in range(5)]


def test_every_text_is_analysed_once(texts):
    assert analyse().done == 5
    row = TextAnalysis.objects.get(text=texts[0])
    assert (row.sentences, row.tokens) == (2, 8)
    found = TextFeatures.from_json(row.features)
    assert "leaf" in found.candidates["Leaves"]
    assert row.version == pipeline.build_pipeline("en").version
    assert analyse().done == 0


def test_only_what_has_come_since_is_analysed(texts):
    analyse()
    add(key="new", body="New.")
    assert analyse().done == 1


def test_how_far_it_is_counts_what_lands_meanwhile(texts):
    landing = iter(["k5", "k6"])

    def watch(done: int, total: int | None) -> None:
        if key := next(landing, ""):
            add(key=key, body="A lamp that came late.")

    job = analysis.start_analysis(send=False)
    assert jobs.run(job.pk, watch=watch)
    job.refresh_from_db()
    assert (job.done, job.total) == (7, 7)


def test_all_is_analysed_again_when_the_pipeline_has_changed(texts):
    analyse()
    TextAnalysis.objects.filter(text__in=texts[:2]).update(version="older")
    assert analyse().done == 2


def test_a_poisoned_text_is_set_aside_and_the_rest_goes_on(texts, monkeypatch):
    real = features._analyse_together

    def poisoned(items, line):
        if any("Lamp 3" in body for _, body, _ in items):
            raise ValueError("too strange")
        return real(items, line)

    monkeypatch.setattr(features, "_analyse_together", poisoned)
    analyse()
    assert states() == {f"k{n}": "failed" if n == 3 else "done" for n in range(5)}
    assert TextAnalysis.objects.get(state="failed").error == "ValueError: too strange"
    assert analyse().done == 0
    monkeypatch.undo()
    assert analyse(again=True).done == 5
    assert set(states().values()) == {"done"}


def test_a_language_nobody_knows_is_read_all_the_same():
    add(key="x", body="Blorp. Blip.", language="tlh")
    analyse()
    assert states() == {"x": "done"}


def test_one_collection_can_be_analysed(texts):
    other = add(collection="Other", body="Other.")
    assert analyse(collection_id=other.source.collection_id).done == 1
    assert TextAnalysis.objects.get().text == other


def test_an_analysis_that_is_interrupted_goes_on_where_it_was(texts, monkeypatch):
    monkeypatch.setattr(analysis, "BATCH", 2)
    real, calls = analysis._store_analyses, []

    def killed(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(analysis, "_store_analyses", killed)
    job = analysis.start_analysis(send=False)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk)
    assert 0 < len(states()) < 5
    assert jobs.run(job.pk)
    assert len(states()) == 5


def test_a_text_deleted_on_the_way_does_no_harm(texts, monkeypatch):
    real = features.analyse_texts

    def slow(items, **options):
        found = list(real(items, **options))
        Text.objects.filter(pk=texts[0].pk).delete()
        return found

    monkeypatch.setattr(features, "analyse_texts", slow)
    analyse()
    assert len(states()) == 4


def test_nothing_is_analysed_within_a_transaction(texts, monkeypatch, transactional_db):
    from django.db import connection

    inside = []
    real = features.analyse_texts

    def watched(items, **options):
        inside.append(connection.in_atomic_block)
        return real(items, **options)

    monkeypatch.setattr(features, "analyse_texts", watched)
    analyse()
    assert inside
    assert not any(inside)


def test_the_command_analyses_and_names_what_it_set_aside(texts):
    analyse()
    TextAnalysis.objects.filter(text=texts[1]).update(state="failed", error="Odd.")
    out = io.StringIO()
    call_command("analyse_texts", "--collection", "Tales", stdout=out)
    assert out.getvalue().splitlines() == [
        f"set aside {texts[1].pk}: Odd.",
        "0 analysed; 1 set aside with an error.",
    ]
    out = io.StringIO()
    call_command("analyse_texts", "--again", stdout=out)
    assert out.getvalue() == "5 analysed; 0 set aside with an error.\n"


def test_the_command_says_when_there_is_no_such_collection():
    with pytest.raises(CommandError, match="no collection"):
        call_command("analyse_texts", "--collection", "Nowhere")


def test_the_web_process_loads_no_language_tools():
    code = (
        "import django, sys; django.setup(); import corpus.jobs, corpus.services, corpus.search;"
        "sys.exit(bool({'spacy', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
