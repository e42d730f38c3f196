"""How a line differs from what is known: listed, never written over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from corpus.importing import AuthorLine, PromptLine, TextLine
from corpus.models import Author, Import, ImportNote, Prompt, Source
from corpus.services.authors import author_differences, known_authors, new_author
from corpus.services.prompts import known_prompts, new_prompt, prompt_differences
from corpus.visibility import visible_authors, visible_prompts

_FIELDS = (
    "kind",
    "title",
    "language",
    "sampling",
    "context",
    "reasoning",
    "generated_at",
    "source_url",
    "licence",
    "redistributable",
)
_SHOWN = 80


def line_of(source: Source) -> TextLine:
    """Return a stored text as a line without its body, to compare with another."""
    text, author, prompt = source.text, source.author, source.prompt
    return TextLine(
        kind=text.kind,
        body="",
        sha256=text.sha256,
        folded_sha256=text.folded_sha256,
        key=source.key,
        title=source.title,
        language=text.language,
        author=AuthorLine(name=author.name, kind=author.kind),
        prompt=PromptLine(text=prompt.text, system=prompt.system) if prompt else None,
        sampling=source.sampling,
        context=source.context,
        reasoning=source.reasoning,
        generated_at=source.generated_at,
        source_url=source.source_url,
        licence=source.licence,
        redistributable=source.redistributable,
        extra=source.extra,
    )


def differences(line: TextLine, known: TextLine) -> Iterator[tuple[str, str]]:
    """Yield the fields that a line states otherwise than they are known, each with a sentence."""
    for name in _FIELDS:
        here, there = getattr(line, name), getattr(known, name)
        if name in line.stated and (here or None) != (there or None):
            yield name, _sentence(here, there)
    if line.author.identity != known.author.identity:
        yield "author.name", _sentence(line.author.name, known.author.name)
    if line.prompt and line.prompt.digest != (known.prompt.digest if known.prompt else None):
        yield "prompt.text", _sentence(line.prompt.text, known.prompt.text if known.prompt else "")
    if line.extra and line.extra != known.extra:
        yield "extra", _sentence(line.extra, known.extra)


def said_otherwise(
    run: Import, lines: Iterable[tuple[int, TextLine]]
) -> list[tuple[int, str, str]]:
    """Return what lines say of authors and prompts otherwise than they are known, once for each.

    Of an author or prompt that the importer does not see (it has held texts only) nothing is said.
    """
    lines = list(lines)
    found = [*_of_authors(run, lines), *_of_prompts(run, lines)]
    if not found:
        return []
    said = set(
        run.notes.filter(kind=ImportNote.Kind.DIFFERENCE)
        .filter(field__regex=r"^(author|prompt)\.")
        .values_list("field", "message")
    )
    fresh = []
    for number, name, message in found:
        if (name, message) not in said:
            said.add((name, message))
            fresh.append((number, name, message))
    return fresh


def _of_authors(run: Import, lines: list[tuple[int, TextLine]]) -> list[tuple[int, str, str]]:
    known = known_authors(line.author.identity for _, line in lines)
    there = {author.pk for author in known.values()}
    found = []
    for number, line in lines:
        # One that is not known is about to be made of the first line that names it.
        author = known.setdefault(line.author.identity, new_author(line.author))
        for name, here, kept in author_differences(line.author, author):
            found.append((author, number, name, _sentence(here, kept)))
    return _seen(found, there, lambda ids: visible_authors(run.by).filter(pk__in=ids))


def _of_prompts(run: Import, lines: list[tuple[int, TextLine]]) -> list[tuple[int, str, str]]:
    asked = [(number, line.prompt) for number, line in lines if line.prompt]
    known = known_prompts(prompt.digest for _, prompt in asked)
    there = {prompt.pk for prompt in known.values()}
    found = []
    for number, line in asked:
        prompt = known.setdefault(line.digest, new_prompt(line))
        for name, here, kept in prompt_differences(line, prompt):
            found.append((prompt, number, name, _sentence(here, kept)))
    return _seen(found, there, lambda ids: visible_prompts(run.by).filter(pk__in=ids))


def _seen(
    found: Sequence[tuple[Author | Prompt, int, str, str]],
    there: set[UUID],
    visible: Callable[[set[UUID]], QuerySet[Author] | QuerySet[Prompt]],
) -> list[tuple[int, str, str]]:
    """Leave out what the importer does not see; what this file is about to make, they do."""
    asked = {row.pk for row, *_ in found} & there
    hidden = asked - set(visible(asked).values_list("pk", flat=True)) if asked else set()
    return [
        (number, name, f"{_quoted(str(row))}: {sentence}")
        for row, number, name, sentence in found
        if row.pk not in hidden
    ]


def _sentence(here: object, there: object) -> str:
    return f"is {_quoted(here)} in the file and {_quoted(there)} in the corpus"


def _quoted(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
