"""What a line says, once it has been found to be sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from corpus.normalise import folded_sha256, sha256


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field; an empty field means the line as a whole."""

    field: str
    reason: str


class BadLine(ValueError):
    """A line that cannot be taken in, and all that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__(self.message)

    @property
    def field(self) -> str:
        """The first field at fault."""
        return self.faults[0].field

    @property
    def message(self) -> str:
        """The first field's reason, and after it the others with their fields."""
        first, *others = self.faults
        parts = [first.reason, *(f"{other.field}: {other.reason}" for other in others)]
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class AuthorLine:
    """An author as a line names it. `stated` lists the fields that the line gave."""

    name: str
    kind: str = "model"
    family: str = ""
    provider: str = ""
    training: str = "unknown"
    stated: frozenset[str] = frozenset()

    @property
    def family_stated(self) -> bool:
        return bool(self.family)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same author."""
        return (self.kind, self.name)


@dataclass(frozen=True)
class PromptLine:
    """A prompt as a line gives it."""

    text: str
    system: str = ""
    key: str = ""
    elicitation: str = "unknown"
    stated: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """The hash of text and system text: what makes it the same prompt."""
        return sha256(f"{sha256(self.text)}:{sha256(self.system)}")

    @cached_property
    def text_digest(self) -> str:
        """The hash of the text alone, white space folded: a stray line end hides no held text."""
        return folded_sha256(self.text)


@dataclass(frozen=True)
class TextLine:
    """One text and where it came from."""

    kind: str
    body: str
    author: AuthorLine
    key: str = ""
    original: str | None = None
    title: str = ""
    language: str = "en"
    prompt: PromptLine | None = None
    sampling: dict[str, Any] | None = None
    context: list[dict[str, Any]] | None = None
    reasoning: str = ""
    generated_at: datetime | None = None
    source_url: str = ""
    licence: str = ""
    redistributable: bool = False
    extra: dict[str, Any] | None = None
    sha256: str = ""
    folded_sha256: str = ""
    stated: frozenset[str] = frozenset()

    @cached_property
    def key_in_collection(self) -> str:
        """The key, or one made of author, prompt and body where the line has none."""
        if self.key:
            return self.key
        prompt = self.prompt.digest if self.prompt else ""
        parts = (self.author.kind, sha256(self.author.name), prompt, self.sha256)
        return f"derived-{sha256(':'.join(parts))[:32]}"
