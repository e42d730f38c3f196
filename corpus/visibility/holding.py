"""Opening, widening and lifting holds, and releasing one person from one. Called by services."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from corpus.models import HeldText, Hold, Release
from corpus.visibility.aside import put_back
from corpus.visibility.closure import closure_of, linked_to_hold

if TYPE_CHECKING:
    from accounts.models import User


# Any number that nothing else here locks.
LOCK = 0x76617269


@transaction.atomic
def open_hold(text_ids: Iterable[UUID]) -> Hold:
    """Hold these texts, and all that would betray them, from everybody."""
    chosen = set(text_ids)
    _one_at_a_time()
    hold = Hold.objects.create()
    _cover(hold, closure_of(chosen), chosen=chosen)
    bare = HeldText.objects.filter(hold=hold, text__source__prompt=None)
    hold.shows_prompts = not bare.exists()
    hold.save(update_fields=["shows_prompts"])
    return hold


@transaction.atomic
def extend_holds(text_ids: Iterable[UUID]) -> None:
    """Widen every open hold over texts that have just come, or have just changed their prompt."""
    ids = list(text_ids)
    _one_at_a_time()
    for hold in Hold.objects.filter(lifted_at=None):
        covered = set(HeldText.objects.filter(hold=hold).values_list("text", flat=True))
        # One that is covered already may stand beside others now: its prompt has changed.
        beside = linked_to_hold(hold, set(ids) - covered) | covered.intersection(ids)
        if beside:
            _cover(hold, closure_of(beside, known=covered - beside), late=True)


@transaction.atomic
def lift_hold(hold: Hold) -> None:
    """End the hold: the study that opened it is closed, or has gone back to draft."""
    Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now())
    put_back()


def release(
    *, hold: Hold, user: User, how: str, text_id: UUID | None = None, why: str = ""
) -> bool:
    """Give a person sight of one held text, or without a text of all; return if that is new.

    Who asks to see what they had come to see by reading has asked from then on.
    """
    one: dict[str, UUID | None] = {"text_id": text_id}
    kept, created = Release.objects.get_or_create(
        hold=hold, user=user, **one, defaults={"how": how, "why": why}
    )
    if created or how != Release.How.UNBLINDED:
        return created
    before = Release.objects.filter(pk=kept.pk).exclude(how=how)
    return bool(before.update(how=how, why=why))


def _one_at_a_time() -> None:
    """Let nobody open a hold while texts come in, or neither would see the other's rows.

    SQLite has one writer at a time as it is.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _cover(
    hold: Hold, ids: set[UUID], *, chosen: Set[UUID] = frozenset(), late: bool = False
) -> None:
    known = set(HeldText.objects.filter(hold=hold).values_list("text", flat=True))
    HeldText.objects.bulk_create(
        [
            HeldText(hold=hold, text_id=pk, chosen=pk in chosen, late=late)
            for pk in sorted(ids - known)
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
