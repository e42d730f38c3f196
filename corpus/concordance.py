"""Concordances: every place of a word or a tag, found in one walk over the bodies.

The walk goes by text id with a batch in memory at a time, so that a common word in a large corpus
costs time but no memory. It runs over all bodies; of a text's source only what is open is used.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from corpus.kwic.finding import Finder, Span, lemma_finder
from corpus.kwic.forms import forms_of
from corpus.kwic.lines import SORTS, Context, Place, Rank, context_of
from corpus.models import Author, Source, Text
from corpus.nlp.pipeline import UNSPACED, base_language
from corpus.search import texts_with_any
from corpus.visibility import Reader, VisibleText, held_from, open_sources, present

BATCH = 250
# Lines in memory when a whole concordance that is sorted by what surrounds it is written out.
CHUNK = 20_000
PEOPLE = "people"
Row = tuple[UUID, str, str]


class Hits(Protocol):
    """What is sought."""

    def narrow(self, texts: QuerySet[Text]) -> QuerySet[Text]:
        """Return those of the texts that may have it."""

    def spans(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Iterator[Span]]]:
        """Yield each row with where it stands in it."""

    def scope(self, sources: QuerySet[Source]) -> QuerySet[Source]:
        """Return those of the sources whose texts could have it: what rates are taken over."""


class WordHits:
    """A word or phrase, sought in every body."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def narrow(self, texts: QuerySet[Text]) -> QuerySet[Text]:
        return _narrowed(texts, [self.finder])

    def spans(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Iterator[Span]]]:
        for row in rows:
            yield row, self.finder.spans(row[1])

    def scope(self, sources: QuerySet[Source]) -> QuerySet[Source]:
        return sources


class LemmaHits(WordHits):
    """Every form that may stand for a lemma, in the language of each text."""

    def __init__(self, lemma: str) -> None:
        self.lemma = lemma
        self.finders: dict[str, Finder] = {}

    def narrow(self, texts: QuerySet[Text]) -> QuerySet[Text]:
        languages = texts.order_by().values_list("language", flat=True).distinct()
        return _narrowed(texts, [self._finder(language) for language in languages])

    def spans(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Iterator[Span]]]:
        for row in rows:
            yield row, self._finder(row[2]).spans(row[1])

    def _finder(self, tag: str) -> Finder:
        language = base_language(tag)
        if language not in self.finders:
            self.finders[language] = lemma_finder(forms_of(self.lemma, language))
        return self.finders[language]


@dataclass
class Counts:
    """What a whole walk met; of families only those the reader may see."""

    hits: int = 0
    texts: int = 0
    held_hits: int = 0
    held_texts: int = 0
    families: dict[str, list[int]] = field(default_factory=dict)

    def add(self, hits: int, group: str | None, *, passed_over: bool) -> None:
        """Count a text; one whose source is held only as such, where it is passed over."""
        if not hits:
            return
        if not passed_over:
            self.hits += hits
            self.texts += 1
        if group is None:
            self.held_hits += hits
            self.held_texts += 1
        else:
            row = self.families.setdefault(group, [0, 0])
            row[0] += 1
            row[1] += hits


@dataclass(frozen=True)
class FamilyCount:
    """How often it stands in one family's texts; no rate where words cannot be told apart."""

    family: str
    texts: int
    texts_with: int
    hits: int
    words: int | None
    per_10000: float | None


@dataclass(frozen=True)
class Line:
    """A place with the words around it, and of its text what the reader may see."""

    place: Place
    context: Context
    text: VisibleText


@dataclass(frozen=True)
class Page:
    """Some places in order, whether more follow, and the counts if all was walked."""

    places: list[Place]
    has_more: bool
    counts: Counts | None


