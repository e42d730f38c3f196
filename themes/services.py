"""Writes of this room: asking for reports and figures, and having reports built again and again."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Study
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.events import record
from corpus.jobs import enqueue
from corpus.models import Collection, Job
from themes.gates import HIDDEN, is_blind_and_open, may_build, may_read_interim
from themes.models import Figure, Report, ReportSchedule
from themes.scope import FigureScope

if TYPE_CHECKING:
    from accounts.models import User
    from themes.figures import Question

TITLE_LENGTH = Report._meta.get_field("title").max_length or 200


@transaction.atomic
def request_report(
    *,
    by: User | None,
    study: Study | None = None,
    collection: Collection | None = None,
    title: str = "",
    interim: bool = False,
    send: bool = True,
) -> Report:
    """Have a report built; without a person it is the schedule or the command that asks."""
    scope = FigureScope(study=study, collection=collection, interim=interim)
    _check_scope(scope, by)
    before = _report_before(scope)
    now = timezone.now()
    report = Report.objects.create(
        study=study,
        collection=collection,
        interim=interim,
        title=(title.strip() or _title(scope, now))[:TITLE_LENGTH],
        period_start=before.requested_at.date() if before else None,
        period_end=now.date(),
        previous=before,
        by=by,
    )
    report.job = enqueue("report", arguments={"report": str(report.pk)}, by=by, send=send)
    report.save(update_fields=["job"])
    record(by, "report_requested", "report", report.pk, study_id=study.pk if study else None)
    return report


@transaction.atomic
def schedule_report(
    *, by: User, every: str, study: Study | None = None, collection: Collection | None = None
) -> ReportSchedule:
    """Have a report of a scope built every day, week or month, the first after one of these."""
    scope = FigureScope(study=study, collection=collection)
    if not may_build(by, scope):
        raise NotAllowed(_("Only editors, and of a study its leads, have reports built."))
    if every not in ReportSchedule.Every.values:
        raise Invalid(("every", _("A report is built every day, week or month.")))
    schedule, created = ReportSchedule.objects.get_or_create(
        study=study,
        collection=collection,
        every=every,
        defaults={"created_by": by, "next_at": next_time(timezone.now(), every)},
    )
    if created:
        record(by, "schedule_made", "schedule", schedule.pk, study_id=study.pk if study else None)
    return schedule


@transaction.atomic
def end_schedule(*, schedule: ReportSchedule, by: User) -> None:
    """Have no more reports built by a schedule; those it built stay."""
    if not may_build(by, FigureScope(study=schedule.study, collection=schedule.collection)):
        raise NotAllowed(_("Only editors, and of a study its leads, end a schedule."))
    record(by, "schedule_ended", "schedule", schedule.pk, study_id=schedule.study_id)
    schedule.delete()


def build_due(now: datetime | None = None) -> int:
    """Ask for the report of every schedule that is due; return how many were asked for.

    A schedule is moved on by compare-and-set in the same transaction, so that two schedulers at
    once build one report. What was missed while nothing ran is built once.
    """
    now = now or timezone.now()
    return sum(
        _build_due(schedule, now) for schedule in ReportSchedule.objects.filter(next_at__lte=now)
    )


@transaction.atomic
def start_figure(question: Question, *, by: User) -> Job:
    """Have a figure computed; the same question still waiting, or at work, is the same job."""
    figure, _ = Figure.objects.get_or_create(
        fingerprint=question.fingerprint, defaults={"question": question.as_data()}
    )
    if figure.job and figure.job.state in (Job.State.QUEUED, Job.State.RUNNING):
        return figure.job
    job = enqueue(
        "figure",
        arguments={"question": question.as_data()},
        by=by,
        fingerprint=question.fingerprint,
    )
    Figure.objects.filter(pk=figure.pk).update(job=job)
    return job


def next_time(after: datetime, every: str) -> datetime:
    """Return the time one day, week or month later; the 31st becomes the month's last day."""
    if every == ReportSchedule.Every.DAY:
        return after + timedelta(days=1)
    if every == ReportSchedule.Every.WEEK:
        return after + timedelta(days=7)
    year, month = (after.year + 1, 1) if after.month == 12 else (after.year, after.month + 1)
    day = min(after.day, calendar.monthrange(year, month)[1])
    return after.replace(year=year, month=month, day=day)


def _check_scope(scope: FigureScope, by: User | None) -> None:
    study = scope.study
    if study is not None and scope.collection is not None:
        raise Invalid(("collection", _("A report speaks of a study or of a collection, not both.")))
    if by is not None and not may_build(by, scope):
        raise NotAllowed(_("Only editors, and of a study its leads, have reports built."))
    if scope.interim and (study is None or not is_blind_and_open(study)):
        raise Invalid(("interim", _("Only an open blind study has interim reports.")))
    if study is None:
        return
    if study.state == Study.State.DRAFT:
        raise Refused(_("The study has not been opened: there is nothing to report yet."))
    if is_blind_and_open(study) and not scope.interim:
        raise Refused(str(HIDDEN))
    if scope.interim and (by is None or not may_read_interim(by, study)):
        raise NotAllowed(str(HIDDEN))


def _report_before(scope: FigureScope) -> Report | None:
    same = Report.objects.filter(
        study=scope.study,
        collection=scope.collection,
        interim=scope.interim,
        built_at__isnull=False,
    )
    return same.order_by("-requested_at").first()


def _title(scope: FigureScope, now: datetime) -> str:
    name = "all texts"
    if scope.study:
        name = scope.study.name
    elif scope.collection:
        name = scope.collection.name
    kind = "Interim" if scope.interim else "What recurs"
    return f"{kind}: {name}, {now.day} {now:%B %Y}"


@transaction.atomic
def _build_due(schedule: ReportSchedule, now: datetime) -> bool:
    due = schedule.next_at
    following = next_time(due, schedule.every)
    while following <= now:
        following = next_time(following, schedule.every)
    same = ReportSchedule.objects.filter(pk=schedule.pk, next_at=due)
    if not same.update(next_at=following):
        return False
    study = schedule.study
    if study and (study.state == Study.State.DRAFT or is_blind_and_open(study)):
        return False
    request_report(by=None, study=study, collection=schedule.collection)
    return True
