"""When texts were first read, in whichever study: what was worded later may come from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min

from annotations.models import Review
from corpus.models import Source
from themes.scope import ScopeText

BATCH = 500
Moments = dict[UUID, datetime]


def first_read(texts: Sequence[ScopeText]) -> Moments:
    """Return when the first reading of each text was begun.

    A reading of the same words counts: of an equal body, of a passage kept from the text, and of
    the text that it was kept from.
    """
    found: Moments = {}
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        _note(found, _of_bodies(batch))
        ids = [text.id for text in batch]
        _note(found, _begun("text__source__excerpt_of", ids).items())
        parents = dict(
            Source.objects.filter(pk__in=ids, excerpt_of__isnull=False).values_list(
                "pk", "excerpt_of"
            )
        )
        above = _begun("text", list(parents.values()))
        _note(found, ((pk, above[parent]) for pk, parent in parents.items() if parent in above))
    return found


def _of_bodies(texts: Sequence[ScopeText]) -> Iterable[tuple[UUID, datetime]]:
    begun = _begun("text__folded_sha256", [text.folded_sha256 for text in texts])
    return ((text.id, begun[text.folded_sha256]) for text in texts if text.folded_sha256 in begun)


def _begun(field: str, keys: Sequence[Any]) -> dict[Any, datetime]:
    rows = Review.objects.filter(**{f"{field}__in": keys}).order_by().values_list(field)
    return dict(rows.annotate(Min("created_at")))


def _note(found: Moments, rows: Iterable[tuple[UUID, datetime]]) -> None:
    for pk, moment in rows:
        found[pk] = min(moment, found.get(pk, moment))