@dataclass(frozen=True)
class Concordance:
    """A question of one reader. `texts` is narrowed by body alone, `sources` by what is open."""

    reader: Reader
    hits: Hits
    texts: QuerySet[Text]
    sources: QuerySet[Source] | None = None
    window: int = 8
    unit: str = "words"
    sort: str = "text"

    def first_page(self, limit: int) -> Page:
        """Return the first lines, and the counts over all."""
        counts = Counts()
        if self._is_by_text:
            ranks = list(self._ranks(counts=counts, enough=limit + 1))
        else:
            ranks = self._smallest(self._ranks(counts=counts), limit + 1)
        return _page(ranks, limit, counts)

    def page_after(self, place: Place, limit: int) -> Page:
        """Return the lines after a place, uncounted."""
        return _page(self._ranks_after(place.rank, limit + 1), limit, None)

    def all_places(self) -> Iterator[Place]:
        """Yield every place in order; a sort walks anew for each chunk, so that memory is flat."""
        if self._is_by_text:
            yield from map(_place, self._ranks())
            return
        found = self._smallest(self._ranks(), CHUNK)
        while found:
            yield from map(_place, found)
            found = self._ranks_after(found[-1], CHUNK)

    def lines(self, places: Sequence[Place]) -> list[Line]:
        """Return places with their words."""
        texts = Text.objects.in_bulk({place.text for place in places})
        shown = {text.id: text for text in present(self.reader, texts.values())}
        return [self._line(place, shown[place.text]) for place in places if place.text in shown]

    def families(self, counts: Counts) -> list[FamilyCount]:
        """Return rates by family over the open texts of the question, with it or without.

        Their words are counted anew, by reading them all: asked for, not given unasked.
        """
        rows = (
            self.hits.scope(self._open_sources)
            .filter(text__in=self.texts.values("pk"))
            .order_by()
            .values_list("author__kind", "author__family", "text__language", "text__body")
        )
        merged: dict[str, list[int]] = {}
        for kind, family, language, body in rows.iterator(chunk_size=BATCH):
            row = merged.setdefault(_group(kind, family), [0, 0, 0])
            row[0] += 1
            row[1] += len(body.split())
            row[2] += base_language(language) in UNSPACED
        found = [
            _family(name, row, counts.families.get(name, [0, 0])) for name, row in merged.items()
        ]
        return sorted(found, key=lambda row: (row.family == PEOPLE, -row.hits, row.family))

    @property
    def _is_by_text(self) -> bool:
        return self.sort == "text"

    @cached_property
    def _open_sources(self) -> QuerySet[Source]:
        return open_sources(self.reader) if self.sources is None else self.sources

    def _ranks_after(self, rank: Rank, n: int) -> list[Rank]:
        begin = UUID(hex=rank[1]) if self._is_by_text else None
        rest = (found for found in self._ranks(begin=begin) if found > rank)
        return self._smallest(rest, n)

    def _smallest(self, ranks: Iterator[Rank], n: int) -> list[Rank]:
        """Return the first n in order, keeping no more than these in memory."""
        return list(islice(ranks, n)) if self._is_by_text else heapq.nsmallest(n, ranks)

    def _line(self, place: Place, text: VisibleText) -> Line:
        span = (place.start, place.end)
        context = context_of(text.body, span, window=self.window, unit=self.unit)
        return Line(place, context, text)

    def _ranks(
        self,
        *,
        begin: UUID | None = None,
        counts: Counts | None = None,
        enough: int | None = None,
    ) -> Iterator[Rank]:
        """Yield places by text; after enough of them, go on for the counts alone."""
        key = SORTS[self.sort]
        made = 0
        for row, spans, group in self._walk(begin):
            found = list(spans)
            passed_over = group is None and self.sources is not None
            if counts is not None:
                counts.add(len(found), group, passed_over=passed_over)
            if passed_over or (enough is not None and made >= enough):
                continue
            made += len(found)
            text, body = row[0].hex, row[1]
            for span in found:
                yield key(body, span), text, *span

    def _walk(self, begin: UUID | None) -> Iterator[tuple[Row, Iterator[Span], str | None]]:
        """Yield texts with where it stands in them, and whose they are or None while held."""
        texts = self.texts
        if begin is not None:
            texts = texts.filter(pk__gte=begin)
        if self.sources is not None:
            # Held texts are walked as well: how many are passed over is told from bodies alone.
            texts = texts.filter(
                Q(pk__in=self.sources.values("pk"))
                | Q(pk__in=held_from(self.reader).values("text"))
            )
        rows = self.hits.narrow(texts).order_by("pk").values_list("pk", "body", "language")
        walk = rows.iterator(chunk_size=BATCH)
        while batch := list(islice(walk, BATCH)):
            groups = self._groups([row[0] for row in batch])
            for row, spans in self.hits.spans(batch):
                yield row, spans, groups.get(row[0])

    def _groups(self, ids: Sequence[UUID]) -> dict[UUID, str]:
        rows = self._open_sources.filter(pk__in=ids)
        named = rows.values_list("pk", "author__kind", "author__family")
        return {pk: _group(kind, family) for pk, kind, family in named}


def _narrowed(texts: QuerySet[Text], finders: Sequence[Finder]) -> QuerySet[Text]:
    """Let the index say where to look, if it can for everything that is sought."""
    wordings: list[list[str]] = []
    for finder in finders:
        indexed = finder.indexed()
        if indexed is None:
            return texts
        wordings += indexed
    return texts_with_any(texts, wordings) if wordings else texts.none()


def _page(ranks: Sequence[Rank], limit: int, counts: Counts | None) -> Page:
    return Page([_place(rank) for rank in ranks[:limit]], len(ranks) > limit, counts)


def _place(rank: Rank) -> Place:
    key, text, start, end = rank
    return Place(key, UUID(hex=text), start, end)


def _group(kind: str, family: str) -> str:
    return PEOPLE if kind == Author.Kind.HUMAN else family


def _family(name: str, row: Sequence[int], met: Sequence[int]) -> FamilyCount:
    texts, words, unspaced = row
    countable = words if not unspaced else None
    return FamilyCount(
        family=name,
        texts=texts,
        texts_with=met[0],
        hits=met[1],
        words=countable,
        per_10000=float(f"{10_000 * met[1] / countable:.6g}") if countable else None,
    )
