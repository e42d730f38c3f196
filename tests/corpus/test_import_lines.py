import json
from datetime import UTC, datetime

import pytest

from corpus.importing import BadLine, lines, parse_line, parse_record, why_unreadable
from corpus.models import Author, Prompt, Text
from tests.corpus.making import record

pytestmark = pytest.mark.pure


def fault_of(raw: bytes) -> tuple[str, str]:
    with pytest.raises(BadLine) as caught:
        parse_line(raw)
    return caught.value.field, caught.value.message


def fault_in(**changes) -> tuple[str, str]:
    return fault_of(json.dumps(record(**changes)).encode())


def test_a_line_needs_only_kind_body_and_a_name():
    line = parse_line(b'{"kind": "insight", "body": "So.", "author": {"name": "norn-1"}}')
    assert (line.kind, line.body, line.language) == ("insight", "So.", "en")
    assert (line.author.kind, line.author.family_stated) == ("model", False)
    assert line.prompt is None
    assert not line.redistributable


def test_a_whole_line_is_read_field_by_field():
    line = parse_record(
        record(
            title=" Lamp ",
            author={"name": " norn-1 ", "kind": "human", "training": "base", "provider": "acme"},
            prompt={"key": "p-1", "text": "Write.", "system": "Be brief.", "elicitation": "task"},
            sampling={"temperature": 0.7},
            context=[{"role": "user", "content": "Hello"}],
            generated_at="2026-03-01T12:00:00+02:00",
            redistributable=True,
        )
    )
    assert (line.title, line.author.name, line.author.kind) == ("Lamp", "norn-1", "human")
    assert (line.prompt.key, line.prompt.system) == ("p-1", "Be brief.")
    assert line.generated_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert line.redistributable


def test_unknown_keys_are_kept_wherever_they_are():
    line = parse_record(
        record(run=7, author={"name": "n", "mood": "dark"}, prompt={"text": "W", "v": 2})
    )
    assert line.extra == {"run": 7, "author": {"mood": "dark"}, "prompt": {"v": 2}}


def test_null_is_as_good_as_left_out():
    line = parse_record({**record(), "title": None, "prompt": None, "context": None, "extra": None})
    assert (line.title, line.prompt, line.context) == ("", None, None)


def test_the_derived_key_is_made_of_author_prompt_and_body():
    plain = parse_record(record(key=None)).key_in_collection
    assert plain == parse_record(record(key=None, title="Other")).key_in_collection
    others = [
        record(key=None, body="Another."),
        record(key=None, author={"name": "norn-2"}),
        record(key=None, author={"name": "norn-1", "kind": "human"}),
        record(key=None, prompt={"text": "Write."}),
    ]
    assert len({plain, *(parse_record(other).key_in_collection for other in others)}) == 5


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"kind": None}, "kind", "is missing"),
        ({"kind": "poem"}, "kind", "must be one of story, insight"),
        ({"kind": ["story"]}, "kind", "must be one of"),
        ({"body": None}, "body", "is missing"),
        ({"body": " \n"}, "body", "is empty"),
        ({"body": 5}, "body", "must be text, not a number"),
        ({"author": None}, "author.name", "is missing"),
        ({"author": "norn"}, "author", "must be an object, not text"),
        ({"author": {"name": ""}}, "author.name", "is empty"),
        ({"author": {"name": "n" * 201}}, "author.name", "at most 200"),
        ({"author": {"name": "n", "kind": "ghost"}}, "author.kind", "must be one of model, human"),
        ({"author": {"name": "n", "training": "rl"}}, "author.training", "must be one of"),
        ({"prompt": {"key": "p"}}, "prompt.text", "is missing"),
        ({"prompt": {"text": "W", "elicitation": "x"}}, "prompt.elicitation", "must be one of"),
        ({"sampling": [1]}, "sampling", "must be an object, not a list"),
        ({"context": {}}, "context", "must be a list"),
        ({"context": [{"role": "user"}]}, "context", "message 1 must have"),
        ({"generated_at": "yesterday"}, "generated_at", "must be a date"),
        ({"generated_at": "0001-01-01T00:00:00+10:00"}, "generated_at", "must be a date"),
        ({"redistributable": "yes"}, "redistributable", "must be true or false"),
        ({"key": "k" * 301}, "key", "at most 300"),
        ({"body": "a\x00b"}, "body", "U+0000"),
        ({"title": "a\ud83d"}, "title", "U+D83D"),
        ({"sampling": {"a": ["\x00"]}}, "sampling.a", "U+0000"),
        ({"x\x00": 1}, "x\\0", "U+0000"),
    ],
)
def test_a_line_is_rejected_with_field_and_reason(changes, field, reason):
    found, message = fault_in(**changes)
    assert found == field
    assert reason in message


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b'"x"', "is not a JSON object"),
        (b"\xff\xfe{}", "is not UTF-8 (byte 1)"),
        (b'{"sampling": {"t": NaN}}', "number that cannot be stored"),
        (b'{"sampling": {"t": 1e999}}', "number that cannot be stored"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that cannot be stored"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_line_is_rejected_as_a_whole(raw, reason):
    field, message = fault_of(raw)
    assert field == ""
    assert reason in message


def test_a_line_is_rejected_when_nested_deeper_than_a_database_stores():
    deep = {}
    for _ in range(200):
        deep = {"a": deep}
    assert fault_in(extra_facts=deep)[0] == "extra"


def test_every_fault_of_a_line_is_named():
    field, message = fault_of(b"{}")
    assert (field, message) == (
        "kind",
        "is missing; body: is missing; author.name: is missing",
    )


def test_a_whole_pair_of_surrogates_is_a_character():
    assert parse_line(json.dumps(record(body="a 😀")).encode()).body == "a 😀"


def test_the_choices_are_those_of_the_models():
    assert set(lines.KINDS) == set(Text.Kind.values)
    assert set(lines.AUTHOR_KINDS) == set(Author.Kind.values)
    assert set(lines.TRAININGS) == set(Author.Training.values)
    assert set(lines.ELICITATIONS) == set(Prompt.Elicitation.values)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ([], "The file holds no lines."),
        ([b"", b"  "], "The file holds no lines."),
        ([b"\xff\xfe"], "The file is not UTF-8 text."),
        ([b"[", b'  {"a": 1},', b"]"], "not JSON Lines"),
        ([b"key,body", b"1,2"], "not JSON Lines"),
        ([b"\xff", b"x"], "not JSON Lines"),
        ([b"x", b"{}"], None),
    ],
)
def test_a_file_is_judged_by_its_lines(raw, sentence):
    found = why_unreadable(raw)
    assert found is None if sentence is None else sentence in found
