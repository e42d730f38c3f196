"""Rows just written, kept with what they belong to: an answer need not read them again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from annotations.models import Rating, Review, Tag


def keep_at_hand(
    review: Review, name: Literal["ratings", "tags"], rows: Iterable[Rating] | Iterable[Tag]
) -> None:
    """Let the review answer with these rows, in this order, as if they had been prefetched."""
    manager = getattr(review, name)
    found = manager.all()
    # What `prefetch_related` does with rows that it has read itself; Django has no public way.
    found._result_cache = list(rows)
    found._prefetch_done = True
    cache = getattr(review, "_prefetched_objects_cache", {})
    review._prefetched_objects_cache = cache | {name: found}  # type: ignore[attr-defined]
