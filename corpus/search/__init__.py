"""Search over bodies: one interface, two engines.

A search is words, all of which must occur; "words in quotation marks" must stand side by side, and
a star at the end of a word stands for any ending. English endings and accents do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from types import ModuleType
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from corpus.models import Source, Text
from corpus.search import postgresql, sqlite
from corpus.search.terms import Term, parse_query

__all__ = [
    "Excerpt",
    "count_bodies",
    "excerpts",
    "ids_of_bodies",
    "parse_query",
    "search_bodies",
    "search_sources",
    "snippets",
    "texts_with_any",
]

# Set around each match by the engine; stray ones out of a body are dropped.
BEGIN, END = "\x01", "\x02"
_MARKED = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
_STRAY = str.maketrans("", "", BEGIN + END)
_ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words out of a body, and where in them those stand that were sought, in code points."""

    text: str
    marks: tuple[tuple[int, int], ...]


def search_bodies(texts: QuerySet[Text], q: str) -> QuerySet[Text]:
    """Return those of the texts whose body answers the search; of an empty search, all."""
    if not q.strip():
        return texts
    terms = parse_query(q)
    if not terms:
        return texts.none()
    return texts.filter(pk__in=_engine().matching(terms))


def search_sources(sources: QuerySet[Source], q: str) -> QuerySet[Source]:
    """Return those of the sources whose text's body answers the search; of an empty one, all."""
    if not q.strip():
        return sources
    terms = parse_query(q)
    if not terms:
        return sources.none()
    return sources.filter(pk__in=_engine().matching(terms))


def texts_with_any(texts: QuerySet[Text], wordings: Sequence[Sequence[str]]) -> QuerySet[Text]:
    """Return those of the texts that may have all the words of one of these wordings.

    Too many, never too few: the index knows stems, and not the end of a very long body.
    """
    engine = _engine()
    terms = [[Term((word,)) for word in words] for words in wordings]
    found = Q(pk__in=engine.matching_any(terms))
    if engine.INDEXED_WHOLE is not None:
        found |= Q(length__gt=engine.INDEXED_WHOLE)
    return texts.filter(found)


def count_bodies(q: str) -> int:
    """Return how many of all texts answer the search."""
    terms = parse_query(q)
    return _engine().count_matching(terms) if terms else 0


def ids_of_bodies(q: str, *, limit: int, offset: int) -> list[UUID]:
    """Return some of all texts that answer the search, by id: it says nothing of them."""
    terms = parse_query(q)
    return _engine().page_of(terms, limit=limit, offset=offset) if terms else []


def excerpts(q: str, ids: Iterable[UUID]) -> dict[UUID, Excerpt]:
    """Return for each text that answers the search its best words."""
    terms, wanted = parse_query(q), list(ids)
    if not terms or not wanted:
        return {}
    rows = _engine().excerpts(terms, wanted, begin=BEGIN, end=END)
    return {pk: _excerpt(raw) for pk, raw in rows}


def snippets(q: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return for each text that answers the search its best words, as HTML with `<mark>`."""
    return {pk: _as_html(excerpt) for pk, excerpt in excerpts(q, ids).items()}


def _engine() -> ModuleType:
    return _ENGINES[connection.vendor]


def _excerpt(raw: str) -> Excerpt:
    """Take the marks out of what the engine gave."""
    words, marks, at = [], [], 0
    for place, part in enumerate(_MARKED.split(raw)):
        plain = part.translate(_STRAY) if BEGIN in part or END in part else part
        if place % 2 and plain:
            marks.append((at, at + len(plain)))
        words.append(plain)
        at += len(plain)
    return Excerpt("".join(words), tuple(marks))


def _as_html(excerpt: Excerpt) -> str:
    html, at = [], 0
    for start, end in excerpt.marks:
        before, marked = excerpt.text[at:start], excerpt.text[start:end]
        html.append(f"{escape(before)}<mark>{escape(marked)}</mark>")
        at = end
    return "".join([*html, escape(excerpt.text[at:])])
