import pytest

from corpus.importing import chunks
from corpus.models import Author, HeldText, Source, Text
from corpus.services.errors import MEETS_HELD
from corpus.visibility import lift_hold, open_hold, release
from tests.corpus.making import add, counts, import_rows, notes, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A text whose source a study holds, and the hold."""
    text = add(title="Secret", prompt={"text": "Write."})
    return text, open_hold([text.pk])


HELD_LINES = [
    pytest.param({}, id="the same line"),
    pytest.param({"title": "Probe", "licence": "MIT"}, id="other fields"),
    pytest.param({"body": "Another body."}, id="the key with another body"),
    pytest.param({"key": "mine", "body": "The  lamp\nwent out. "}, id="the body, folded"),
    pytest.param({"key": "mine", "author": {"name": "guess"}}, id="the body by another author"),
]


@pytest.mark.parametrize("changes", HELD_LINES)
def test_a_line_that_meets_a_held_text_is_counted_and_nothing_compared(ada, held, changes):
    run = import_rows(record(**changes), by=ada)
    assert counts(run) == {"total": 1, "held": 1}
    assert notes(run, "held") == [(1, "", MEETS_HELD)]
    assert run.notes.count() == 1
    assert Text.objects.count() == 1
    assert not Author.objects.filter(name="guess").exists()


def test_a_body_is_met_in_any_collection(ada, held):
    assert counts(import_rows(record(), by=ada, collection="Other")) == {"total": 1, "held": 1}


def test_a_key_is_met_in_its_own_collection_only(ada, held):
    run = import_rows(record(body="Another body."), by=ada, collection="Other")
    assert counts(run) == {"total": 1, "added": 1}


def test_nobody_in_particular_meets_held_texts_too(held):
    assert counts(import_rows(record())) == {"total": 1, "held": 1}


def test_a_line_is_compared_when_its_importer_has_a_release(ada, held):
    text, hold = held
    release(hold=hold, user=ada, how="submitted", text_id=text.pk)
    run = import_rows(record(title="Other"), by=ada)
    assert counts(run) == {"total": 1, "unchanged": 1}
    assert notes(run, "difference")[0][1] == "title"


def test_a_line_is_compared_after_the_close(ada, held):
    lift_hold(held[1])
    assert counts(import_rows(record(), by=ada)) == {"total": 1, "unchanged": 1}


def test_other_facts_of_an_author_known_by_held_texts_only_are_not_told(ada, held):
    author = {"name": "norn-1", "family": "moira", "provider": "acme"}
    run = import_rows(record(key="k2", body="New.", author=author), by=ada)
    assert counts(run) == {"total": 1, "added": 1}
    assert not run.notes.exists()
    assert Author.objects.get().family == "norn"


def test_a_new_text_is_held_with_the_prompt_it_answers(ada, held):
    import_rows(record(key="k2", body="New.", prompt={"text": "Write. "}), by=ada)
    new = Source.objects.get(key="k2")
    assert HeldText.objects.filter(text=new.text_id, hold=held[1]).exists()


def test_a_new_text_is_held_when_its_context_quotes_a_held_body(ada, held):
    context = [{"role": "assistant", "content": "The lamp\n\nwent out."}]
    import_rows(record(key="k2", body="New.", context=context), by=ada)
    assert HeldText.objects.filter(text__source__key="k2").exists()


def test_what_becomes_of_a_line_does_not_depend_on_where_the_file_is_cut(ada, held, monkeypatch):
    rows = [
        record(key=f"n{n}", body=f"New {n % 10}.", prompt={"text": "Write."}) for n in range(40)
    ]
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 200)
    assert counts(import_rows(*rows, by=ada)) == {"total": 40, "added": 40}
    assert counts(import_rows(*rows, by=ada)) == {"total": 40, "held": 40}
