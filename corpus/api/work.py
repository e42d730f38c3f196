"""Imports and background jobs over REST."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from corpus.api.input import ImportInput
from corpus.api.listings import ImportListing, JobListing
from corpus.api.output import ImportDetailSerializer, ImportSerializer, JobSerializer
from corpus.http.viewsets import ListingViewSet, person
from corpus.jobviews import visible_jobs
from corpus.models import Import, ImportNote, Job
from corpus.selectors import imports_of
from corpus.services.imports import start_import


class ImportViewSet(ListingViewSet):
    """Imports, your own only: what one met is for who made it."""

    queryset: QuerySet[Import] = Import.objects.none()
    listing = ImportListing()
    parser_classes = [MultiPartParser]
    problem_codes = {"create": {400, 401, 403, 409, 415}}

    @extend_schema(responses=ImportDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        run = get_object_or_404(imports_of(request.user), pk=pk)
        return Response(ImportDetailSerializer(_with_notes(run)).data)

    @extend_schema(
        request={"multipart/form-data": ImportInput}, responses={202: ImportDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        given = ImportInput(data=request.data)
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        run = start_import(
            file=file,
            file_name=file.name,
            collection_name=given.validated_data.get("collection", ""),
            by=person(request),
        )
        shown = ImportDetailSerializer(_with_notes(run))
        return Response(shown.data, status=status.HTTP_202_ACCEPTED)


class JobViewSet(ListingViewSet):
    """Background work: what waits, runs, is done and failed, and why."""

    queryset: QuerySet[Job] = Job.objects.none()
    listing = JobListing()
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=JobSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        job = get_object_or_404(Job, pk=pk)
        return Response(JobSerializer(visible_jobs(request.user, [job])[0]).data)


def _with_notes(run: Import) -> dict[str, Any]:
    """Return an import's fields with its lines under the names the answer gives them."""
    names = {"error": "errors", "difference": "differences", "held": "held"}
    lines: dict[str, list[ImportNote]] = {name: [] for name in names.values()}
    for note in run.notes.all():
        lines[names[note.kind]].append(note)
    fields: list[str] = [str(name) for name in ImportSerializer().fields]
    return {**{name: getattr(run, name) for name in fields}, **lines}
