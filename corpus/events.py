"""The one way into the append-only log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from accounts.statements import insert
from corpus.models import Event

if TYPE_CHECKING:
    from accounts.models import User


def record(
    actor: User | None,
    verb: str,
    subject: str,
    subject_id: UUID | int | str,
    *,
    study_id: int | None = None,
    text_id: UUID | None = None,
    **data: object,
) -> Event:
    """Write down who did what to what. Data holds ids only: the log is no way round a blind."""
    event = Event(
        actor=actor,
        verb=verb,
        subject=subject,
        subject_id=str(subject_id),
        study_id=study_id,
        text_id=text_id,
        data=data,
    )
    insert(event)
    return event
