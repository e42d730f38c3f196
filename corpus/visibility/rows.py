"""What is read of a source that is open, and the shapes that are made of it."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from corpus.models import Source, Text
from corpus.visibility.shapes import (
    VisibleAuthor,
    VisibleHeading,
    VisiblePrompt,
    VisibleSource,
    VisibleText,
)


class SourceRow(NamedTuple):
    """The columns of a source that anybody is told of, under the paths they are read by."""

    pk: UUID
    own_key: str
    key: str
    title: str
    author__id: UUID
    author__name: str
    author__kind: str
    author__family: str
    author__family_stated: bool
    author__provider: str
    author__training: str
    author__released_on: date | None
    prompt__id: UUID | None
    prompt__text: str
    prompt__key: str
    prompt__system: str
    prompt__elicitation: str
    collection__id: UUID
    collection__name: str
    sampling: dict[str, Any]
    context: list[dict[str, Any]]
    reasoning: str
    generated_at: datetime | None
    source_url: str
    licence: str
    redistributable: bool
    brought_by__username: str | None
    excerpt_of__id: UUID | None
    excerpt_start: int | None
    excerpt_end: int | None
    why: str
    normalised: bool
    extra: dict[str, Any]


class HeadingRow(NamedTuple):
    """The columns that a heading is made of, under the paths they are read by."""

    pk: UUID
    text__kind: str
    text__language: str
    text__length: int
    title: str
    author__id: UUID
    author__name: str
    author__kind: str
    author__family: str
    author__family_stated: bool
    author__provider: str
    author__training: str
    author__released_on: date | None
    collection__id: UUID
    collection__name: str


def rows_of(sources: QuerySet[Source]) -> QuerySet[Source, tuple[Any, ...]]:
    """Return sources as rows to make a `SourceRow` of; of the untouched body only that it is."""
    changed = ExpressionWrapper(Q(original__isnull=False), output_field=BooleanField())
    return sources.annotate(normalised=changed).values_list(*SourceRow._fields)


def held_text(text: Text, words: str | None) -> VisibleText:
    """Return what everybody sees of a text whose source is held."""
    return VisibleText(
        id=text.pk,
        kind=text.kind,
        language=text.language,
        body=text.body,
        length=text.length,
        held=True,
        prompt=None if words is None else VisiblePrompt(text=words),
        source=None,
    )


def open_text(text: Text, row: SourceRow, *, hidden: Set[UUID]) -> VisibleText:
    """Return a text with its source, but for what in that leads to `hidden` ones."""
    return VisibleText(
        id=text.pk,
        kind=text.kind,
        language=text.language,
        body=text.body,
        length=text.length,
        held=False,
        prompt=None if row.prompt__id is None else _prompt(row),
        source=_source(text, row, hidden=hidden),
    )


def _prompt(row: SourceRow) -> VisiblePrompt:
    return VisiblePrompt(
        text=row.prompt__text,
        id=row.prompt__id,
        key=row.prompt__key,
        system=row.prompt__system,
        elicitation=row.prompt__elicitation,
    )


def open_heading(row: HeadingRow, authors: dict[UUID, VisibleAuthor]) -> VisibleHeading:
    """Return what a text is called by, where its source is open; authors made are kept by id."""
    author = authors.get(row.author__id)
    if author is None:
        author = authors[row.author__id] = _author(row)
    return VisibleHeading(
        id=row.pk,
        kind=row.text__kind,
        language=row.text__language,
        length=row.text__length,
        held=False,
        title=row.title,
        author=author,
        collection_id=row.collection__id,
        collection=row.collection__name,
    )


def _author(row: SourceRow | HeadingRow) -> VisibleAuthor:
    return VisibleAuthor(
        id=row.author__id,
        name=row.author__name,
        kind=row.author__kind,
        family=row.author__family,
        family_stated=row.author__family_stated,
        provider=row.author__provider,
        training=row.author__training,
        released_on=row.author__released_on,
    )


def _source(text: Text, row: SourceRow, *, hidden: Set[UUID]) -> VisibleSource:
    linked = row.excerpt_of__id not in hidden
    return VisibleSource(
        key=row.own_key or row.key,
        title=row.title,
        author=_author(row),
        collection_id=row.collection__id,
        collection=row.collection__name,
        sampling=row.sampling,
        context=[] if row.pk in hidden else row.context,
        reasoning=row.reasoning,
        generated_at=row.generated_at,
        source_url=row.source_url,
        licence=row.licence,
        redistributable=row.redistributable,
        brought_by=row.brought_by__username,
        excerpt_of=row.excerpt_of__id if linked else None,
        excerpt_start=row.excerpt_start if linked else None,
        excerpt_end=row.excerpt_end if linked else None,
        why=row.why,
        sha256=text.sha256,
        normalised=row.normalised,
        extra=row.extra,
    )
