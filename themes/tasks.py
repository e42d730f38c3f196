"""Celery's way in: each task makes one call."""

from celery import shared_task

from themes import services


@shared_task(name="themes.tasks.build_due_reports", expires=200)
def build_due_reports() -> None:
    """Ask for the reports that are due."""
    services.build_due()
