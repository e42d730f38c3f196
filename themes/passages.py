"""A few passages that readers tagged, from different families and prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from annotations.readings import CountedReading, CountedTag
from corpus.models import Source
from themes.scope import ScopeText

MOST = 3
SHORT, LONG = 20, 400


@dataclass(frozen=True)
class Tagged:
    """A tag in a text of the scope."""

    text: ScopeText
    tag: CountedTag
    length: int


def choose_passages(
    motif: str,
    texts: Sequence[ScopeText],
    readings: Mapping[UUID, tuple[CountedReading, ...]],
    values: Mapping[UUID, float],
) -> list[Tagged]:
    """Choose up to three, each of another family and prompt, by a lot that knows no words.

    Only texts whose readings agree on the motif by majority; neither scraps nor whole pages
    where there is a choice.
    """
    by_id = {text.id: text for text in texts}
    found = [
        Tagged(by_id[pk], tag, (tag.end or 0) - (tag.start or 0))
        for pk, rows in readings.items()
        if pk in by_id and not by_id[pk].is_human and values.get(pk) == 1
        for reading in rows
        for tag in reading.tags
        if tag.motif == motif and tag.start is not None and not tag.suggested
    ]
    found.sort(key=lambda item: (not SHORT <= item.length <= LONG, *_lot(item)))
    chosen: list[Tagged] = []
    for item in found:
        if len(chosen) < MOST and _is_new(item, chosen):
            chosen.append(item)
    return chosen


def passage_records(chosen: Sequence[Tagged]) -> list[dict[str, Any]]:
    """Return passages as a report keeps them; words leave only with texts that may be passed on."""
    ids = [item.text.id for item in chosen]
    sources = Source.objects.in_bulk(ids)
    return [
        {
            "text": str(item.text.id),
            "start": item.tag.start,
            "end": item.tag.end,
            "quote": item.tag.quote if sources[item.text.id].redistributable else None,
            "author": item.text.author,
            "family": item.text.family,
            "title": sources[item.text.id].title,
            "position": (item.tag.start or 0) / item.text.length,
        }
        for item in chosen
    ]


def _lot(item: Tagged) -> tuple[bytes, int, int]:
    return sha256(item.text.stable_key.encode()).digest(), item.tag.start or 0, item.tag.end or 0


def _is_new(item: Tagged, chosen: Sequence[Tagged]) -> bool:
    families = {other.text.family for other in chosen}
    prompts = {other.text.prompt for other in chosen if other.text.prompt}
    return item.text.family not in families and item.text.prompt not in prompts
