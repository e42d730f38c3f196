"""Composed reads of this room."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from annotations.gates import READERS
from annotations.models import Membership, Review, Study
from annotations.order import next_text_for, own_progress, progress_of
from annotations.selectors import open_rechecks
from corpus.errors import Refused
from corpus.models import Source
from themes.gates import reports_for
from themes.models import Report
from themes.waiting import WAIT, ListedReport, as_listed, marked

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class OwnStudy:
    """A study of mine: what waits for me, and how far it is."""

    study: Study
    role: str
    own: int
    texts: int
    read: int
    wanted: int
    drafts: int
    has_next: bool


@dataclass(frozen=True)
class NewestReport:
    """The newest report and its first sentences; none of one that waits."""

    row: ListedReport
    headline: list[str]


@dataclass(frozen=True)
class HomeView:
    """What the first page shows one person. The sample is neither texts nor a study of theirs."""

    studies: list[OwnStudy]
    newest: NewestReport | None
    has_texts: bool
    has_studies: bool
    # Tags of mine whose motif has changed since.
    rechecks: int

    @property
    def waiting(self) -> list[OwnStudy]:
        return [row for row in self.studies if row.has_next]


def latest_report(user: User, **scope: Any) -> Report:
    """Return the newest built report that does not wait, or raise Http404, or Refused if all do."""
    row = newest_report(user, **scope)
    if row is None:
        raise Http404("There is no report yet.")
    if row.waits:
        raise Refused(WAIT)
    return row.report


def newest_report(user: User, **scope: Any) -> ListedReport | None:
    """Return the newest built report that does not wait; if all of them do, the newest."""
    found = marked(reports_for(user).filter(built_at__isnull=False, **scope), user)
    if scope.get("collection"):
        found = found.filter(named=True)
    newest = found.select_related("study", "collection").order_by("waits", "-built_at", "pk")
    report = newest.first()
    return as_listed(report) if report else None


def home_for(user: User) -> HomeView:
    """Return my next texts, my studies and the newest report."""
    mine = list(Membership.objects.filter(user=user).select_related("study").order_by("-study"))
    return HomeView(
        studies=[_own_study(member) for member in mine],
        newest=_newest(user),
        has_texts=has_own_texts(),
        has_studies=any(not member.study.is_sample for member in mine),
        rechecks=open_rechecks(review__reviewer=user).count(),
    )


def has_own_texts() -> bool:
    """Say whether anything but the sample is in the corpus."""
    return Source.objects.exclude(collection__is_sample=True).exists()


def _own_study(member: Membership) -> OwnStudy:
    study, user = member.study, member.user
    own, texts = own_progress(study, user)
    read, wanted = progress_of(study)
    reads = study.state == Study.State.OPEN and member.role in READERS
    begun = study.reviews.filter(reviewer=user, state=Review.State.DRAFT)
    drafts = begun.count() if reads else 0
    return OwnStudy(
        study=study,
        role=str(Membership.Role(member.role).label),
        own=own,
        texts=texts,
        read=read,
        wanted=wanted,
        drafts=drafts,
        has_next=reads and (drafts > 0 or next_text_for(study, user) is not None),
    )


def _newest(user: User) -> NewestReport | None:
    row = newest_report(user)
    if row is None:
        return None
    return NewestReport(row, [] if row.waits else json.loads(row.report.content)["headline"])
