"""Celery's way in: each task makes one call."""

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown

from corpus import heartbeat, jobs


# Acknowledged late and sent again at will: a second copy finds the job claimed, and does nothing.
@shared_task(name="corpus.tasks.run_job")
def run_job(job_id: str) -> None:
    """Do one job."""
    jobs.run(job_id)


# A worker that is busy for long must not find a heap of these afterwards.
@shared_task(name="corpus.tasks.sweep_jobs", expires=10)
def sweep_jobs() -> None:
    """Take back and send again what was lost."""
    jobs.sweep()


@worker_ready.connect
def _begin(sender: object, **_: object) -> None:
    heartbeat.begin(str(getattr(sender, "hostname", sender)))


@worker_shutdown.connect
def _end(**_: object) -> None:
    heartbeat.end()
