"""The hash of everything a figure was computed from: the same snapshot gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from hashlib import sha256
from typing import Any
from uuid import UUID

from annotations.readings import CountedReading
from corpus.models import TextAnalysis
from themes.readings import CodebookRead
from themes.scope import FigureScope, ScopeText, left_out
from themes.versions import code_version

BATCH = 500


def take_snapshot(scope: FigureScope, texts: list[ScopeText], books: list[CodebookRead]) -> str:
    """Return the SHA-256 over texts, sources, readings, codebooks, analyses and code used."""
    digest = sha256()
    for part in _parts(scope, texts, books):
        digest.update(canonical(part).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def canonical(value: Any) -> str:
    """Write data as JSON that is the same for the same data."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def pipeline_versions(texts: list[ScopeText]) -> dict[str, int]:
    """Return how many texts each version of the pipeline has analysed; `none` for the rest."""
    found: dict[str, int] = {}
    for _, state, version in analyses_of(texts):
        name = version if state == TextAnalysis.State.DONE else "failed"
        found[name] = found.get(name, 0) + 1
    missing = len(texts) - sum(found.values())
    return {**dict(sorted(found.items())), **({"none": missing} if missing else {})}


def analyses_of(texts: list[ScopeText]) -> Iterator[tuple[UUID, str, str]]:
    """Yield text, state and version of each analysis, by text."""
    ids = [text.id for text in texts]
    for start in range(0, len(ids), BATCH):
        rows = TextAnalysis.objects.filter(text__in=ids[start : start + BATCH])
        yield from rows.order_by("text").values_list("text", "state", "version")


def _parts(scope: FigureScope, texts: list[ScopeText], books: list[CodebookRead]) -> Iterator[Any]:
    yield code_version()
    yield scope.as_data()
    yield left_out(scope)
    for book in books:
        yield [book.version.codebook_id, book.version.number, book.version.sha256]
        yield [book.unblinded, sorted((str(pk), n) for pk, n in book.asked.items())]
        yield [[m.key, m.stood_before, sorted(m.versions), m.also] for m in book.motifs]
        for row in book.made.values():
            for made in row:
                yield [sorted(made.versions), *_reading(made.reading)]
    for text in texts:
        yield astuple(text)
    yield from analyses_of(texts)


def _reading(reading: CountedReading) -> list[Any]:
    tags = [[t.motif, t.start, t.end] for t in reading.tags]
    tags.sort(key=lambda tag: (tag[0], -1 if tag[1] is None else tag[1], tag[2] or 0))
    suggested = sorted([t.motif, t.start, t.end] for t in reading.tags if t.suggested)
    told = [suggested] if suggested else []
    return [str(reading.text_id), reading.reviewer_id, reading.brought, tags, *told]
