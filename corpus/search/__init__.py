"""Search over bodies: one interface, two engines.

A search is words, all of which must occur; "words in quotation marks" must stand side by side, and
a star at the end of a word stands for any ending. English endings and accents do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from types import ModuleType
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from corpus.models import Text
from corpus.search import postgresql, sqlite
from corpus.search.terms import parse_query

__all__ = ["parse_query", "search_bodies", "snippets"]

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
