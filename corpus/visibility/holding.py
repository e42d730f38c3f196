"""Opening, widening and lifting holds, and releasing one person from one. Called by services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from corpus.models import HeldText, Hold, Release
from corpus.visibility.closure import closure_of, linked_to_hold

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_hold(text_ids: Iterable[UUID]) -> Hold:
    """Hold these texts, and all that would betray them, from everybody."""
    chosen = set(text_ids)
    hold = Hold.objects.create()
    _cover(hold, closure_of(chosen), chosen=chosen)
    return hold


@transaction.atomic
def extend_holds(text_ids: Iterable[UUID]) -> None:
    """Widen every open hold over texts that have just come, or have just changed their prompt."""
    ids = list(text_ids)
    for hold in Hold.objects.filter(lifted_at=None):
        beside = linked_to_hold(hold, ids)
        if beside:
            _cover(hold, closure_of(beside), chosen=set())


@transaction.atomic
def lift_hold(hold: Hold) -> None:
    """End the hold: the study that opened it is closed, or has gone back to draft."""
    Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now())


def release(
    *, hold: Hold, user: User, how: str, text_id: UUID | None = None, why: str = ""
) -> bool:
    """Give a person sight of one held text, or without a text of all; return if that is new."""
    _, created = Release.objects.get_or_create(
        hold=hold, user=user, text_id=text_id, defaults={"how": how, "why": why}
    )
    return created


def _cover(hold: Hold, ids: set[UUID], *, chosen: set[UUID]) -> None:
    known = set(HeldText.objects.filter(hold=hold).values_list("text", flat=True))
    HeldText.objects.bulk_create(
        [HeldText(hold=hold, text_id=pk, chosen=pk in chosen) for pk in sorted(ids - known)],
        batch_size=500,
        ignore_conflicts=True,
    )
