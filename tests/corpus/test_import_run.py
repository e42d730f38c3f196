import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corpus import jobs
from corpus.errors import Invalid
from corpus.importing import chunks
from corpus.models import (
    Author,
    Collection,
    ContextDigest,
    Event,
    Import,
    ImportChunk,
    Job,
    Prompt,
    Source,
    Text,
)
from corpus.normalise import folded_sha256
from corpus.services import import_run
from corpus.services.imports import name_for, start_import
from tests.corpus.making import begin, counts, import_rows, jsonl, notes, record

pytestmark = pytest.mark.django_db


def many(number, **changes):
    return [record(key=f"k{n}", body=f"Lamp {n} went out.", **changes) for n in range(number)]


def test_a_line_lands_with_all_that_it_says(ada, noise):
    run = import_rows(
        record(
            body="The lamp\r\nwent out.",
            title="Lamp",
            language="en-GB",
            author={"name": "norn-1", "family": "norn", "provider": "acme", "training": "base"},
            prompt={"key": "p-1", "text": "Write.", "system": "Brief.", "elicitation": "task"},
            sampling={"temperature": 0.7},
            context=[{"role": "user", "content": "A  thing\r\nsaid"}],
            reasoning="Hm.",
            generated_at="2026-03-01T10:00:00Z",
            source_url="https://example.org/1",
            licence="CC0",
            redistributable=True,
            batch=4,
        ),
        by=ada,
    )
    assert counts(run) == {"total": 1, "added": 1}
    assert run.state == Import.State.FINISHED
    source = Source.objects.get(collection=run.collection)
    assert source.text.body == "The lamp\nwent out."
    assert source.original == "The lamp\r\nwent out."
    assert source.text.length == 18
    assert (source.author.family, source.author.family_stated) == ("norn", True)
    assert (source.prompt.key, source.prompt.system) == ("p-1", "Brief.")
    assert (source.licence, source.redistributable, source.extra) == ("CC0", True, {"batch": 4})
    assert source.imported_in == run
    assert ContextDigest.objects.get(source=source).folded_sha256 == folded_sha256("A thing said")
    assert not ImportChunk.objects.exists()
    assert Event.objects.get(verb="imported", subject_id=str(run.pk)).actor == ada


def test_a_family_left_out_is_the_name_and_not_stated():
    import_rows(record(author={"name": "norn-1"}))
    author = Author.objects.get()
    assert (author.kind, author.family, author.family_stated) == ("model", "norn-1", False)


def test_good_lines_land_around_the_bad_ones():
    run = import_rows(
        record(key="a"),
        b"{ not json",
        record(key="b", body=""),
        b"",
        b"\xff\xff",
        record(key="c", body="x\x00"),
        record(key="d", body="Another."),
    )
    assert counts(run) == {"total": 6, "added": 2, "rejected": 4}
    assert run.state == Import.State.FINISHED
    assert [(line, field) for line, field, _ in notes(run, "error")] == [
        (2, ""),
        (3, "body"),
        (5, ""),
        (6, "body"),
    ]


def test_line_numbers_count_on_when_the_file_is_cut(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 300)
    rows = many(40)
    rows[33] = b"bad"
    run = import_rows(*rows)
    assert counts(run) == {"total": 40, "added": 39, "rejected": 1}
    assert run.chunks_done > 5
    assert notes(run, "error")[0][0] == 34


def test_the_same_file_twice_adds_nothing(ada):
    rows = [*many(20), *[record(key=None, body=f"Keyless {n}.") for n in range(5)]]
    import_rows(*rows, by=ada)
    before = (Text.objects.count(), Author.objects.count())
    run = import_rows(*rows, by=ada)
    assert counts(run) == {"total": 25, "unchanged": 25}
    assert not run.notes.exists()
    assert (Text.objects.count(), Author.objects.count()) == before


def test_the_same_file_in_another_collection_is_another_corpus():
    import_rows(record())
    assert counts(import_rows(record(), collection="Copies")) == {"total": 1, "added": 1}


def test_a_known_key_with_another_body_is_rejected():
    import_rows(record())
    run = import_rows(record(body="The lamp came on."))
    assert counts(run) == {"total": 1, "rejected": 1}
    assert notes(run, "error") == [(1, "key", "is known in this collection with another body")]
    assert Text.objects.get().body == "The lamp went out."


def test_a_key_twice_in_one_file_is_held_to_its_first_body():
    run = import_rows(record(), record(title="Lamp"), record(body="Other."))
    assert counts(run) == {"total": 3, "added": 1, "unchanged": 1, "rejected": 1}
    assert notes(run, "difference")[0][:2] == (2, "title")
    assert notes(run, "error")[0][:2] == (3, "key")


def test_a_body_that_differs_in_line_ends_only_is_unchanged():
    import_rows(record(body="a\nb"))
    assert counts(import_rows(record(body="a\r\nb"))) == {"total": 1, "unchanged": 1}


def test_fields_that_differ_are_listed_and_not_written_over():
    import_rows(record(title="Lamp", licence="MIT", prompt={"text": "Write."}))
    run = import_rows(
        record(title="Candle", prompt={"text": "Sing."}, batch=2, author={"name": "norn-2"})
    )
    assert counts(run) == {"total": 1, "unchanged": 1}
    found = {field: message for _, field, message in notes(run, "difference")}
    assert set(found) == {"title", "prompt.text", "author.name", "extra"}
    assert found["title"] == 'is "Candle" in the file and "Lamp" in the corpus'
    assert Source.objects.get().title == "Lamp"
    assert Author.objects.count() == Prompt.objects.count() == 1


