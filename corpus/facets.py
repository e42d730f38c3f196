"""How many of the texts that answer a filter are of each family, author, collection, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from corpus.filters import BY_NAME, Dimension, TextFilter
from corpus.models import Author, Collection, Source, Text
from corpus.selectors import find_sources, find_texts
from corpus.visibility import Reader, open_sources
from corpus.visibility.shapes import first_words

# More values of one facet than anybody reads; the answer stays small whatever the corpus.
FACET_VALUES = 200
# What is counted in one query, by author and collection, which are few beside texts.
COUNTED_TOGETHER = (
    *("author", "author__name", "author__kind", "author__family"),
    *("collection", "collection__name"),
)
# A value, what it is called, and how many there are of it.
Counted: TypeAlias = tuple[Any, str, int]


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]


def facets(reader: Reader, wanted: TextFilter, names: Sequence[str]) -> list[Facet]:
    """Count the texts that answer a filter by each of these, those on sources over open ones."""
    texts = find_texts(reader, wanted).texts.order_by()
    dimensions = [BY_NAME[name] for name in names]
    together = [dimension for dimension in dimensions if dimension.path in COUNTED_TOGETHER]
    counts = _counted_together(find_sources(reader, wanted)) if together else []
    return [
        _facet(
            dimension,
            _folded(counts, dimension)
            if dimension in together
            else _counted_alone(reader, texts, dimension),
            wanted,
        )
        for dimension in dimensions
    ]


def _facet(dimension: Dimension, counted: Iterable[Counted], wanted: TextFilter) -> Facet:
    chosen = str(getattr(wanted, dimension.attribute))
    said = gettext if dimension.coded else first_words
    values = [
        FacetValue(str(value), said(label), n, str(value) == chosen) for value, label, n in counted
    ]
    return Facet(dimension.name, gettext(dimension.label), values)


def _counted_alone(
    reader: Reader, texts: QuerySet[Text], dimension: Dimension
) -> Iterable[Counted]:
    """Count the texts by one dimension, in a query of its own."""
    rows: QuerySet[Any] = (
        open_sources(reader).filter(pk__in=texts.values("pk")) if dimension.on_source else texts
    )
    called = dimension.called or dimension.path
    return (
        rows.order_by()
        .exclude(**{dimension.path: None})
        .values_list(dimension.path, called)
        .annotate(n=Count("pk"))
        .order_by("-n", called, dimension.path)[:FACET_VALUES]
    )


def _counted_together(sources: QuerySet[Source]) -> list[tuple[Mapping[str, Any], int]]:
    """Count sources by who wrote them and where they lie at once: a search is made only once.

    They are counted by keys and named afterwards: to sort all of them by names takes longer.
    """
    rows = sources.order_by().values_list("author_id", "collection_id").annotate(n=Count("pk"))
    counted = list(rows)
    authors = Author.objects.in_bulk({author for author, _, _ in counted})
    collections = Collection.objects.in_bulk({collection for _, collection, _ in counted})
    return [
        (_things(authors[author], collections[collection]), n)
        for author, collection, n in counted
        if author in authors and collection in collections
    ]


def _things(author: Author, collection: Collection) -> Mapping[str, Any]:
    known = (author.pk, author.name, author.kind, author.family, collection.pk, collection.name)
    return dict(zip(COUNTED_TOGETHER, known, strict=True))


def _folded(counts: Iterable[tuple[Mapping[str, Any], int]], dimension: Dimension) -> list[Counted]:
    """Return the counts of one dimension: the most first, and by name where they are as many."""
    path, called = dimension.path, dimension.called or dimension.path
    found: Counter[tuple[Any, str]] = Counter()
    for thing, n in counts:
        if not dimension.only_models or thing["author__kind"] == Author.Kind.MODEL:
            found[thing[path], thing[called]] += n
    ordered = sorted(found.items(), key=lambda row: (-row[1], row[0][1], str(row[0][0])))
    return [(value, label, n) for (value, label), n in ordered[:FACET_VALUES]]
