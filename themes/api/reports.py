"""Reports over REST, with their twins."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from corpus.http.problems import Problem
from corpus.http.viewsets import ListingViewSet, StrictApi, person
from themes.forms import ReportQuery
from themes.gates import get_report_for, get_scope_for
from themes.listings import ReportListing
from themes.models import Report
from themes.reports.diff import compare_reports
from themes.reports.twins import csv_text, envelope, json_text
from themes.selectors import latest_report
from themes.serializers import ReportDetailOut, ReportDiffOut, ReportIn, ReportOut
from themes.services import request_report
from themes.waiting import WAIT, listed, waits_for_close


class ReportViewSet(ListingViewSet):
    """Dated reports: built once, kept as they were."""

    queryset = Report.objects.none()
    listing = ReportListing()
    permission_classes = [IsAuthenticated]
    query_forms = {"latest": ReportQuery}
    problem_codes = {
        "retrieve": {400, 401, 403, 404, 409},
        "latest": {400, 401, 404, 409},
        "diff": {400, 401, 403, 404, 409},
        "create": {400, 401, 403, 404, 409, 415},
    }

    @extend_schema(responses=ReportDetailOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Answer one report, its content as it was frozen."""
        return Response(_whole(request, _get(request, pk)))

    @extend_schema(request=ReportIn, responses={202: ReportOut})
    def create(self, request: Request) -> Response:
        """Have a report built, in the background."""
        given = ReportIn(data=request.data)
        given.is_valid(raise_exception=True)
        wanted: dict[str, Any] = dict(given.validated_data)
        title = wanted.pop("title", "")
        scope = get_scope_for(person(request), **wanted)
        report = request_report(
            by=person(request),
            study=scope.study,
            collection=scope.collection,
            interim=scope.interim,
            title=title,
        )
        return Response(ReportOut(listed(person(request), report)).data, status=202)

    @extend_schema(responses=ReportDetailOut, filters=False)
    @action(detail=False, pagination_class=None)
    def latest(self, request: Request) -> Response:
        """Answer the newest report that does not wait, of a study or collection if one is named."""
        asked = {name: value for name, value in self.query.items() if value}
        return Response(_whole(request, latest_report(person(request), **asked)))

    @extend_schema(responses=ReportDiffOut, filters=False)
    @action(detail=True, pagination_class=None)
    def diff(self, request: Request, pk: str) -> Response:
        """Answer what differs from the report before it of the same scope."""
        report = _get(request, pk)
        if report.previous_id is None:
            raise Problem(404, "There is no report before this one.")
        before, after = _get(request, str(report.previous_id)), report
        changes = compare_reports(_content(request, before), _content(request, after))
        answer = {"report": after.pk, "previous": before.pk, **changes}
        return Response(ReportDiffOut(answer).data)


class ReportTwin(StrictApi, APIView):
    """One report as a file: by its id, or the newest that does not wait."""

    action = "retrieve"
    schema = None

    def get(self, request: Request, pk: UUID | None = None) -> HttpResponse:
        report = latest_report(person(request)) if pk is None else _get(request, str(pk))
        return self.answer(request, report)

    def answer(self, request: Request, report: Report) -> HttpResponse:
        raise NotImplementedError


class ReportJson(ReportTwin):
    """The report as JSON, the content byte for byte as it was frozen."""

    def answer(self, request: Request, report: Report) -> HttpResponse:
        check_open(request, report)
        return HttpResponse(json_text(report), content_type="application/json; charset=utf-8")


class ReportCsv(ReportTwin):
    """One row for each motif or term and group."""

    def answer(self, request: Request, report: Report) -> HttpResponse:
        check_open(request, report)
        response = HttpResponse(csv_text(report), content_type="text/csv; charset=utf-8")
        name = f"report-{report.built_at:%Y-%m-%d}-{str(report.pk)[:8]}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ReportHtml(ReportTwin):
    """The report's page."""

    def answer(self, request: Request, report: Report) -> HttpResponse:
        return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))


def check_open(request: Request, report: Report) -> None:
    """Refuse the data of a report that is not built, or counts what is held from who asks."""
    if report.built_at is None:
        raise Problem(409, "This report is being built: ask again in a moment.")
    if waits_for_close(request.user, report):
        raise Problem(409, WAIT)


def _get(request: Request, pk: str) -> Report:
    try:
        return get_report_for(person(request), UUID(pk))
    except ValueError as error:
        raise Problem(404, "No such report.") from error


def _content(request: Request, report: Report) -> dict[str, Any]:
    check_open(request, report)
    return json.loads(report.content)


def _whole(request: Request, report: Report) -> dict[str, Any]:
    return {**envelope(report), "content": _content(request, report)}
