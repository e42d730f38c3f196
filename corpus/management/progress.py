"""Working off a job within a command, with one line that says how far it is."""

from __future__ import annotations

import time
from types import TracebackType

from django.core.management.base import OutputWrapper

from corpus import jobs
from corpus.models import Job

_LOOK_EVERY = 0.5


class Line:
    """A line written over itself on a terminal; elsewhere nothing but the last word."""

    def __init__(self, out: OutputWrapper, unit: str) -> None:
        self._out, self._unit = out, unit
        self._total: int | None = None
        self._shown = False

    def __call__(self, done: int, total: int | None = None) -> None:
        self._total = total if total is not None else self._total
        if not self._out.isatty():
            return
        of = f" of {self._total}" if self._total is not None else ""
        self._out.write(f"\r{done}{of} {self._unit}", ending="")
        self._out.flush()
        self._shown = True

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._out.write("")


def work_off(job: Job, line: Line) -> Job:
    """Do the job here; if a worker has it already, or takes it over, wait for that one."""
    jobs.run(job.pk, watch=line)
    job.refresh_from_db()
    while job.state == Job.State.RUNNING:
        time.sleep(_LOOK_EVERY)
        line(job.done, job.total)
        jobs.sweep()
        job.refresh_from_db()
    return job
