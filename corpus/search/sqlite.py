"""Search with SQLite's FTS5: an index without the words, which it reads from the texts.

Texts have no whole number of their own and SQLite may renumber their rows when it packs the file,
so a table of numbers stands between index and texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from corpus.search.terms import Term

_NUMBERS = (
    "CREATE TABLE IF NOT EXISTS corpus_search_number"
    " (number INTEGER PRIMARY KEY, text_id char(32) NOT NULL UNIQUE)"
)
_BODIES = (
    "CREATE VIEW IF NOT EXISTS corpus_search_body AS SELECT n.number AS number, t.body AS body"
    " FROM corpus_search_number n JOIN corpus_text t ON t.id = n.text_id"
)
_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS corpus_search USING fts5(body,"
    " content='corpus_search_body', content_rowid='number',"
    " tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
)
_TRIGGERS = {
    "corpus_text_search_insert": (
        "AFTER INSERT ON corpus_text BEGIN"
        " INSERT INTO corpus_search_number(text_id) VALUES (new.id);"
        " INSERT INTO corpus_search(rowid, body)"
        " SELECT number, new.body FROM corpus_search_number WHERE text_id = new.id; END"
    ),
    "corpus_text_search_delete": (
        "BEFORE DELETE ON corpus_text BEGIN"
        " INSERT INTO corpus_search(corpus_search, rowid, body)"
        " SELECT 'delete', number, old.body FROM corpus_search_number WHERE text_id = old.id;"
        " DELETE FROM corpus_search_number WHERE text_id = old.id; END"
    ),
    "corpus_text_body_fixed": (
        "BEFORE UPDATE OF body ON corpus_text WHEN new.body IS NOT old.body BEGIN"
        " SELECT RAISE(ABORT, 'the body of a text never changes'); END"
    ),
}
_MISSING = "FROM corpus_text WHERE id NOT IN (SELECT text_id FROM corpus_search_number)"
_LEFT_OVER = "FROM corpus_search_number WHERE text_id NOT IN (SELECT id FROM corpus_text)"
# A cross join begins with its first table: the index, not the numbers.
_TEXT_IDS = (
    "SELECT n.text_id FROM corpus_search s CROSS JOIN corpus_search_number n ON n.number = s.rowid"
    " WHERE s.corpus_search MATCH %s"
)
_PAGE = f"{_TEXT_IDS} ORDER BY n.text_id LIMIT %s OFFSET %s"
# Bodies of any length are indexed whole.
INDEXED_WHOLE: int | None = None
_COUNT = "SELECT count(*) FROM corpus_search WHERE corpus_search MATCH %s"
_NUMBERED_PAGE = _PAGE.replace("SELECT n.text_id", "SELECT n.text_id, n.number", 1)
_NUMBERED_EXCERPTS = (
    "SELECT rowid, snippet(corpus_search, 0, %s, %s, ' … ', 32) FROM corpus_search"
    " WHERE corpus_search MATCH %s AND +rowid IN ({places})"
)
# With a plus the index is walked once: by itself SQLite begins anew for each of the numbers.
_EXCERPTS = (
    "SELECT n.text_id, snippet(corpus_search, 0, %s, %s, ' … ', 32)"
    " FROM corpus_search CROSS JOIN corpus_search_number n ON n.number = corpus_search.rowid"
    " WHERE corpus_search MATCH %s AND +corpus_search.rowid IN"
    " (SELECT number FROM corpus_search_number WHERE text_id IN ({places}))"
)


def install(database: BaseDatabaseWrapper) -> None:
    """Create what is missing, and index what came while the triggers were away."""
    with database.cursor() as cursor:
        for statement in (_NUMBERS, _BODIES, _INDEX):
            cursor.execute(statement)
        for name, rest in _TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {rest}")
        cursor.execute(f"SELECT EXISTS (SELECT 1 {_MISSING}) OR EXISTS (SELECT 1 {_LEFT_OVER})")
        if cursor.fetchone()[0]:
            cursor.execute(f"DELETE {_LEFT_OVER}")
            cursor.execute(f"INSERT INTO corpus_search_number(text_id) SELECT id {_MISSING}")
            cursor.execute("INSERT INTO corpus_search(corpus_search) VALUES ('rebuild')")


def step_aside(database: BaseDatabaseWrapper) -> None:
    """Drop the view: with it, SQLite refuses to rename a table that a migration has remade."""
    with database.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS corpus_search_body")


def remove(database: BaseDatabaseWrapper) -> None:
    """Drop everything."""
    with database.cursor() as cursor:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS corpus_search")
        cursor.execute("DROP VIEW IF EXISTS corpus_search_body")
        cursor.execute("DROP TABLE IF EXISTS corpus_search_number")


def matching(terms: Sequence[Term]) -> RawSQL:
    """Return the ids of texts that have all the terms, as a subquery."""
    return RawSQL(_TEXT_IDS, (_match(terms),))


def matching_any(wordings: Sequence[Sequence[Term]]) -> RawSQL:
    """Return the ids of texts that have all the terms of one of these, as a subquery."""
    either = " OR ".join(f"({_match(terms)})" for terms in wordings)
    return RawSQL(_TEXT_IDS, (either,))


def count_matching(terms: Sequence[Term]) -> int:
    """Count the texts that have all the terms by the index alone, without looking them up."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_match(terms)])
        count: int = cursor.fetchone()[0]
        return count


def page_of(terms: Sequence[Term], *, limit: int, offset: int) -> list[UUID]:
    """Return the ids of some of the texts that have all the terms, in the order of the ids."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, [_match(terms), limit, offset])
        return [_id(text_id) for (text_id,) in cursor.fetchall()]


def page_with_excerpts(
    terms: Sequence[Term], *, limit: int, offset: int, begin: str, end: str
) -> Iterator[tuple[UUID, str]]:
    """Yield some of the texts that have all the terms, in the order of the ids, with excerpts."""
    match = _match(terms)
    with connection.cursor() as cursor:
        # In one statement SQLite takes longer than in two.
        cursor.execute(_NUMBERED_PAGE, [match, limit, offset])
        page = cursor.fetchall()
        if not page:
            return
        places = ", ".join(["%s"] * len(page))
        numbers = [number for _, number in page]
        cursor.execute(_NUMBERED_EXCERPTS.format(places=places), [begin, end, match, *numbers])
        made = dict(cursor.fetchall())
    for text_id, number in page:
        if number in made:
            yield _id(text_id), made[number]


def excerpts(
    terms: Sequence[Term], ids: Sequence[UUID], *, begin: str, end: str
) -> Iterator[tuple[UUID, str]]:
    """Yield the best words of each of the texts."""
    places = ", ".join(["%s"] * len(ids))
    parameters = [begin, end, _match(terms), *(pk.hex for pk in ids)]
    with connection.cursor() as cursor:
        cursor.execute(_EXCERPTS.format(places=places), parameters)
        for text_id, excerpt in cursor.fetchall():
            yield _id(text_id), excerpt


def _id(text_id: str) -> UUID:
    ops: Any = connection.ops
    found: UUID = ops.convert_uuidfield_value(text_id, None, connection)
    return found


def _match(terms: Sequence[Term]) -> str:
    """Return an FTS5 expression of quoted strings only; a term's words hold no quotation mark."""
    return " AND ".join(
        f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in terms
    )
