"""Reads of texts and what stands beside them, each for one reader and through the blind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, ngettext

from corpus.filters import DIMENSIONS, Dimension, TextFilter, chosen_sort
from corpus.models import Author, Import, Job, Prompt, Source, Text
from corpus.search import count_bodies, search_bodies, search_sources
from corpus.visibility import (
    Reader,
    VisibleText,
    held_from,
    is_any_held,
    is_open_to,
    open_sources,
    present,
    visible_authors,
    visible_collections,
    visible_prompts,
)
from corpus.visibility.shapes import first_words

__all__ = [
    "Caption",
    "FoundTexts",
    "TextFilter",
    "captions",
    "count_by_search",
    "excerpts_of",
    "find_sources",
    "find_texts",
    "held_count",
    "imports_of",
    "is_search_alone",
    "jobs_by_state",
    "left_out_reason",
    "same_prompt",
    "suggestions",
    "texts_on_prompt",
]


@dataclass(frozen=True)
class FoundTexts:
    """Texts that answer a filter, and how many a blind left out of it."""

    texts: QuerySet[Text]
    left_out: int
    source_filtered: bool


@dataclass(frozen=True)
class Caption:
    """One part of what was asked, in words."""

    name: str
    label: str
    value: str


def has_texts() -> bool:
    """Say whether anything can be found at all."""
    return Text.objects.exists()


def find_texts(reader: Reader, wanted: TextFilter) -> FoundTexts:
    """Return texts that answer a filter, in the order it asks for.

    A filter or sort on a source runs over what the reader may see only. What it leaves out is
    counted from bodies alone: a number that knew the sources would tell of them.
    """
    plain = _by_body(wanted)
    sort, descending = chosen_sort(wanted.sort)
    sources = _by_source(reader, wanted)
    narrowed = sources is not None or sort.on_source
    texts = plain
    if narrowed:
        texts = plain.filter(source__in=open_sources(reader) if sources is None else sources)
    return FoundTexts(
        texts=texts.order_by(*sort.order(descending=descending)),
        left_out=_held_among(reader, plain) if narrowed else 0,
        source_filtered=narrowed,
    )


def find_sources(reader: Reader, wanted: TextFilter) -> QuerySet[Source]:
    """Return the sources the reader may see of the texts that answer a filter."""
    sources = _by_source(reader, wanted)
    sources = open_sources(reader) if sources is None else sources
    if wanted.kind:
        sources = sources.filter(text__kind=wanted.kind)
    if wanted.language:
        sources = sources.filter(text__language=wanted.language)
    return search_sources(sources, wanted.q)


def is_search_alone(wanted: TextFilter) -> bool:
    """Say whether the words of bodies are all that is asked."""
    sort, _ = chosen_sort(wanted.sort)
    only_search = TextFilter(q=wanted.q, sort=wanted.sort)
    return wanted == only_search and not sort.on_source and bool(wanted.q.strip())


def count_by_search(wanted: TextFilter) -> int | None:
    """Return how many texts answer, where the search is all that is asked; else None."""
    return count_bodies(wanted.q) if is_search_alone(wanted) else None


def held_count(reader: Reader, wanted: TextFilter) -> int:
    """Return how many held texts answer what the filter asks of bodies."""
    return _held_among(reader, _by_body(wanted))


def left_out_reason(left_out: int) -> str:
    """Say why texts are missing here, and who can change it."""
    if not left_out:
        return gettext("No text is held back from you here.")
    return ngettext(
        "{n} text is left out because the source is held while a blind study is open. "
        "It is shown once you have submitted your reading of it or the study is closed; "
        "a lead of the study can show sources with a reason.",
        "{n} texts are left out because the source is held while a blind study is open. "
        "It is shown once you have submitted your reading of it or the study is closed; "
        "a lead of the study can show sources with a reason.",
        left_out,
    ).format(n=left_out)


def captions(reader: Reader, wanted: TextFilter) -> list[Caption]:
    """Say in words what was asked; of a thing the reader may not see, that it is not known."""
    said = [Caption("q", gettext("containing"), f"“{wanted.q}”")] if wanted.q else []
    for dimension in DIMENSIONS:
        value = getattr(wanted, dimension.attribute)
        if value:
            label = gettext(dimension.label)
            said.append(Caption(dimension.name, label, _called(reader, dimension, value)))
    return said


def same_prompt(reader: Reader, text_id: UUID, *, limit: int = 30) -> list[VisibleText]:
    """Return other texts on a text's prompt, all of them open to the reader, by family and name."""
    if not is_open_to(reader, text_id):
        return []
    asked = Source.objects.filter(pk=text_id).exclude(prompt=None)
    beside = (
        open_sources(reader)
        .filter(prompt__text_digest__in=asked.values("prompt__text_digest"), excerpt_of=None)
        .exclude(pk=text_id)
        .order_by("author__kind", "author__family", "author__name", "pk")
    )
    ids = list(beside.values_list("pk", flat=True)[:limit])
    texts = Text.objects.in_bulk(ids)
    return present(reader, [texts[pk] for pk in ids])


