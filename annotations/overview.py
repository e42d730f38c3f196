"""What a study's page says of it: numbers that know no source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from annotations.gates import READERS, role_in
from annotations.models import Membership, Review, Scale, Study
from annotations.order import next_text_for, own_progress, progress_of
from annotations.selectors import open_rechecks
from corpus.visibility import has_unblinded

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Part:
    """A member, and how much they have read."""

    username: str
    role: str
    submitted: int
    drafts: int


@dataclass(frozen=True, slots=True)
class StudyOverview:
    """Everything a study's page counts."""

    role: str | None
    texts: int
    read: int
    wanted: int
    own: int
    has_draft: bool
    has_next: bool
    unblinded: bool
    rechecks: int
    rechecks_of_all: int
    parts: tuple[Part, ...]
    scales: tuple[Scale, ...]


def overview_of(study: Study, user: User) -> StudyOverview:
    """Return what the study's page tells this person."""
    role = role_in(user, study)
    read, wanted = progress_of(study)
    own, texts = own_progress(study, user)
    reads = study.state == Study.State.OPEN and role in READERS
    drafts = study.reviews.filter(reviewer=user, state=Review.State.DRAFT).exists()
    waiting = open_rechecks(review__study=study)
    return StudyOverview(
        role=role,
        texts=texts,
        read=read,
        wanted=wanted,
        own=own,
        has_draft=reads and drafts,
        has_next=reads and (drafts or next_text_for(study, user) is not None),
        unblinded=study.hold is not None and has_unblinded(user, study.hold),
        rechecks=waiting.filter(review__reviewer=user).count(),
        rechecks_of_all=waiting.count() if role == Membership.Role.LEAD else 0,
        parts=_parts(study, user, role),
        scales=tuple(study.scales.all()),
    )


def _parts(study: Study, user: User, role: str | None) -> tuple[Part, ...]:
    """Return the members; how far each has come only to a lead, and to each of oneself."""
    counts = {
        row["reviewer"]: (row["submitted"], row["drafts"])
        for row in study.reviews.order_by()
        .values("reviewer")
        .annotate(
            submitted=Count("pk", filter=Q(state=Review.State.SUBMITTED)),
            drafts=Count("pk", filter=Q(state=Review.State.DRAFT)),
        )
    }
    return tuple(
        Part(member.user.username, member.role, *counts.get(member.user_id, (0, 0)))
        if role == Membership.Role.LEAD or member.user_id == user.pk
        else Part(member.user.username, member.role, 0, 0)
        for member in study.memberships.select_related("user")
    )
