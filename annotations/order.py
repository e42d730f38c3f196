"""Which text a reviewer reads next: each in an own shuffle that knows no source."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from annotations.gates import READERS
from annotations.models import Assignment, Membership, Review, Study

if TYPE_CHECKING:
    from accounts.models import User


def order_for(study: Study, user: User) -> list[UUID]:
    """Return the study's texts in this reviewer's order: a hash of seed, person and text id."""
    texts = study.study_texts.filter(taken_out_at=None).values_list("text", flat=True)
    return sorted(texts, key=lambda pk: _place(study.seed, user.pk, pk))


def next_text_for(study: Study, user: User) -> UUID | None:
    """Return the first text the reviewer has not begun and that still wants a reader."""
    begun = set(study.reviews.filter(reviewer=user).values_list("text", flat=True))
    taken = _places_taken(study, user)
    for text_id in order_for(study, user):
        if text_id not in begun and taken.get(text_id, 0) < study.reviewers_per_text:
            return text_id
    return None


def finished_readers(study: Study) -> list[User]:
    """Return those who have read something here and will never be offered another text.

    A text that was taken out still has to have been read: taking texts out must finish nobody.
    """
    texts = set(study.study_texts.values_list("text", flat=True))
    submitted: dict[UUID, set[int]] = {pk: set() for pk in texts}
    drafting: set[int] = set()
    rows = study.reviews.values_list("text", "reviewer", "state")
    for text_id, reader, state in rows:
        if text_id in submitted and state == Review.State.SUBMITTED:
            submitted[text_id].add(reader)
        elif state == Review.State.DRAFT:
            drafting.add(reader)
    full = {pk for pk, readers in submitted.items() if len(readers) >= study.reviewers_per_text}
    busy = drafting | _owing_guesses(study)
    members = Membership.objects.filter(study=study, role__in=READERS).select_related("user")
    return [
        member.user
        for member in members
        if member.user_id not in busy
        and any(member.user_id in readers for readers in submitted.values())
        and all(pk in full or member.user_id in submitted[pk] for pk in texts)
    ]


def _owing_guesses(study: Study) -> set[int]:
    """Return who has yet to guess: that comes before the release, so the release waits for it."""
    if not study.guesses:
        return set()
    return set(study.reviews.filter(guess=None).values_list("reviewer", flat=True))


def _places_taken(study: Study, user: User) -> dict[UUID, int]:
    """Return how many others have read, or hold a live reservation of, each text."""
    done = study.reviews.filter(state=Review.State.SUBMITTED).exclude(reviewer=user)
    places = set(done.values_list("text", "reviewer"))
    live = Assignment.objects.filter(study=study, reserved_until__gt=timezone.now())
    places |= set(live.exclude(user=user).values_list("text", "user"))
    taken: dict[UUID, int] = {}
    for text_id, _ in places:
        taken[text_id] = taken.get(text_id, 0) + 1
    return taken


def progress_of(study: Study) -> tuple[int, int]:
    """Return how many readings are in, and how many the study wants."""
    texts = study.study_texts.filter(taken_out_at=None).count()
    read = study.reviews.filter(state=Review.State.SUBMITTED).count()
    return read, texts * study.reviewers_per_text


def own_progress(study: Study, user: User) -> tuple[int, int]:
    """Return how many texts this reviewer has submitted, and how many the study reads."""
    texts = study.study_texts.filter(taken_out_at=None).count()
    return study.reviews.filter(reviewer=user, state=Review.State.SUBMITTED).count(), texts


def _place(seed: str, user_id: int, text_id: UUID) -> bytes:
    return hashlib.sha256(f"{seed}:{user_id}:{text_id}".encode()).digest()
