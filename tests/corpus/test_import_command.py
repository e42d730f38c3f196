import io

import pytest
from django.core.management import CommandError, call_command

from corpus.models import Import, Job, Source
from tests.corpus.making import jsonl, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tales.jsonl"
    path.write_bytes(jsonl(record(), b"bad", record(key="k2", body="")))
    return path


def said(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def test_the_command_imports_and_prints_the_counts_and_every_rejected_line(file, ada):
    *rejected, last = said("import_texts", str(file), "--user", "ada")
    assert last == "tales.jsonl: 3 lines: 1 added, 0 unchanged, 0 held, 2 rejected."
    assert rejected[0].startswith("line 2 rejected: is not JSON")
    assert rejected[1] == "line 3 rejected: body is empty"
    assert Source.objects.get().collection.name == "tales"
    assert Import.objects.get().by == ada


def test_the_command_puts_texts_where_it_is_told(file):
    said("import_texts", str(file), "--collection", "Elsewhere")
    assert Source.objects.get().collection.name == "Elsewhere"


def test_the_command_leaves_the_work_to_the_worker_when_told_not_to_wait(file, sent):
    said("import_texts", str(file), "--no-wait")
    assert Job.objects.get().state == Job.State.QUEUED


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["nowhere.jsonl"], "No such file"), (["{file}", "--user", "nobody"], "no user called")],
)
def test_the_command_says_in_a_sentence_what_is_wrong(file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        said("import_texts", *(word.format(file=file) for word in arguments))


def test_the_command_fails_when_the_file_cannot_be_read_at_all(file):
    file.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CommandError, match="not UTF-8"):
        said("import_texts", str(file))
