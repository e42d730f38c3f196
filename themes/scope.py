"""What a figure speaks of, and which texts that is: those whose source is open to all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from annotations.models import Study, StudyText
from corpus.models import Collection, Prompt, Source, Text
from corpus.visibility import held_from, open_sources

FIELDS = (
    "text_id",
    "text__kind",
    "text__language",
    "text__length",
    "text__sha256",
    "text__folded_sha256",
    "author_id",
    "author__name",
    "author__kind",
    "author__family",
    "author__family_stated",
    "prompt__text_digest",
    "prompt__elicitation",
    "key",
)


@dataclass(frozen=True)
class FigureScope:
    """A study, a collection, or with neither all that is not the sample.

    `interim` counts the texts that the study itself still holds, for leads who have unblinded.
    """

    study: Study | None = None
    collection: Collection | None = None
    interim: bool = False

    @property
    def phrase(self) -> str:
        """Name the scope inside a sentence."""
        if self.study:
            return f"the study “{self.study.name}”"
        if self.collection:
            return f"the collection “{self.collection.name}”"
        return "all texts of this site that are not the sample"

    @property
    def is_sample(self) -> bool:
        """Say whether the scope is part of the demonstration."""
        return bool(
            (self.study and self.study.is_sample) or (self.collection and self.collection.is_sample)
        )

    def as_data(self) -> dict[str, Any]:
        """Return the scope by id, as questions and reports keep it."""
        return {
            "study": self.study.pk if self.study else None,
            "collection": str(self.collection.pk) if self.collection else None,
            "interim": self.interim,
        }


@dataclass(frozen=True, slots=True)
class ScopeText:
    """One text as figures count it."""

    id: UUID
    kind: str
    language: str
    length: int
    sha256: str
    folded_sha256: str
    author_id: UUID
    author: str
    author_kind: str
    family: str
    family_stated: bool
    prompt: str | None
    elicitation: str
    key: str

    @property
    def stable_key(self) -> str:
        """Name the text by what it is: the same on every site, and in an order like a lot's."""
        parts = (self.sha256, self.author_kind, self.author, self.prompt or "", self.key)
        return "\x1f".join(parts)

    @property
    def author_key(self) -> str:
        """Name the author alike on every site."""
        return f"{self.author_kind}\x1f{self.author}"

    @property
    def is_human(self) -> bool:
        return self.author_kind == "human"

    @property
    def counts_as_family(self) -> bool:
        """Say whether the family was stated: one that was not never counts."""
        return not self.is_human and self.family_stated and bool(self.family)


def sources_in(scope: FigureScope) -> QuerySet[Source]:
    """Return the sources a figure of this scope may use.

    Kept excerpts count in the studies that read them and nowhere else: their words stand in the
    texts they are excerpts of.
    """
    if scope.study:
        reads = StudyText.objects.filter(study=scope.study, taken_out_at=None, text=OuterRef("pk"))
        return _open_in(scope).filter(Exists(reads))
    found = _open_in(scope).filter(excerpt_of=None)
    if scope.collection:
        return found.filter(collection=scope.collection)
    return found.exclude(collection__is_sample=True)


def _open_in(scope: FigureScope) -> QuerySet[Source]:
    if not (scope.interim and scope.study and scope.study.hold_id):
        return open_sources(None)
    elsewhere = held_from(None).exclude(hold=scope.study.hold_id)
    return Source.objects.filter(~Exists(elsewhere.filter(text=OuterRef("pk"))))


def texts_in(scope: FigureScope) -> list[ScopeText]:
    """Return the texts that count, in an order that is the same on every site."""
    rows = sources_in(scope).order_by("pk").values_list(*FIELDS)
    found = [_text(row) for row in rows.iterator(chunk_size=2000)]
    return sorted(found, key=lambda text: (text.stable_key, text.id))


def _text(row: tuple[Any, ...]) -> ScopeText:
    known = dict(zip((field.name for field in fields(ScopeText)), row, strict=True))
    return ScopeText(**{**known, "elicitation": known["elicitation"] or "unknown"})


def left_out(scope: FigureScope) -> int:
    """Return how many texts wait for the close of a study.

    Of a study they are its own. Of any other scope they are all held texts of the site: which of
    them would belong is on their sources, and is held as well.
    """
    if scope.study:
        total = scope.study.study_texts.filter(taken_out_at=None).count()
        return total - sources_in(scope).count()
    return Text.objects.filter(Exists(held_from(None).filter(text=OuterRef("pk")))).count()


def held_digest() -> str:
    """Return a hash of the set of texts held now: no figure outlives the set it was made under."""
    ids = held_from(None).order_by("text").values_list("text", flat=True).distinct()
    digest = sha256()
    for pk in ids.iterator(chunk_size=2000):
        digest.update(pk.bytes)
    return digest.hexdigest()


def prompt_texts(texts: Iterable[ScopeText]) -> dict[str, str]:
    """Return the words of the prompts of these texts, by digest."""
    wanted = {text.prompt for text in texts if text.prompt}
    rows = Prompt.objects.order_by("text_digest", "digest").values_list("text_digest", "text")
    return {digest: text for digest, text in rows.iterator(chunk_size=2000) if digest in wanted}


def noun_for(texts: Iterable[ScopeText]) -> str:
    """Return what sentences call one of these texts."""
    kinds = {text.kind for text in texts}
    if kinds == {Text.Kind.STORY}:
        return "story"
    return "passage" if kinds == {Text.Kind.INSIGHT} else "text"
