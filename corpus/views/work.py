"""Imports and background jobs: what runs, waits and failed, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from corpus.api.listings import ImportListing, JobListing
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.forms import ImportForm
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage
from corpus.http.viewsets import person
from corpus.jobs import workers_alive
from corpus.jobviews import visible_jobs
from corpus.models import Import, ImportNote, Job
from corpus.selectors import imports_of, jobs_by_state
from corpus.services.imports import start_import

# Lines of one kind shown on the page; the rest are in the API's answer.
NOTES_SHOWN = 200
REFUSALS = (Invalid, Refused, NotAllowed)
MOVING = (Import.State.QUEUED, Import.State.RUNNING)
private = cache_control(private=True, no_store=True)


class ImportList(ListPage):
    """A person's imports, and the form that begins one."""

    listing = ImportListing()
    template_name = "corpus/import_list.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        waiting = imports_of(request.user).filter(state__in=MOVING).exists()
        return {"upload": ImportForm(), **worker_context(waiting=waiting)}

    def post(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_staff:
            raise PermissionDenied("Only an editor may import.")
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                begun = start_import(by=person(request), **form.upload())
            except REFUSALS as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The file is stored and waits to be read."))
                return redirect("import_detail", pk=begun.pk)
        context = {"upload": form, "rows": [], "upload_refused": True, **worker_context()}
        return self._rendered(request, context, status=400)


@private
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of one's own imports; asked by htmx, only the part that moves."""
    run = get_object_or_404(imports_of(request.user), pk=pk)
    context = {
        "run": run,
        "moving": run.state in MOVING,
        "job": run.job and visible_jobs(request.user, [run.job])[0],
        "notes": [_notes(run, kind) for kind in ImportNote.Kind],
        **worker_context(),
    }
    alone = getattr(request, "htmx", False)
    return render(request, "corpus/_import.html" if alone else "corpus/import_detail.html", context)


class JobList(ListPage):
    """What runs, waits, failed and why. Polled by htmx while anything moves."""

    listing = JobListing()
    template_name = "corpus/job_list.html"
    fragment_name = "corpus/_jobs.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        counted = jobs_by_state()
        moving = bool(counted[Job.State.QUEUED] or counted[Job.State.RUNNING])
        return {"counted": counted, "moving": moving, **worker_context(waiting=moving)}


@private
def job_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one job; asked by htmx, only the part that moves."""
    job = visible_jobs(request.user, [get_object_or_404(Job, pk=pk)])[0]
    begun = imports_of(request.user).filter(job=pk).first()
    context = {"job": job, "begun": begun, "moving": not job.is_over, **worker_context()}
    alone = getattr(request, "htmx", False)
    return render(request, "corpus/_job.html" if alone else "corpus/job_detail.html", context)


def worker_context(*, waiting: bool = True) -> dict[str, Any]:
    """Return what the notice about missing workers needs."""
    return {
        "no_worker": not workers_alive(),
        "waiting": waiting,
        "embedded_broker": settings.EMBEDDED_BROKER,
    }


def _notes(run: Import, kind: ImportNote.Kind) -> dict[str, Any]:
    notes = run.notes.filter(kind=kind)
    return {"kind": kind.value, "count": notes.count(), "lines": notes[:NOTES_SHOWN]}
