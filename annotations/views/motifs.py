"""Pages of single motifs: what each is and was, its examples, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from annotations.forms import (
    ExampleForm,
    MergeForm,
    MotifChangeForm,
    MotifForm,
    OptionalWhyForm,
    PartForms,
    RenameForm,
)
from annotations.gates import (
    can_edit_codebook,
    can_give_examples,
    get_codebook_for,
    get_motif_for,
    motifs_for,
    motifs_to_exemplify,
)
from annotations.models import Codebook, Motif
from annotations.models.codebook import STANDING
from annotations.resolving import final_motif
from annotations.selectors import motif_history, open_rechecks, spans_shown
from annotations.services import codebooks as services
from annotations.services.codebooks.changes import PartDraft
from annotations.views.acts import attempt, say_what_is_wrong
from annotations.views.codebooks import edited_codebook
from corpus.http.acts import acts_on
from corpus.models import Text
from corpus.visibility import get_text_for

KEEP = ("pk", "key")


@require_http_methods(["GET", "POST"])
def motif_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a motif."""
    codebook = edited_codebook(request, pk)
    form = MotifForm(request.POST or None, motifs=codebook.motifs.filter(status__in=STANDING))
    if request.method == "POST" and form.is_valid():
        add = partial(
            services.create_motif, codebook=codebook, by=signed_in(request), **form.cleaned_data
        )
        if attempt(request, add) is not None:
            return redirect("codebook_detail", pk=pk)
    context = {"form": form, "codebook": codebook}
    return render(request, "annotations/motif_form.html", context)


