"""Background work that is not lost: the row is the truth, a broker's message only a nudge.

A job is claimed by compare-and-set, and its lease renewed by what the handler reports. A process
that dies, or says nothing for the length of a lease, loses the job to whoever comes next.
While a job waits to be tried again, `lease_until` is the moment before which nobody takes it.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from corpus.models import Job, WorkerHeartbeat
from corpus.processes import is_gone, this_process

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
SEND_AGAIN_AFTER = timedelta(seconds=10)
ALIVE_FOR = timedelta(seconds=30)
GIVE_WAY_AFTER = timedelta(seconds=10)
_SENT_AT_ONCE = 100


class LeaseLost(Exception):
    """Somebody else has the job now: stop, and touch nothing more."""


class GivesWay(Exception):
    """Enough for now: what is left is done after the other work that waits."""


class CannotBeDone(Exception):
    """Trying again would not help; the message is a sentence for those who asked."""


@dataclass(frozen=True)
class _Handler:
    run: str | Callable[[Job, Progress], None]
    on_failure: str | Callable[[Job], None] | None = None


_handlers: dict[str, _Handler] = {}


def register(kind: str, run: str, *, on_failure: str | None = None) -> None:
    """Name the function that does this kind of work; it is imported when first needed."""
    _handlers[kind] = _Handler(run, on_failure)


def handler(kind: str) -> Callable[[Callable[[Job, Progress], None]], Callable]:
    """Register the decorated function for a kind of work."""

    def decorate(run: Callable[[Job, Progress], None]) -> Callable[[Job, Progress], None]:
        _handlers[kind] = _Handler(run)
        return run

    return decorate


class Progress:
    """Called by a handler with how far it is: keeps the lease, or raises LeaseLost."""

    def __init__(self, job: Job, *, watch: Callable[[int, int | None], None] | None = None) -> None:
        self._job = job
        self._watch = watch
        self._began_at: int | None = None
        self._gives_way_at = timezone.now() + GIVE_WAY_AFTER

    def __call__(self, done: int, total: int | None = None) -> None:
        if self._began_at is None:
            self._began_at = done
        changes: dict[str, Any] = {"done": done, "lease_until": _lease_end()}
        if total is not None:
            changes["total"] = total
        if done > self._began_at:
            # Only tries that got nowhere count, or a long job could not outlive five restarts.
            changes["attempts"] = 1
        if not _mine(self._job).update(**changes):
            raise LeaseLost(str(self._job.pk))
        if self._watch:
            self._watch(done, total)

    def give_way(self) -> None:
        """Raise GivesWay if this has run for a while and other kinds of work wait.

        A long job that nobody looks at would keep a lone worker from what somebody waits for.
        """
        now = timezone.now()
        if self._watch or now < self._gives_way_at:
            return
        others = Job.objects.filter(_due(now), state=Job.State.QUEUED).exclude(kind=self._job.kind)
        if others.exists():
            raise GivesWay(str(self._job.pk))


def enqueue(
    kind: str,
    *,
    arguments: dict[str, Any] | None = None,
    by: User | None = None,
    fingerprint: str = "",
    send: bool = True,
) -> Job:
    """Write a job into the caller's transaction; the same work still waiting is the same row."""
    if len(fingerprint) > 64:
        fingerprint = hashlib.sha256(fingerprint.encode()).hexdigest()
    job = Job(kind=kind, arguments=arguments or {}, created_by=by, fingerprint=fingerprint)
    with transaction.atomic():
        if waiting := _waiting(kind, fingerprint):
            return waiting
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            # Written by somebody else between the two looks, and it waits for us as well.
            waiting = _waiting(kind, fingerprint)
            if waiting is None:
                job.fingerprint = ""
                job.save(force_insert=True)
            return waiting or job
        if send:
            transaction.on_commit(partial(nudge, job.pk))
    return job


def nudge(job_id: uuid.UUID) -> None:
    """Tell the workers that there is something to do. If that fails, the sweeper tells them."""
    try:
        current_app.send_task("corpus.tasks.run_job", args=[str(job_id)], retry=False)
    except Exception as error:  # every broker has its own errors, and none may break a request
        logger.warning("job %s could not be sent: %s", job_id, error)
        return
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(sent_at=timezone.now())


