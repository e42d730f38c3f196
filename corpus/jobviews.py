"""A job as a person may see it: what an import met is for who began it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from corpus.models import Job
from corpus.visibility import Reader

# Jobs that read what a blind holds, before it is held.
PRIVATE_KINDS = frozenset({"import"})


@dataclass(frozen=True, slots=True)
class VisibleJob:
    """A unit of background work; `done`, `total` and `error` are None where they are private."""

    id: UUID
    kind: str
    state: str
    mine: bool
    attempts: int
    done: int | None
    total: int | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_private(self) -> bool:
        return self.error is None

    @property
    def is_over(self) -> bool:
        return self.state in (Job.State.FINISHED, Job.State.FAILED)


def visible_jobs(reader: Reader, jobs: Iterable[Job]) -> list[VisibleJob]:
    """Return jobs as the reader may see them, in the same order."""
    return [_visible(reader, job) for job in jobs]


def _visible(reader: Reader, job: Job) -> VisibleJob:
    mine = reader is not None and reader.pk is not None and job.created_by_id == reader.pk
    told = mine or job.kind not in PRIVATE_KINDS
    return VisibleJob(
        id=job.pk,
        kind=job.kind,
        state=job.state,
        mine=mine,
        attempts=job.attempts,
        done=job.done if told else None,
        total=job.total if told else None,
        error=job.error if told else None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
