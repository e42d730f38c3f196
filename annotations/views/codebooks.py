"""Pages of codebooks: their motifs and frozen versions."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from annotations.forms import CodebookForm, MotifChangeForm, MotifForm
from annotations.gates import can_edit_codebook, get_codebook_for
from annotations.listings import CodebookListing
from annotations.models import Codebook, Motif
from annotations.services import codebooks as services
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


@require_http_methods(["GET"])
def codebook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a codebook: every motif, and the versions frozen so far."""
    codebook = get_codebook_for(signed_in(request), pk)
    context = {
        "codebook": codebook,
        "motifs": codebook.motifs.select_related("parent"),
        "versions": codebook.versions.all(),
        "may_edit": can_edit_codebook(signed_in(request), codebook),
    }
    return render(request, "annotations/codebook_detail.html", context)


@require_http_methods(["GET"])
def codebook_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a frozen version; this address is what one cites."""
    codebook = get_codebook_for(signed_in(request), pk)
    version = codebook.versions.filter(number=number).first()
    if version is None:
        raise Http404("No such version.")
    context = {"codebook": codebook, "version": version}
    return render(request, "annotations/codebook_version.html", context)


@acts_on("codebook_detail")
def codebook_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the codebook as a version."""
    codebook = _edited(request, pk)
    version = services.freeze_codebook(codebook=codebook, by=signed_in(request))
    return redirect("codebook_version", pk=pk, number=version.number)


@require_http_methods(["GET", "POST"])
def motif_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a motif."""
    codebook = _edited(request, pk)
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add = partial(
            services.create_motif, codebook=codebook, by=signed_in(request), **form.cleaned_data
        )
        if attempt(request, add) is not None:
            return redirect("codebook_detail", pk=pk)
    context = {"form": form, "codebook": codebook}
    return render(request, "annotations/motif_form.html", context)


@require_http_methods(["GET", "POST"])
def motif_change(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change a motif's wording or status."""
    codebook = _edited(request, pk)
    motif: Motif | None = codebook.motifs.filter(key=key).first()
    if motif is None:
        raise Http404("No such motif.")
    form = MotifChangeForm(request.POST or None, initial=vars(motif))
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data | {"sigla": form.cleaned_data["sigla"] or motif.sigla}
        change = partial(services.update_motif, motif=motif, by=signed_in(request), **fields)
        if attempt(request, change) is not None:
            return redirect("codebook_detail", pk=pk)
    context = {"form": form, "codebook": codebook, "motif": motif}
    return render(request, "annotations/motif_form.html", context)


def _edited(request: HttpRequest, pk: int) -> Codebook:
    try:
        return get_codebook_for(signed_in(request), pk, write=True)
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error