@require_safe
def motif_detail(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show a motif with its examples and everything that was done to it."""
    user = signed_in(request)
    codebook = get_codebook_for(user, pk)
    motif = get_motif_for(user, codebook, key)
    may_edit = can_edit_codebook(user, codebook)
    spans, waiting = spans_shown(user, motif)
    known = motifs_for(user).filter(codebook=codebook)
    rechecks = open_rechecks(motif=motif)
    context = {
        "codebook": codebook,
        "motif": motif,
        "stands": motif.status in STANDING,
        "counts_as": final_motif(motif),
        "parts": known.filter(parent=motif, status__in=STANDING),
        "merged": known.filter(merged_into=motif),
        "split": known.filter(split_from=motif),
        "spans": spans,
        "waiting": waiting,
        "history": motif_history(user, motif),
        "may_edit": may_edit,
        "may_exemplify": can_give_examples(user, motif),
        "own_rechecks": rechecks.filter(review__reviewer=user).count(),
        "all_rechecks": rechecks.count() if may_edit else 0,
        "rename_form": RenameForm(initial={"name": motif.name, "sigla": motif.sigla}),
        "merge_form": MergeForm(motifs=_targets(codebook, motif)),
        "why_form": OptionalWhyForm(),
    }
    return render(request, "annotations/motif_detail.html", context)


@require_http_methods(["GET", "POST"])
def motif_change(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change a motif's wording, place or status."""
    codebook, motif = _edited(request, pk, key)
    others = codebook.motifs.filter(status__in=STANDING).exclude(pk=motif.pk)
    start = {**vars(motif), "parent": motif.parent_id}
    form = MotifChangeForm(request.POST or None, motif=motif, motifs=others, initial=start)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data | {"sigla": form.cleaned_data["sigla"] or motif.sigla}
        change = partial(services.update_motif, motif=motif, by=signed_in(request), **fields)
        if attempt(request, change) is not None:
            return redirect("motif_detail", pk=pk, key=key)
    context = {"form": form, "codebook": codebook, "motif": motif}
    return render(request, "annotations/motif_form.html", context)


@require_http_methods(["GET", "POST"])
def motif_split(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Split a motif into others."""
    codebook, motif = _edited(request, pk, key)
    parts = PartForms(request.POST or None, prefix="part")
    if request.method == "POST" and parts.is_valid():
        drafts = [PartDraft(**form.cleaned_data) for form in parts if form.has_changed()]
        split = partial(services.split_motif, motif=motif, into=drafts, by=signed_in(request))
        if attempt(request, split, said=_("Split. Its tags are listed for their readers.")):
            return redirect("motif_detail", pk=pk, key=key)
    context = {"codebook": codebook, "motif": motif, "parts": parts}
    return render(request, "annotations/motif_split.html", context)


@acts_on("motif_detail", keep=KEEP)
def motif_rename(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Give a motif another name."""
    return _done(request, pk, key, RenameForm(request.POST), services.rename_motif, _("Renamed."))


@acts_on("motif_detail", keep=KEEP)
def motif_merge(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Let a motif's tags count as another's."""
    codebook, motif = _edited(request, pk, key)
    form = MergeForm(request.POST, motifs=_targets(codebook, motif))
    said = _("Merged. No tag was moved; those of open studies are listed for their readers.")
    return _done(request, pk, key, form, services.merge_motif, said)


@acts_on("motif_detail", keep=KEEP)
def motif_unmerge(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Let a merged motif stand by itself again."""
    said = _("It stands by itself again. The tags concerned are listed for their readers.")
    return _done(request, pk, key, OptionalWhyForm(request.POST), services.unmerge_motif, said)


@acts_on("motif_detail", keep=KEEP)
def motif_retire(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Offer a motif no longer."""
    form = OptionalWhyForm(request.POST)
    return _done(request, pk, key, form, services.retire_motif, _("Retired. Its tags stay."))


@acts_on("motif_detail", keep=KEEP)
def motif_accept(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Offer a candidate to every reviewer."""
    said = _("Accepted: every reviewer is offered it now.")
    return _done(request, pk, key, forms.Form(request.POST), services.accept_motif, said)


@acts_on("motif_detail", keep=KEEP)
def motif_reject(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Retire a candidate."""
    form = OptionalWhyForm(request.POST)
    return _done(request, pk, key, form, services.reject_motif, _("Rejected. Its tags stay."))


@require_http_methods(["GET", "POST"])
def example_new(request: HttpRequest, text_id: Any) -> HttpResponse:
    """Use words of a text as an example of a motif."""
    user = signed_in(request)
    try:
        text = get_text_for(user, text_id)
    except Text.DoesNotExist as error:
        raise Http404("No such text.") from error
    motifs = motifs_to_exemplify(user)
    if not motifs.exists():
        raise PermissionDenied("Only who may change a codebook gives its motifs examples.")
    form = ExampleForm(request.POST or None, motifs=motifs)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        fields["quote"] = fields["quote"].replace("\r\n", "\n") or None
        add = partial(services.add_example, text_id=text.id, by=user, **fields)
        if attempt(request, add, said=_("Added to its examples.")) is not None:
            motif = fields["motif"]
            return redirect("motif_detail", pk=motif.codebook_id, key=motif.key)
    context = {"text": text, "form": form}
    return render(request, "annotations/example_form.html", context)


@acts_on("motif_detail", keep=KEEP)
def example_remove(request: HttpRequest, pk: int, key: str, example: int) -> HttpResponse:
    """Take a span out of a motif's examples."""
    user = signed_in(request)
    motif = get_motif_for(user, get_codebook_for(user, pk), key)
    if not can_give_examples(user, motif):
        raise PermissionDenied("Only who may change the codebook takes its examples out.")
    shown, _waiting = spans_shown(user, motif)
    found = next((row for row in shown if row.pk == example), None)
    if found is None:
        raise Http404("No such example.")
    services.remove_example(example=found, by=user)
    messages.success(request, _("Taken out of its examples."))
    return redirect("motif_detail", pk=pk, key=key)


def _edited(request: HttpRequest, pk: int, key: str) -> tuple[Codebook, Motif]:
    codebook = edited_codebook(request, pk)
    return codebook, get_motif_for(signed_in(request), codebook, key)


def _targets(codebook: Codebook, motif: Motif) -> Any:
    standing = codebook.motifs.filter(status__in=STANDING, is_private=False)
    return standing.exclude(pk=motif.pk)


def _done(
    request: HttpRequest,
    pk: int,
    key: str,
    form: forms.Form,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Do to a motif what a small form on its page asks, and go back there."""
    _codebook, motif = _edited(request, pk, key)
    if form.is_valid():
        do = partial(act, motif=motif, by=signed_in(request), **form.cleaned_data)
        attempt(request, do, said=said)
    else:
        say_what_is_wrong(request, form)
    return redirect("motif_detail", pk=pk, key=key)