def run(job_id: uuid.UUID | str, *, watch: Callable[[int, int | None], None] | None = None) -> bool:
    """Claim a job and do it; return False if it is not to be had."""
    job = _claim(job_id)
    if job is None:
        return False
    try:
        _call(_handlers[job.kind].run, job, Progress(job, watch=watch))
    except LeaseLost:
        logger.info("job %s was taken over", job.pk)
    except GivesWay:
        _requeue(job, attempts=F("attempts") - 1)
        nudge(job.pk)
    except CannotBeDone as refusal:
        _fail(job, str(refusal))
    except Exception as error:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _give_back(job, why=type(error).__name__, wait=_back_off(job.attempts))
    except BaseException:
        # The process was asked to stop: the work waits for the next one, and no try is counted.
        _requeue(job, attempts=F("attempts") - 1)
        raise
    else:
        _mine(job).update(
            state=Job.State.FINISHED, lease_until=None, finished_at=timezone.now(), error=""
        )
    return True


def sweep() -> None:
    """Take back the work of the dead and the silent, and send again what nobody heard of."""
    now = timezone.now()
    for job in Job.objects.filter(state=Job.State.RUNNING):
        expired = job.lease_until is not None and job.lease_until < now
        if expired or is_gone(job.lease_owner.rpartition(":")[0]):
            _give_back(job, why="its process stopped")
    unheard = Q(sent_at=None) | Q(sent_at__lt=now - SEND_AGAIN_AFTER)
    waiting = Job.objects.filter(_due(now), unheard, state=Job.State.QUEUED)
    for pk in waiting.order_by("created_at").values_list("pk", flat=True)[:_SENT_AT_ONCE]:
        nudge(pk)


def workers_alive() -> int:
    """Return how many workers were seen in the last half minute."""
    return WorkerHeartbeat.objects.filter(at__gt=timezone.now() - ALIVE_FOR).count()


def _waiting(kind: str, fingerprint: str) -> Job | None:
    """Return the queued job of that fingerprint, kept from being claimed until we commit.

    Without the write somebody could claim it before our rows can be seen, and leave them undone.
    """
    same = Job.objects.filter(kind=kind, fingerprint=fingerprint, state=Job.State.QUEUED)
    if not fingerprint or not same.update(fingerprint=fingerprint):
        return None
    return same.first()


def _claim(job_id: uuid.UUID | str) -> Job | None:
    now = timezone.now()
    claim = f"{this_process()}:{uuid.uuid4().hex[:12]}"
    claimed = Job.objects.filter(
        Q(state=Job.State.QUEUED) & _due(now) | Q(state=Job.State.RUNNING, lease_until__lt=now),
        pk=job_id,
        attempts__lt=MAX_ATTEMPTS,
    ).update(
        state=Job.State.RUNNING,
        lease_owner=claim,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        started_at=now,
        error="",
    )
    return Job.objects.filter(pk=job_id, lease_owner=claim).first() if claimed else None


def _due(now: Any) -> Q:
    return Q(lease_until=None) | Q(lease_until__lte=now)


def _mine(job: Job) -> Any:
    """Return the row, if whoever claimed it as `job` still has it."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_owner=job.lease_owner)


def _lease_end() -> Any:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _back_off(attempts: int) -> timedelta:
    return timedelta(seconds=5 * attempts**2)


def _give_back(job: Job, *, why: str, wait: timedelta | None = None) -> None:
    """Let another try, unless it has been tried often enough."""
    attempts = Job.objects.filter(pk=job.pk).values_list("attempts", flat=True).first()
    if attempts is not None and attempts >= MAX_ATTEMPTS:
        _fail(job, f"Tried {attempts} times without getting on ({why}). The log says more.")
        return
    _requeue(
        job,
        lease_until=timezone.now() + wait if wait else None,
        error=f"Stopped ({why}); it will be tried again.",
    )


def _requeue(job: Job, **changes: Any) -> None:
    changes = {"lease_until": None, "sent_at": None, **changes, "state": Job.State.QUEUED}
    try:
        with transaction.atomic():
            _mine(job).update(**changes)
    except IntegrityError:
        # The same work has been asked for again meanwhile; doing it twice is harmless.
        _mine(job).update(**changes, fingerprint="")


def _fail(job: Job, error: str) -> None:
    failed = _mine(job).update(
        state=Job.State.FAILED, lease_until=None, finished_at=timezone.now(), error=error
    )
    on_failure = _handlers[job.kind].on_failure if job.kind in _handlers else None
    if failed and on_failure:
        job.refresh_from_db()
        _call(on_failure, job)


def _call(function: str | Callable, *arguments: object) -> None:
    found = import_string(function) if isinstance(function, str) else function
    found(*arguments)
