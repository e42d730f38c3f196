"""Pages of codebooks: the motifs as a glossary, and the frozen versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from annotations.api.codebooks import diff_data
from annotations.citing import VersionCitation
from annotations.codebook_diff import diff_versions
from annotations.forms import CodebookForm, DiffForm
from annotations.gates import can_edit_codebook, get_codebook_for, motifs_for
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


@require_safe
def codebook_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a frozen version; this address is what one cites."""
    codebook, version = _version(request, pk, number)
    numbers = codebook.versions.order_by("number").values_list("number", flat=True)
    context = {
        "codebook": codebook,
        "version": version,
        "citation": _citation(request, version),
        "numbers": list(numbers),
        "form": DiffForm(numbers=list(numbers), initial={"from": number, "to": numbers.last()}),
    }
    return render(request, "annotations/codebook_version.html", context)


@require_safe
def codebook_version_json(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Answer a frozen version, as it was hashed."""
    _, version = _version(request, pk, number)
    return JsonResponse(
        {
            "codebook": version.codebook_id,
            "number": version.number,
            "sha256": version.sha256,
            "at": version.at,
            "content": version.content,
        },
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def codebook_cite(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Answer how a version is cited, for BibTeX or as CSL-JSON."""
    _, version = _version(request, pk, number)
    citation = _citation(request, version)
    if kind == "bib":
        return HttpResponse(citation.bibtex, content_type="application/x-bibtex; charset=utf-8")
    if kind == "csl":
        return JsonResponse([citation.csl], safe=False, json_dumps_params={"ensure_ascii": False})
    raise Http404("No such form of citation.")


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


@require_safe
def codebook_diff_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the same comparison as data."""
    _, _, before, after = _compared(request, pk)
    return JsonResponse(diff_data(before, after), json_dumps_params={"ensure_ascii": False})


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


def _version(request: HttpRequest, pk: int, number: int) -> tuple[Codebook, CodebookVersion]:
    codebook = get_codebook_for(signed_in(request), pk)
    found = codebook.versions.select_related("codebook__created_by").filter(number=number).first()
    if found is None:
        raise Http404("No such version.")
    return codebook, found


def _citation(request: HttpRequest, version: CodebookVersion) -> VersionCitation:
    path = reverse("codebook_version", args=[version.codebook_id, version.number])
    maker = version.codebook.created_by
    return VersionCitation(
        name=version.codebook.name,
        number=version.number,
        author=(maker.get_full_name() or maker.get_username()) if maker else "",
        published=version.at.date(),
        address=request.build_absolute_uri(path),
        sha256=version.sha256,
    )
