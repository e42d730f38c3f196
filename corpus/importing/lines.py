"""From the bytes of one line to a text with its source, or to what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.importing.chunks import MAX_LINE_BYTES, TOO_LONG
from corpus.importing.fields import Fields
from corpus.importing.shapes import AuthorLine, BadLine, Fault, PromptLine, TextLine
from corpus.normalise import check_storable, clean_text, fold, sha256
from corpus.saying import say as _
from corpus.strict_json import BadJSON, BadNumber, depth_of, load_json

KINDS = ("story", "insight")
AUTHOR_KINDS = ("model", "human")
TRAININGS = ("base", "instruct", "reasoning", "unknown")
ELICITATIONS = ("free", "task", "leading", "unknown")
MAX_DEPTH = 100

# Only these escapes can smuggle in what no database holds: a line without them needs no search.
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
# A file of which so many lines hold no JSON object is something else.
_LINES_TO_JUDGE_BY = 1000


def parse_line(raw: bytes) -> TextLine:
    """Return what a line says, or raise BadLine."""
    text = _decode(raw)
    return _parse(_load(text), suspect=bool(_SUSPECT.search(text)))


def parse_record(data: Mapping[str, Any]) -> TextLine:
    """Return what an object of the same shape says, or raise BadLine."""
    return _parse(data, suspect=True)


def why_unreadable(lines: Iterable[bytes]) -> str | None:
    """Return in one sentence why these lines are no JSON Lines file at all, or None if they are."""
    undecoded = judged = 0
    for raw in lines:
        if not raw.strip():
            continue
        try:
            _load(_decode(raw))
            return None
        except NotUTF8:
            undecoded += 1
        except BadLine:
            pass
        judged += 1
        if judged == _LINES_TO_JUDGE_BY:
            break
    if not judged:
        return _("The file holds no lines.")
    if undecoded == judged:
        return _("The file is not UTF-8 text.")
    return _("The file is not JSON Lines: not one of its lines holds a JSON object.")


class NotUTF8(BadLine):
    """A line that is no text in UTF-8."""


def _decode(raw: bytes) -> str:
    if raw == TOO_LONG:
        raise BadLine(
            Fault("", _("is longer than {size} MB").format(size=MAX_LINE_BYTES // 1024**2))
        )
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise NotUTF8(
            Fault("", _("is not UTF-8 (byte {number})").format(number=error.start + 1))
        ) from None


def _load(text: str) -> dict[str, Any]:
    try:
        data = load_json(text)
    except BadNumber as error:
        raise BadLine(Fault("", str(error)), *_bad_numbers(text)) from None
    except BadJSON as error:
        raise BadLine(Fault("", str(error))) from None
    if not isinstance(data, dict):
        raise BadLine(Fault("", _("is not a JSON object")))
    return data


def _bad_numbers(text: str) -> list[Fault]:
    """Read a refused line again to find the fields in which such numbers stand."""
    try:
        data = load_json(text, any_number=True)
    except BadJSON:
        return []
    return list(_unstorable(data)) if isinstance(data, dict) else []


def _parse(data: Mapping[str, Any], *, suspect: bool) -> TextLine:
    faults = list(_unstorable(data)) if suspect else []
    if faults:
        raise BadLine(*faults)
    line = _text_line(data, faults)
    if faults:
        raise BadLine(*faults)
    return line


def _text_line(data: Mapping[str, Any], faults: list[Fault]) -> TextLine:
    fields = Fields(data, faults)
    kind = fields.choice("kind", KINDS)
    body = fields.text("body", required=True)
    author, author_rest = _author(fields)
    prompt, prompt_rest = _prompt(fields)
    stored = clean_text(body)
    line = TextLine(
        kind=kind,
        body=stored,
        original=None if stored == body else body,
        author=author,
        key=fields.name("key", limit=300),
        title=fields.name("title", limit=500),
        language=fields.name("language", limit=20, default="en"),
        prompt=prompt,
        sampling=fields.object("sampling"),
        context=fields.messages("context"),
        reasoning=fields.text("reasoning"),
        generated_at=fields.moment("generated_at"),
        source_url=fields.name("source_url", limit=2000),
        licence=fields.name("licence", limit=200),
        redistributable=fields.flag("redistributable"),
        sha256=sha256(stored),
        folded_sha256=sha256(fold(stored)),
        extra=_extra(fields.rest, author=author_rest, prompt=prompt_rest),
        stated=fields.stated,
    )
    faults.extend(_too_deep(line))
    return line


def _author(fields: Fields) -> tuple[AuthorLine, dict[str, Any]]:
    given = fields.object("author")
    if given is None:
        if fields.is_sound("author"):
            fields.fault("author.name", _("is missing"))
        return AuthorLine(name=""), {}
    inner = fields.inside("author", given)
    author = AuthorLine(
        name=inner.name("name", limit=200, required=True),
        kind=inner.choice("kind", AUTHOR_KINDS, default="model"),
        family=inner.name("family", limit=200),
        provider=inner.name("provider", limit=200),
        training=inner.choice("training", TRAININGS, default="unknown"),
        stated=inner.stated,
    )
    return author, inner.rest


def _prompt(fields: Fields) -> tuple[PromptLine | None, dict[str, Any]]:
    given = fields.object("prompt")
    if given is None or not any(given.values()):
        return None, {}
    inner = fields.inside("prompt", given)
    prompt = PromptLine(
        text=clean_text(inner.text("text", required=True)),
        system=clean_text(inner.text("system")),
        key=inner.name("key", limit=200),
        elicitation=inner.choice("elicitation", ELICITATIONS, default="unknown"),
        stated=inner.stated,
    )
    return prompt, inner.rest


def _extra(rest: dict[str, Any], **inner: dict[str, Any]) -> dict[str, Any]:
    """Return what no field is for, so that nothing that was sent is dropped."""
    return rest | {name: left for name, left in inner.items() if left}


def _too_deep(line: TextLine) -> Iterator[Fault]:
    for name in ("sampling", "context", "extra"):
        if depth_of(getattr(line, name), limit=MAX_DEPTH) > MAX_DEPTH:
            yield Fault(name, _("is nested more than {depth} deep").format(depth=MAX_DEPTH))


def _unstorable(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Find strings and numbers that cannot be stored, in keys and values, wherever they are."""
    for name, value in data.items():
        for path, leaf in _leaves(value, (name,)):
            try:
                _check_leaf(leaf)
            except ValueError as error:
                yield Fault(_shown(path), str(error))
                break


def _check_leaf(leaf: str | float) -> None:
    if isinstance(leaf, str):
        check_storable(leaf)
    elif not math.isfinite(leaf):
        raise BadNumber


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | float]]:
    waiting = [(value, path)]
    yield path, path[-1]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str | float):
            yield path, value
        elif isinstance(value, dict):
            yield from ((path, key) for key in value)
            waiting.extend((inner, (*path, key)) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((inner, path) for inner in value)


def _shown(path: tuple[str, ...]) -> str:
    """Return a path short and clean enough to be written down itself."""
    return ".".join(path).encode("ascii", "backslashreplace").decode().replace("\x00", "\\0")[:100]
