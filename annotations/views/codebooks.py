"""Pages of codebooks: the motifs as a glossary, and the frozen versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from annotations.citing import cited_version
from annotations.codebook_diff import diff_versions
from annotations.forms import CodebookForm, DiffForm
from annotations.gates import (
    can_edit_codebook,
    get_codebook_for,
    get_version_for,
    motifs_for,
    reads_codebook,
)
from annotations.listings import CodebookListing
from annotations.models import Codebook, CodebookVersion
from annotations.models.codebook import STANDING
from annotations.selectors import open_rechecks, versions_compared
from annotations.services import codebooks as services
from annotations.tree import branches
from annotations.views.acts import attempt
from corpus.errors import NotAllowed
from corpus.http.acts import acts_on
from corpus.http.twins import ListPage


class CodebookList(ListPage):
    """The codebooks a person may read."""

    listing = CodebookListing()
    template_name = "annotations/codebook_list.html"


@require_http_methods(["GET", "POST"])
def codebook_new(request: HttpRequest) -> HttpResponse:
    """Begin a codebook."""
    if not request.user.is_staff:
        raise PermissionDenied("Only editors make codebooks.")
    form = CodebookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        make = partial(services.create_codebook, by=signed_in(request), **form.cleaned_data)
        codebook = attempt(request, make)
        if codebook is not None:
            return redirect("codebook_detail", pk=codebook.pk)
    return render(request, "annotations/codebook_form.html", {"form": form})


@require_safe
def codebook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a codebook as a glossary: what stands, what is proposed, what is no longer used."""
    user = signed_in(request)
    codebook = get_codebook_for(user, pk)
    beside = ("parent", "merged_into", "split_from", "proposed_by")
    motifs = list(motifs_for(user).filter(codebook=codebook).select_related(*beside))
    proposed = [motif for motif in motifs if motif.is_private and motif.status in STANDING]
    standing = [m for m in motifs if m.status in STANDING and not m.is_private]
    versions = list(codebook.versions.defer("content").order_by("-number"))
    context = {
        "codebook": codebook,
        "branches": branches(standing),
        "proposed": proposed,
        "gone": [motif for motif in motifs if motif.status not in STANDING],
        "count": len(standing),
        "versions": versions,
        "rechecks": open_rechecks(review__reviewer=user, motif__codebook=codebook).count(),
        "may_edit": can_edit_codebook(user, codebook),
    }
    return render(request, "annotations/codebook_detail.html", context)


@login_not_required
@never_cache
@require_safe
def codebook_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a frozen version; this address is what one cites."""
    try:
        version = get_version_for(request.user, pk, number)
    except Http404:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    codebook = version.codebook
    context: dict[str, Any] = {
        "codebook": codebook,
        "version": version,
        "citation": cited_version(version, request.build_absolute_uri(request.path)),
    }
    if reads_codebook(request.user, pk):
        numbers = list(codebook.versions.order_by("number").values_list("number", flat=True))
        form = DiffForm(numbers=numbers, initial={"from": number, "to": numbers[-1]})
        may_edit = can_edit_codebook(signed_in(request), codebook)
        context |= {"reads": True, "may_edit": may_edit, "numbers": numbers, "form": form}
    return render(request, "annotations/codebook_version.html", context)


@acts_on("codebook_version", keep=("pk", "number"))
def codebook_publish(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let anybody read a version."""
    edited_codebook(request, pk)
    version = get_version_for(request.user, pk, number)
    services.publish_version(version=version, by=signed_in(request))
    messages.success(request, _("Published. Anybody can read this version here."))
    return redirect("codebook_version", pk=pk, number=number)


@require_safe
def codebook_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between two versions, down to the words."""
    codebook, form, before, after = _compared(request, pk)
    context = {
        "codebook": codebook,
        "form": form,
        "before": before,
        "after": after,
        "diff": diff_versions(before.content, after.content),
        "twin": f"{request.path.rstrip('/')}.json?from={before.number}&to={after.number}",
    }
    return render(request, "annotations/codebook_diff.html", context)


@acts_on("codebook_detail")
def codebook_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the codebook as a version."""
    codebook = edited_codebook(request, pk)
    version = services.freeze_codebook(codebook=codebook, by=signed_in(request))
    return redirect("codebook_version", pk=pk, number=version.number)


def edited_codebook(request: HttpRequest, pk: int) -> Codebook:
    """Return a codebook this person may change."""
    try:
        return get_codebook_for(signed_in(request), pk, write=True)
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error


def _compared(
    request: HttpRequest, pk: int
) -> tuple[Codebook, DiffForm, CodebookVersion, CodebookVersion]:
    codebook = get_codebook_for(signed_in(request), pk)
    numbers = list(codebook.versions.order_by("number").values_list("number", flat=True))
    form = DiffForm(request.GET, numbers=numbers)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    if not form.is_valid():
        raise Http404("No such version.")
    before, after = versions_compared(codebook, asked["from"], asked["to"])
    shown = DiffForm(numbers=numbers, initial={"from": before.number, "to": after.number})
    return codebook, shown, before, after
