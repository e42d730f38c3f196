"""Readings as figures use them: each as last submitted before its reader's release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from annotations.models import Study, Submission


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag in a counted reading; start and end are empty for the whole text."""

    motif: str
    start: int | None
    end: int | None
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class CountedReading:
    """One reader's reading of one text."""

    text_id: UUID
    reviewer_id: int
    brought: bool
    ratings: dict[str, int | None]
    tags: tuple[CountedTag, ...] = field(default=())

    @property
    def motifs(self) -> frozenset[str]:
        return frozenset(tag.motif for tag in self.tags)


@dataclass(frozen=True, slots=True)
class CountedReadings:
    """The readings of a study that count, and how many were left out because they do not."""

    readings: tuple[CountedReading, ...]
    unblinded: int
    brought: int


def counted_readings(study: Study) -> CountedReadings:
    """Return the study's countable readings, by text and reader."""
    submissions = (
        Submission.objects.filter(
            review__study=study,
            review__text__study_texts__study=study,
            review__text__study_texts__taken_out_at=None,
        )
        .order_by("review__text", "review__reviewer", "number")
        .select_related("review")
    )
    last: dict[int, Submission] = {}
    seen: set[int] = set()
    for submission in submissions:
        seen.add(submission.review_id)
        if not submission.unblinded:
            last[submission.review_id] = submission
    readings = tuple(_reading(submission) for submission in last.values())
    return CountedReadings(
        readings=readings,
        unblinded=len(seen) - len(last),
        brought=sum(reading.brought for reading in readings),
    )


def share_with_motif(readings: Iterable[CountedReading], motif: str) -> float | None:
    """Return a text's value by the majority of its readings: 0, 1, or one half for a tie."""
    votes = [motif in reading.motifs for reading in readings]
    if not votes:
        return None
    yes = sum(votes)
    if 2 * yes == len(votes):
        return 0.5
    return float(2 * yes > len(votes))


def _reading(submission: Submission) -> CountedReading:
    content = submission.content
    return CountedReading(
        text_id=submission.review.text_id,
        reviewer_id=submission.review.reviewer_id,
        brought=submission.brought,
        ratings={row["scale"]: row["value"] for row in content["ratings"]},
        tags=tuple(
            CountedTag(row["motif"], row["start"], row["end"], row["quote"], row["note"])
            for row in content["tags"]
        ),
    )
