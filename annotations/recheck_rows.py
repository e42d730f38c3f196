"""Tags to be looked at again as the page tells them: what changed, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from annotations.models import CodebookVersion, Membership, Motif, Recheck, Review, Study
from annotations.resolving import final_motif
from annotations.selectors import open_rechecks

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class RecheckShown:
    """One row; `versions` are those between which a motif was worded anew, where both are known."""

    row: Recheck
    counts_as: Motif
    choices: tuple[Motif, ...]
    versions: tuple[int, int] | None
    is_own: bool
    is_submitted: bool
    can_decide: bool

    @property
    def at(self) -> str:
        """Return where the tag is, as the end of a link into the reading."""
        return "" if self.row.start is None else f"#at={self.row.start}-{self.row.end}"


@dataclass(frozen=True, slots=True)
class LedCount:
    """How many tags of a study that one leads wait for their readers."""

    study: Study
    waiting: int


def rows_shown(user: User, rows: Sequence[Recheck]) -> list[RecheckShown]:
    """Return rows with the motifs to choose from, by a few queries for all of them."""
    books = {row.motif.codebook_id for row in rows}
    motifs = {(m.codebook_id, m.key): m for m in Motif.objects.filter(codebook__in=books)}
    newest = dict(
        CodebookVersion.objects.filter(codebook__in=books)
        .order_by()
        .values_list("codebook")
        .annotate(Max("number"))
    )
    return [_shown(user, row, motifs, newest.get(row.motif.codebook_id)) for row in rows]


def led_counts(user: User) -> list[LedCount]:
    """Return the open studies one leads in which tags wait: numbers alone, whatever is held."""
    led = Study.objects.filter(
        memberships__user=user, memberships__role=Membership.Role.LEAD, state=Study.State.OPEN
    )
    counted = (
        open_rechecks(review__study__in=led)
        .order_by()
        .values_list("review__study")
        .annotate(Count("pk"))
    )
    waiting = dict(counted)
    return [LedCount(study, waiting[study.pk]) for study in led if study.pk in waiting]


def _shown(
    user: User, row: Recheck, motifs: dict[tuple[int, str], Motif], newest: int | None
) -> RecheckShown:
    own = row.review.reviewer_id == user.pk
    made = row.tag.codebook_version if row.tag else None
    book = row.motif.codebook_id
    redefined = row.why == Recheck.Why.REDEFINED and made and newest and made.number < newest
    return RecheckShown(
        row=row,
        counts_as=final_motif(row.motif),
        choices=tuple(motifs[book, key] for key in row.choices if (book, key) in motifs),
        versions=(made.number, newest) if redefined and made and newest else None,
        is_own=own,
        is_submitted=row.review.state == Review.State.SUBMITTED,
        can_decide=own
        and row.state == Recheck.State.OPEN
        and row.review.study.state == Study.State.OPEN,
    )
