"""The job that builds a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from corpus.jobs import CannotBeDone, Progress
from corpus.models import Job
from themes.gates import HIDDEN, is_blind_and_open
from themes.models import Report, ReportText
from themes.scope import FigureScope, held_digest

if TYPE_CHECKING:
    from themes.reports.build import Built


def run_report(job: Job, progress: Progress) -> None:
    """Build the report of a job, once: what is there is never written again."""
    report = (
        Report.objects.select_related("study__hold", "collection")
        .filter(pk=job.arguments["report"])
        .first()
    )
    if report is None or report.built_at is not None:
        return
    if report.study and is_blind_and_open(report.study) and not report.interim:
        raise CannotBeDone(str(HIDDEN))
    progress(0)
    scope = FigureScope(report.study, report.collection, report.interim)
    built = _build_settled(scope, beat=lambda: progress(0))
    progress(1, 1)
    _write(report, built)


@transaction.atomic
def _write(report: Report, built: Built) -> None:
    """Write the content once, and beside it what it counts: the report waits while that is held."""
    written = Report.objects.filter(pk=report.pk, built_at=None).update(
        content=built.content,
        snapshot=built.snapshot,
        codebook_version=built.codebook_version,
        built_at=timezone.now(),
    )
    if written:
        counted = [ReportText(report=report, text_id=pk) for pk in built.texts]
        ReportText.objects.bulk_create(counted, batch_size=500)


def _build_settled(scope: FigureScope, *, beat: Callable[[], None]) -> Built:
    """Build again where a study has opened meanwhile: what it holds must not be counted."""
    from themes.reports.build import build_report

    while True:
        held = held_digest()
        built = build_report(scope, beat=beat)
        if held_digest() == held:
            return built
