"""Texts that answer a search, a page at a time, each with the words that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from corpus.models import Text
from corpus.search import (
    Excerpt,
    count_bodies,
    excerpts,
    ids_of_bodies,
    page_with_excerpts,
)
from corpus.visibility import Reader, VisibleHeading, headings


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that answers, and its best words."""

    heading: VisibleHeading
    excerpt: Excerpt


class Hits:
    """All that answer, counted and cut into pages as a QuerySet is.

    `texts` are those that answer what else was asked; None where nothing was, so that the index
    alone knows them.
    """

    def __init__(self, reader: Reader, q: str, texts: QuerySet[Text] | None) -> None:
        self.reader, self.q, self.texts = reader, q, texts
        self._opened: tuple[int, int, dict[UUID, Excerpt]] | None = None

    def open_page(self, start: int, stop: int) -> None:
        """Look what is on a page before it is counted: the last one tells how many there are."""
        self._opened = start, stop, self._words(start, stop)

    def count(self) -> int:
        """Return how many there are."""
        if self._opened is not None:
            start, stop, words = self._opened
            if len(words) < stop - start and (words or not start):
                return start + len(words)
        return count_bodies(self.q) if self.texts is None else self.texts.count()

    def __getitem__(self, part: slice) -> list[Hit]:
        """Return some of them, by id: an order that says nothing."""
        start, stop, words = self._opened or (0, 0, {})
        if start != part.start or stop < part.stop:
            words = self._words(part.start, part.stop)
        shown = headings(self.reader, words)
        return [Hit(shown[pk], excerpt) for pk, excerpt in words.items() if pk in shown]

    def _words(self, start: int, stop: int) -> dict[UUID, Excerpt]:
        if self.texts is None:
            return page_with_excerpts(self.q, limit=stop - start, offset=start)
        ids = list(self.texts.values_list("pk", flat=True)[start:stop])
        found = excerpts(self.q, ids)
        return {pk: found[pk] for pk in ids if pk in found}


class Bodies:
    """Whole texts that answer a search alone, by id.

    The index tells which are on a page: SQLite by itself would read all bodies to leave most out.
    """

    def __init__(self, q: str) -> None:
        self.q = q

    def __getitem__(self, part: slice) -> list[Text]:
        ids = ids_of_bodies(self.q, limit=part.stop - part.start, offset=part.start)
        found = Text.objects.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