def excerpts_of(reader: Reader, text_id: UUID) -> list[VisibleText]:
    """Return passages kept from a text, where the reader may see where they are from."""
    if not is_open_to(reader, text_id):
        return []
    kept = open_sources(reader).filter(excerpt_of=text_id).values("pk")
    found = present(reader, Text.objects.filter(pk__in=kept))
    return sorted(found, key=lambda text: text.source.excerpt_start or 0 if text.source else 0)


def texts_on_prompt(
    reader: Reader, prompt: Prompt, *, limit: int = 200
) -> list[tuple[str, list[VisibleText]]]:
    """Return open texts on a prompt, grouped by whose family they are, people last."""
    rows = (
        open_sources(reader)
        .filter(prompt=prompt, excerpt_of=None)
        .order_by("-author__kind", "author__family", "author__name", "pk")
    )
    ids = list(rows.values_list("pk", flat=True)[:limit])
    texts = Text.objects.in_bulk(ids)
    shown = present(reader, [texts[pk] for pk in ids])
    return [(name, list(group)) for name, group in groupby(shown, key=_group_name)]


def suggestions(reader: Reader) -> dict[str, list[str]]:
    """Return names to choose from when a text is entered."""
    return {
        "authors": list(visible_authors(reader).values_list("name", flat=True)[:500]),
        "collections": list(visible_collections(reader).values_list("name", flat=True)[:500]),
    }


def imports_of(reader: Any) -> QuerySet[Import]:
    """Return the imports a person made: nobody else sees them, whatever they are."""
    return Import.objects.filter(by=reader.pk).select_related("collection", "job")


def jobs_by_state() -> dict[str, int]:
    """Return how many jobs there are in each state."""
    counted = Job.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return {**dict.fromkeys(Job.State.values, 0), **dict(counted)}


def _group_name(text: VisibleText) -> str:
    if text.source is None or text.source.author.kind == Author.Kind.HUMAN:
        return "people"
    return text.source.author.family


def _by_body(wanted: TextFilter) -> QuerySet[Text]:
    texts = Text.objects.all()
    if wanted.kind:
        texts = texts.filter(kind=wanted.kind)
    if wanted.language:
        texts = texts.filter(language=wanted.language)
    return search_bodies(texts, wanted.q) if wanted.q else texts


def _by_source(reader: Reader, wanted: TextFilter) -> QuerySet[Source] | None:
    asked = {
        dimension.path: getattr(wanted, dimension.attribute)
        for dimension in DIMENSIONS
        if dimension.on_source and getattr(wanted, dimension.attribute)
    }
    return open_sources(reader).filter(**asked) if asked else None


def _held_among(reader: Reader, texts: QuerySet[Text]) -> int:
    """Count held ones; mostly nothing is held, and that is known before any search is made."""
    if not is_any_held(reader):
        return 0
    return texts.order_by().filter(pk__in=held_from(reader).values("text")).count()


def _called(reader: Reader, dimension: Dimension, value: Any) -> str:
    if not dimension.called:
        return gettext(value) if dimension.coded else str(value)
    known: dict[str, QuerySet[Any]] = {
        "author": visible_authors(reader),
        "prompt": visible_prompts(reader),
        "collection": visible_collections(reader),
    }
    _, column = dimension.called.split("__")
    name = known[dimension.name].filter(pk=value).values_list(column, flat=True).first()
    return first_words(name) if name else gettext("not known to you")
