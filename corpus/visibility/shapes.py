"""A text as a reader may see it: what is held is not in the object at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VisibleAuthor:
    id: UUID
    name: str
    kind: str
    family: str
    family_stated: bool
    provider: str
    training: str
    released_on: date | None


@dataclass(frozen=True, slots=True)
class VisiblePrompt:
    """Of a held text's prompt only `text` is set."""

    text: str
    id: UUID | None = None
    key: str | None = None
    system: str | None = None
    elicitation: str | None = None


@dataclass(frozen=True, slots=True)
class VisibleSource:
    """Everything about where a text came from. Exists only where the reader may see it."""

    key: str
    title: str
    author: VisibleAuthor
    collection_id: UUID
    collection: str
    sampling: dict[str, Any]
    context: list[dict[str, Any]]
    reasoning: str
    generated_at: datetime | None
    source_url: str
    licence: str
    redistributable: bool
    brought_by: str | None
    excerpt_of: UUID | None
    excerpt_start: int | None
    excerpt_end: int | None
    why: str
    sha256: str
    normalised: bool
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VisibleText:
    """A text for one reader. `source` is None while `held`."""

    id: UUID
    kind: str
    language: str
    body: str
    length: int
    held: bool
    prompt: VisiblePrompt | None
    source: VisibleSource | None

    @property
    def headline(self) -> str:
        """The title, or where it is held or missing the first words."""
        if self.source and self.source.title:
            return self.source.title
        return first_words(self.body)


@dataclass(frozen=True, slots=True)
class VisibleHeading:
    """What a text is called by in an answer that leaves out its body; `None` is held."""

    id: UUID
    kind: str
    language: str
    length: int
    held: bool
    title: str | None = None
    author: VisibleAuthor | None = None
    collection_id: UUID | None = None
    collection: str | None = None


def first_words(body: str, *, limit: int = 56) -> str:
    """Return the opening of a body, cut at a word."""
    opening = " ".join(body[: limit * 4].split())
    if len(opening) <= limit:
        return opening
    cut = opening[:limit].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;:.-')} …"
