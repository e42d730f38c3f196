"""Search over bodies: one interface, two engines.

A search is words, all of which must occur; "words in quotation marks" must stand side by side, and
a star at the end of a word stands for any ending. English endings and accents do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from types import ModuleType
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from corpus.models import Text
from corpus.search import postgresql, sqlite
from corpus.search.terms import Term, parse_query

__all__ = ["count_bodies", "parse_query", "search_bodies", "snippets", "texts_with_any"]

# Set around each match by the engine; stray ones out of a body are dropped.
BEGIN, END = "\x01", "\x02"
_MARKED = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
_ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def search_bodies(texts: QuerySet[Text], q: str) -> QuerySet[Text]:
    """Return those of the texts whose body answers the search; of an empty search, all."""
    if not q.strip():
        return texts
    terms = parse_query(q)
    if not terms:
        return texts.none()
    return texts.filter(pk__in=_engine().matching(terms))


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


def snippets(q: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return for each text that answers the search its best words, as HTML with `<mark>`."""
    terms, wanted = parse_query(q), list(ids)
    if not terms or not wanted:
        return {}
    rows = _engine().excerpts(terms, wanted, begin=BEGIN, end=END)
    return {pk: _as_html(excerpt) for pk, excerpt in rows}


def _engine() -> ModuleType:
    return _ENGINES[connection.vendor]


def _as_html(excerpt: str) -> str:
    marked = _MARKED.sub(r"<mark>\1</mark>", escape(excerpt))
    return marked.replace(BEGIN, "").replace(END, "")
