"""Pages of reports: the list with its forms, and one report."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from annotations.views.acts import attempt, say_what_is_wrong
from corpus.errors import NotAllowed
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage, twin_links
from corpus.http.viewsets import person
from corpus.models import Job
from corpus.views.work import worker_context
from themes.forms import BuildReportForm, ScheduleForm, scope_choices
from themes.gates import get_report_for, schedules_for
from themes.listings import ReportListing
from themes.reports.present import present_report
from themes.serializers import state_of
from themes.services import end_schedule, request_report, schedule_report
from themes.waiting import ListedReport, listed

private = cache_control(private=True, no_store=True)


class ReportList(ListPage):
    """The reports a person may read, and for who may build them the forms."""

    listing = ReportListing()
    template_name = "themes/report_list.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        user = person(request)
        may_build = bool(scope_choices(user, interim=True))
        study = answer.asked.get("study")
        return {
            "build": BuildReportForm(user=user, prefix="build", study=study) if may_build else None,
            "narrowed": bool(answer.asked),
            "schedule": ScheduleForm(user=user, prefix="schedule")
            if scope_choices(user, interim=False)
            else None,
            "schedules": schedules_for(user),
        }


@require_safe
@private
def report_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a report as this person may see it; while it is built, how far that is."""
    user = person(request)
    try:
        report = get_report_for(user, pk)
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error
    row = listed(user, report)
    if report.built_at is None:
        return _being_built(request, row)
    if getattr(request, "htmx", False):
        # The page that waited for it asks for its own whole again.
        return HttpResponseClientRefresh()
    if row.waits:
        return render(request, "themes/report_waiting.html", {"row": row, "report": report})
    previous = report.previous if report.previous and report.previous.built_at else None
    context = {
        "shown": present_report(user, report),
        "report": report,
        "previous": previous,
        "twins": twin_links(request),
    }
    return render(request, "themes/report_detail.html", context)


@acts_on("report_list")
def report_build(request: HttpRequest) -> HttpResponse:
    """Have a report built."""
    user = person(request)
    form = BuildReportForm(request.POST, user=user, prefix="build")
    if not form.is_valid():
        say_what_is_wrong(request, form)
        return redirect("report_list")
    report = attempt(request, partial(request_report, by=user, **form.wanted()))
    return redirect("report_detail", pk=report.pk) if report else redirect("report_list")


@acts_on("report_list")
def schedule_make(request: HttpRequest) -> HttpResponse:
    """Have reports built again and again."""
    user = person(request)
    form = ScheduleForm(request.POST, user=user, prefix="schedule")
    if form.is_valid():
        make = partial(schedule_report, by=user, **form.wanted())
        attempt(
            request, make, said=_("The schedule is kept. The first report comes when it is due.")
        )
    else:
        say_what_is_wrong(request, form)
    return redirect("report_list")


@acts_on("report_list", keep=())
def schedule_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a schedule."""
    user = person(request)
    schedule = get_object_or_404(schedules_for(user), pk=pk)
    attempt(request, partial(end_schedule, schedule=schedule, by=user), said=_("No more of these."))
    return redirect("report_list")


def _being_built(request: HttpRequest, row: ListedReport) -> HttpResponse:
    """Show how far the work is; asked by htmx when it is done, have the page loaded anew."""
    state = state_of(row.report)
    context = {
        "row": row,
        "report": row.report,
        "state": state,
        "moving": state in (Job.State.QUEUED, Job.State.RUNNING),
        **worker_context(),
    }
    alone = getattr(request, "htmx", False)
    name = "themes/_report_building.html" if alone else "themes/report_building.html"
    return render(request, name, context)
