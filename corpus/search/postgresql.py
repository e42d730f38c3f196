"""Search with PostgreSQL: a generated column of stems with an inverted index.

The configuration keeps every word (the stock English one drops "not" and "I") and folds accents
where the server has the means, so that both engines find the same texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from corpus.search.terms import Term

# What the stock parser would join words by, into addresses, paths, tags and numbers with signs.
_JOINING = "/@_.-+<>&;~:=?#%"
# For excerpts each has a control character in its place, so that it can be put back afterwards.
_STAND_INS = "".join(map(chr, range(0x0E, 0x0E + len(_JOINING))))
_PUT_BACK = str.maketrans(_STAND_INS, _JOINING)
_WORDS = "asciiword, word, numword, asciihword, hword, numhword"
_CONFIGURATION = (
    "CREATE TEXT SEARCH DICTIONARY variorum_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION variorum (COPY = simple)",
)
_HAS_CONFIGURATION = "SELECT 1 FROM pg_ts_config WHERE cfgname = 'variorum'"
# A tsvector holds 1 MB. Of a body with more than that the beginning is found: so many characters.
INDEXED_WHOLE: int | None = 150_000
_STEMS = f"""
CREATE OR REPLACE FUNCTION variorum_stems(body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN to_tsvector('variorum', translate(body, '{_JOINING}', repeat(' ', {len(_JOINING)})));
EXCEPTION WHEN program_limit_exceeded THEN
  RETURN to_tsvector(
    'variorum', translate(left(body, {INDEXED_WHOLE}), '{_JOINING}', repeat(' ', {len(_JOINING)})));
END $$
"""
_COLUMN = (
    "ALTER TABLE corpus_text ADD COLUMN IF NOT EXISTS stems tsvector"
    " GENERATED ALWAYS AS (variorum_stems(body)) STORED"
)
_INDEX = "CREATE INDEX IF NOT EXISTS corpus_text_stems ON corpus_text USING gin (stems)"
_FIXED = """
CREATE OR REPLACE FUNCTION variorum_body_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the body of a text never changes'
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_TRIGGER = (
    "CREATE OR REPLACE TRIGGER corpus_text_body_fixed BEFORE UPDATE OF body ON corpus_text"
    " FOR EACH ROW WHEN (NEW.body IS DISTINCT FROM OLD.body)"
    " EXECUTE FUNCTION variorum_body_fixed()"
)
# The page is found before any excerpt is made, which for all that match would take long.
_PAGE_EXCERPTS = (
    "SELECT id, ts_headline('variorum', translate(body, %s, %s), {query}, %s) FROM (SELECT id, body"
    " FROM corpus_text WHERE stems @@ {query} ORDER BY id LIMIT %s OFFSET %s) page ORDER BY id"
)
_EXCERPTS = (
    "SELECT id, ts_headline('variorum', translate(body, %s, %s), {query}, %s) FROM corpus_text"
    " WHERE id = ANY(%s) AND stems @@ {query}"
)


def install(database: BaseDatabaseWrapper) -> None:
    """Create what is missing."""
    with database.cursor() as cursor:
        cursor.execute(_HAS_CONFIGURATION)
        if cursor.fetchone() is None:
            _configure(database)
        for statement in (_STEMS, _COLUMN, _INDEX, _FIXED, _TRIGGER):
            cursor.execute(statement)


def step_aside(database: BaseDatabaseWrapper) -> None:
    """Do nothing: this engine remakes no tables."""


def remove(database: BaseDatabaseWrapper) -> None:
    """Drop everything but the extension, which others may use."""
    with database.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS corpus_text_body_fixed ON corpus_text")
        cursor.execute("DROP FUNCTION IF EXISTS variorum_body_fixed()")
        cursor.execute("ALTER TABLE corpus_text DROP COLUMN IF EXISTS stems")
        cursor.execute("DROP FUNCTION IF EXISTS variorum_stems(text)")
        cursor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS variorum")
        cursor.execute("DROP TEXT SEARCH DICTIONARY IF EXISTS variorum_stem")


def matching(terms: Sequence[Term]) -> RawSQL:
    """Return the ids of texts that have all the terms, as a subquery."""
    query, parameters = _query(terms)
    return RawSQL(f"SELECT id FROM corpus_text WHERE stems @@ {query}", parameters)


def matching_any(wordings: Sequence[Sequence[Term]]) -> RawSQL:
    """Return the ids of texts that have all the terms of one of these, as a subquery."""
    parts = [_query(terms) for terms in wordings]
    either = " || ".join(query for query, _ in parts)
    parameters = tuple(parameter for _, found in parts for parameter in found)
    return RawSQL(f"SELECT id FROM corpus_text WHERE stems @@ ({either})", parameters)


def count_matching(terms: Sequence[Term]) -> int:
    """Count the texts that have all the terms."""
    query, parameters = _query(terms)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM corpus_text WHERE stems @@ {query}", parameters)
        count: int = cursor.fetchone()[0]
        return count


def page_of(terms: Sequence[Term], *, limit: int, offset: int) -> list[UUID]:
    """Return the ids of some of the texts that have all the terms, in the order of the ids."""
    query, parameters = _query(terms)
    statement = f"SELECT id FROM corpus_text WHERE stems @@ {query} ORDER BY id LIMIT %s OFFSET %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, limit, offset])
        return [pk for (pk,) in cursor.fetchall()]


def page_with_excerpts(
    terms: Sequence[Term], *, limit: int, offset: int, begin: str, end: str
) -> Iterator[tuple[UUID, str]]:
    """Yield some of the texts that have all the terms, in the order of the ids, with excerpts."""
    query, parameters = _query(terms)
    options = _options(begin, end)
    asked: list[Any] = [_JOINING, _STAND_INS, *parameters, options, *parameters, limit, offset]
    with connection.cursor() as cursor:
        cursor.execute(_PAGE_EXCERPTS.format(query=query), asked)
        for pk, excerpt in cursor.fetchall():
            yield pk, excerpt.translate(_PUT_BACK)


def excerpts(
    terms: Sequence[Term], ids: Sequence[UUID], *, begin: str, end: str
) -> Iterator[tuple[UUID, str]]:
    """Yield the best words of each of the texts."""
    query, parameters = _query(terms)
    before = [_JOINING, _STAND_INS, *parameters, _options(begin, end)]
    with connection.cursor() as cursor:
        cursor.execute(_EXCERPTS.format(query=query), [*before, list(ids), *parameters])
        for pk, excerpt in cursor.fetchall():
            yield pk, excerpt.translate(_PUT_BACK)


def _options(begin: str, end: str) -> str:
    return (
        f"StartSel={begin}, StopSel={end}, MaxFragments=2, MaxWords=24, MinWords=8,"
        ' FragmentDelimiter=" … "'
    )


def _query(terms: Sequence[Term]) -> tuple[str, tuple[str, ...]]:
    """Return an expression of parameters only, and the parameters."""
    parts = [
        "to_tsquery('variorum', %s)" if term.is_prefix else "phraseto_tsquery('variorum', %s)"
        for term in terms
    ]
    parameters = tuple(
        _prefixed(term) if term.is_prefix else " ".join(term.words) for term in terms
    )
    return f"({' && '.join(parts)})", parameters


def _prefixed(term: Term) -> str:
    """Return words side by side, the last only begun; they hold letters and digits alone."""
    return " <-> ".join([*(f"'{word}'" for word in term.words[:-1]), f"'{term.words[-1]}':*"])


def _configure(database: BaseDatabaseWrapper) -> None:
    accents = _has_unaccent(database)
    dictionaries = "unaccent, variorum_stem" if accents else "variorum_stem"
    with database.cursor() as cursor:
        for statement in _CONFIGURATION:
            cursor.execute(statement)
        cursor.execute(
            f"ALTER TEXT SEARCH CONFIGURATION variorum ALTER MAPPING FOR {_WORDS}"
            f" WITH {dictionaries}"
        )


def _has_unaccent(database: BaseDatabaseWrapper) -> bool:
    """Have the server fold accents, if it can and this user may ask for it."""
    try:
        with transaction.atomic(using=database.alias), database.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    except Error:
        return False
    return True
