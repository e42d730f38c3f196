"""Lines, files and imports for the tests of this room."""

import io
import json

from corpus import jobs
from corpus.importing import TextLine, parse_record
from corpus.models import Import, Text
from corpus.services.collections import ensure_collection
from corpus.services.imports import start_import
from corpus.services.sources import land_lines


def record(**changes):
    """Return a whole line as data; a field set to None is left out."""
    data = {
        "key": "k1",
        "kind": "story",
        "body": "The lamp went out.",
        "author": {"name": "norn-1", "family": "norn"},
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def line(**changes) -> TextLine:
    return parse_record(record(**changes))


def jsonl(*rows) -> bytes:
    """Return a file: rows are data, or bytes as they stand."""
    made = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return b"".join(row + b"\n" for row in made)


def begin(*rows, by=None, collection="Tales", name="tales.jsonl", content=None) -> Import:
    content = jsonl(*rows) if content is None else content
    return start_import(
        file=io.BytesIO(content), file_name=name, collection_name=collection, by=by, send=False
    )


def import_rows(*rows, **options) -> Import:
    """Import rows whole, and return the run as it then stands."""
    run = begin(*rows, **options)
    jobs.run(run.job_id)
    run.refresh_from_db()
    return run


def counts(run: Import) -> dict[str, int]:
    """Return the counts that are not nought, without `rows_`."""
    names = ("total", "added", "unchanged", "held", "rejected")
    return {name: n for name in names if (n := getattr(run, f"rows_{name}"))}


def notes(run: Import, kind: str) -> list[tuple[int, str, str]]:
    return [(note.line, note.field, note.message) for note in run.notes.filter(kind=kind)]


def add(*, collection="Tales", **changes) -> Text:
    """Put one text into the corpus without asking anybody."""
    (text,) = land_lines([line(**changes)], collection=ensure_collection(collection))
    return text
