"""Texts that answer a search, a page at a time, each with the words that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from corpus.models import Text
from corpus.search import Excerpt, count_bodies, excerpts, ids_of_bodies
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
        self._page: tuple[int, int, list[UUID]] | None = None

    def open_page(self, start: int, stop: int) -> None:
        """Look which are on a page before they are counted: the last one tells how many."""
        self._page = start, stop, self._ids(start, stop)

    def count(self) -> int:
        """Return how many there are."""
        if self._page is not None:
            start, stop, ids = self._page
            if len(ids) < stop - start and (ids or not start):
                return start + len(ids)
        return count_bodies(self.q) if self.texts is None else self.texts.count()

    def __getitem__(self, part: slice) -> list[Hit]:
        """Return some of them, by id: an order that says nothing."""
        opened = self._page
        is_open = opened is not None and opened[0] == part.start and opened[1] >= part.stop
        ids = opened[2] if opened and is_open else self._ids(part.start, part.stop)
        shown, words = headings(self.reader, ids), excerpts(self.q, ids)
        return [Hit(shown[pk], words[pk]) for pk in ids if pk in shown and pk in words]

    def _ids(self, start: int, stop: int) -> list[UUID]:
        if self.texts is None:
            return ids_of_bodies(self.q, limit=stop - start, offset=start)
        return list(self.texts.values_list("pk", flat=True)[start:stop])


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