def test_an_author_known_otherwise_is_a_difference_said_once(ada, monkeypatch):
    import_rows(record(key="first", body="First."), by=ada)
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 200)
    run = import_rows(*many(9, author={"name": "norn-1", "family": "moira"}), by=ada)
    assert counts(run) == {"total": 9, "added": 9}
    assert notes(run, "difference") == [
        (1, "author.family", '"norn-1": is "moira" in the file and "norn" in the corpus')
    ]
    assert Author.objects.get().family == "norn"


def test_an_author_said_otherwise_within_a_file_is_a_difference():
    run = import_rows(
        record(), record(key="k2", body="B.", author={"name": "norn-1", "provider": "acme"})
    )
    assert [note[:2] for note in notes(run, "difference")] == [(2, "author.provider")]


def test_a_person_and_a_model_of_one_name_are_two():
    import_rows(record(), record(key="k2", author={"name": "norn-1", "kind": "human"}))
    assert Author.objects.count() == 2


def test_a_prompt_is_one_whatever_its_key():
    run = import_rows(
        record(prompt={"text": "Write.\r\n", "key": "a"}),
        record(key="k2", body="B.", prompt={"text": "Write.\n", "key": "b"}),
        record(key="k3", body="C.", prompt={"text": "Write.\n", "system": "Brief."}),
    )
    assert Prompt.objects.count() == 2
    assert len(set(Prompt.objects.values_list("text_digest", flat=True))) == 1
    assert [note[:2] for note in notes(run, "difference")] == [(2, "prompt.key")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no lines"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"%PDF-1.7\nrubbish\n", "not JSON Lines"),
        (json.dumps([record(), record(key="k2")], indent=1).encode(), "not JSON Lines"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_fails_with_a_sentence(content, sentence):
    run = import_rows(content=content)
    assert run.state == Import.State.FAILED
    assert sentence in run.error
    assert run.job.state == Job.State.FAILED
    assert run.finished_at
    assert not ImportChunk.objects.exists()
    assert counts(run) == {}


def test_a_byte_order_mark_does_not_matter():
    assert counts(import_rows(content=b"\xef\xbb\xbf" + jsonl(record()))) == {
        "total": 1,
        "added": 1,
    }


def test_an_uploaded_file_is_taken_as_well(ada):
    file = SimpleUploadedFile("x.jsonl", jsonl(record()))
    run = start_import(file=file, file_name=file.name, by=ada, send=False)
    assert (run.file_bytes, run.collection.name) == (len(jsonl(record())), "x")


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(settings):
    settings.IMPORT_MAX_BYTES = 1000
    with pytest.raises(Invalid, match="larger"):
        begin(*many(50))
    assert not Import.objects.exists()
    assert not Collection.objects.filter(name="Tales").exists()


@pytest.mark.parametrize(
    ("file_name", "collection"),
    [
        ("tales.jsonl", "tales"),
        ("C:\\Files\\my tales.JSONL", "my tales"),
        ("v1.2", "v1.2"),
        (".jsonl", ".jsonl"),
        ("", "Imported"),
    ],
)
def test_without_a_collection_the_name_of_the_file_is_one(file_name, collection):
    assert name_for(file_name) == collection


def test_an_import_that_is_interrupted_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 500)
    rows = many(60)
    rows[50] = b"bad"
    run = begin(*rows)
    real, calls = import_run.take_in, []

    def killed(*arguments):
        calls.append(1)
        outcome = real(*arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt  # after the rows are written, before the chunk is done
        return outcome

    monkeypatch.setattr(import_run, "take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(run.job_id)
    run.refresh_from_db()
    assert run.chunks_done == 3
    assert 0 < Text.objects.count() < 60
    assert run.rows_added == Text.objects.count()
    assert jobs.run(run.job_id)
    run.refresh_from_db()
    assert counts(run) == {"total": 60, "added": 59, "rejected": 1}
    assert notes(run, "error")[0][0] == 51
    assert Text.objects.count() == 59


def test_a_chunk_is_read_once_when_two_workers_think_it_theirs():
    run = begin(*many(5))
    chunk = run.chunks.get()
    import_run._read_chunk(run, chunk)
    with pytest.raises(jobs.LeaseLost):
        import_run._read_chunk(run, chunk)
    assert Text.objects.count() == 5


def test_the_import_fails_with_its_job_when_that_gets_nowhere(monkeypatch):
    run = begin(*many(5))
    monkeypatch.setattr(import_run, "take_in", lambda *_: 1 / 0)
    for _ in range(jobs.MAX_ATTEMPTS):
        Job.objects.update(lease_until=None)
        jobs.run(run.job_id)
    run.refresh_from_db()
    assert run.state == Import.State.FAILED
    assert "ZeroDivisionError" in run.error
    assert not run.chunks.exists()


def test_progress_is_kept_in_lines(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 500)
    seen = []
    run = begin(*many(60))
    jobs.run(run.job_id, watch=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 60)
    assert seen[-1][0] == 60
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert Job.objects.get(pk=run.job_id).done == 60


def test_new_texts_are_to_be_analysed_and_that_is_asked_for_once(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 500)
    import_rows(*many(60))
    assert Job.objects.filter(kind="analyse").count() == 1


def test_a_chunk_costs_the_same_few_queries_however_many_lines(django_assert_max_num_queries):
    run = begin(*many(200, prompt={"text": "Write."}))
    with django_assert_max_num_queries(45):
        import_run._read_chunk(run, run.chunks.get())
