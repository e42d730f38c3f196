"""Readings as figures use them: each as last submitted before its reader's release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from annotations.models import Study, Submission
from annotations.resolving import final_keys


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag in a counted reading; start and end are empty for the whole text.

    `motif` is what it counts as now: where the motif it was given has been merged, the other one.
    """

    motif: str
    start: int | None
    end: int | None
    quote: str
    note: str
    # Accepted from a suggestion: never counted where readings are asked for that are blind to them.
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class CountedReading:
    """One reader's reading of one text."""

    text_id: UUID
    reviewer_id: int
    brought: bool
    ratings: dict[str, int | None]
    tags: tuple[CountedTag, ...] = field(default=())
    # The motifs as they were given, before merges are followed.
    tagged: frozenset[str] = frozenset()
    begun_at: datetime | None = None
    # The number of the codebook's newest version at the submission, where it was noted.
    version: int | None = None

    @property
    def motifs(self) -> frozenset[str]:
        """Return what the reader found without being told where to look."""
        return frozenset(tag.motif for tag in self.tags if not tag.suggested)

    def votes_on(self, motif: str) -> bool:
        """Say whether the reading can say yes or no to a motif.

        One that has it by an accepted suggestion alone cannot: unprompted, it may have gone
        either way.
        """
        return motif in self.motifs or not any(tag.motif == motif for tag in self.tags)


@dataclass(frozen=True, slots=True)
class CountedReadings:
    """The readings of a study that count, and how many were left out because they do not."""

    readings: tuple[CountedReading, ...]
    unblinded: int
    brought: int


def counted_readings(study: Study) -> CountedReadings:
    """Return the study's countable readings, by text and reader.

    Where suggestions are shown after submitting, what is submitted again later does not count:
    its reader had seen them.
    """
    submissions = (
        Submission.objects.filter(
            review__study=study,
            review__text__study_texts__study=study,
            review__text__study_texts__taken_out_at=None,
        )
        .order_by("review__text", "review__reviewer", "number")
        .select_related("review__study", "codebook_version")
    )
    last: dict[int, Submission] = {}
    seen: set[int] = set()
    for submission in submissions:
        seen.add(submission.review_id)
        if is_counted(submission):
            last[submission.review_id] = submission
    counts_as = final_keys(study.codebook_id)
    readings = tuple(_reading(submission, counts_as) for submission in last.values())
    return CountedReadings(
        readings=readings,
        unblinded=len(seen) - len(last),
        brought=sum(reading.brought for reading in readings),
    )


def is_counted(submission: Submission) -> bool:
    """Say whether it was made before its reader saw what would sway it.

    That is the source, and where the study compares with suggestions afterwards, these as well.
    """
    compares = submission.review.study.suggestions == Study.Suggestions.AFTER_SUBMIT
    return not submission.unblinded and not (compares and submission.shown_suggestions)


def share_with_motif(readings: Iterable[CountedReading], motif: str) -> float | None:
    """Return a text's value by the majority of its readings: 0, 1, or one half for a tie."""
    votes = [motif in reading.motifs for reading in readings if reading.votes_on(motif)]
    if not votes:
        return None
    yes = sum(votes)
    if 2 * yes == len(votes):
        return 0.5
    return float(2 * yes > len(votes))


def _reading(submission: Submission, counts_as: dict[str, str]) -> CountedReading:
    content = submission.content
    version = submission.codebook_version
    return CountedReading(
        text_id=submission.review.text_id,
        reviewer_id=submission.review.reviewer_id,
        brought=submission.brought,
        ratings={row["scale"]: row["value"] for row in content["ratings"]},
        tags=_tags(content["tags"], counts_as),
        tagged=frozenset(row["motif"] for row in content["tags"]),
        begun_at=submission.review.created_at,
        version=version.number if version else None,
    )


def _tags(rows: list[dict[str, Any]], counts_as: dict[str, str]) -> tuple[CountedTag, ...]:
    """Return tags as what they count as; two that are the same so, at one place, count once."""
    found: dict[tuple[Any, ...], CountedTag] = {}
    for row in rows:
        motif = counts_as.get(row["motif"], row["motif"])
        place = (motif, row["start"], row["end"])
        tag = CountedTag(
            *place,
            quote=row["quote"],
            note=row["note"],
            suggested=row.get("suggestion") is not None,
        )
        # Where one of two was found without being told where to look, that one counts.
        if place not in found or found[place].suggested:
            found[place] = tag
    return tuple(found.values())
