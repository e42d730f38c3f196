"""Commented editions: the public page with its twins, publishing, withdrawing."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import signed_in
from annotations.edition_gates import (
    EditionWaits,
    get_edition_for,
    get_led_place,
    publishable,
)
from annotations.edition_page import citation_of, edition_page
from annotations.edition_shapes import EditionForm, EditionListing, EditionWholeOut, editions_listed
from annotations.forms import WhyForm
from annotations.gates import is_lead
from annotations.models import Edition, StudyText
from annotations.services import editions as services
from annotations.views.acts import attempt, say_what_is_wrong
from annotations.views.gated import or_403
from corpus.errors import Refused
from corpus.http.acts import acts_on
from corpus.http.problems import problem_response
from corpus.http.twins import ListPage
from corpus.visibility import get_text_for

WITHDRAWN = "This edition was withdrawn on {day}: {why}"


class EditionList(ListPage):
    """The editions of texts whose source the person may see."""

    listing = EditionListing()
    template_name = "annotations/edition_list.html"


@login_not_required
@never_cache
@require_safe
def edition_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an edition to anybody; while its text is held from who asks, only that it waits."""
    try:
        edition = get_edition_for(request.user, pk)
    except EditionWaits:
        return render(request, "annotations/edition_waits.html", status=404)
    newest = _newest(edition)
    leads = request.user.is_authenticated and is_lead(signed_in(request), edition.study)
    context: dict[str, Any] = {"edition": edition, "newest": newest, "leads": leads}
    if edition.withdrawn_at:
        return render(request, "annotations/edition_withdrawn.html", context, status=410)
    page = edition_page(edition, _address(request, edition))
    context |= {
        "page": page,
        "why_form": WhyForm(auto_id="why_%s"),
        "bib": page.citation.bibtex,
        "csl": json.dumps([page.citation.csl], ensure_ascii=False, indent=2),
    }
    return render(request, "annotations/edition.html", context)


Twin = Callable[[HttpRequest, Edition], HttpResponse]


def _public_file(answer: Twin) -> Callable[..., HttpResponse]:
    """Answer a file of an edition to anybody, or a problem where it is held or withdrawn."""

    @login_not_required
    @never_cache
    @require_safe
    @wraps(answer)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            edition = get_edition_for(request.user, pk)
        except Http404 as missing:
            return problem_response(404, str(missing))
        if edition.withdrawn_at:
            said = WITHDRAWN.format(day=f"{edition.withdrawn_at:%Y-%m-%d}", why=edition.why)
            return problem_response(410, said)
        return answer(request, edition)

    return view


@_public_file
def edition_json(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer the edition as data, its content as it was frozen."""
    row = editions_listed(request.user).get(pk=edition.pk)
    told = dict(EditionWholeOut(row).data) | {"address": _address(request, edition)}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@_public_file
def edition_bib(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer how to cite it, as BibTeX."""
    said = citation_of(edition, _address(request, edition)).bibtex
    return HttpResponse(said, content_type="application/x-bibtex; charset=utf-8")


@_public_file
def edition_csl(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Answer how to cite it, as CSL-JSON."""
    said = [citation_of(edition, _address(request, edition)).csl]
    return JsonResponse(
        said,
        safe=False,
        content_type="application/vnd.citationstyles.csl+json",
        json_dumps_params={"ensure_ascii": False},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def edition_publish(request: HttpRequest, pk: int, text_id: UUID) -> HttpResponse:
    """Choose readings of a text and publish it with them; or say why it cannot be."""
    user = signed_in(request)
    place = or_403(lambda: get_led_place(user, pk, text_id))
    text = get_text_for(user, text_id)
    context: dict[str, Any] = {"study": place.study, "text": text}
    try:
        services.refuse_unpublishable(place.study, text_id)
    except Refused as refused:
        context["refused_because"] = refused.detail
        return render(request, "annotations/edition_form.html", context)
    rows = publishable(place)
    begun = {
        "title": text.headline,
        "edited_by": user.get_full_name(),
        "readings": [row.review_id for row in rows],
    }
    if before := _standing(place):
        # A new version is mostly the old one with something put right.
        begun |= {name: getattr(before, name) for name in ("title", "introduction", "edited_by")}
    form = EditionForm(request.POST or None, submissions=rows, initial=begun)
    if request.method == "POST" and form.is_valid():
        publish = partial(
            services.publish_edition,
            study=place.study,
            text_id=text_id,
            by=user,
            **form.cleaned_data,
        )
        edition = attempt(request, publish, said=_("Published. Anybody can read it here."))
        if edition is not None:
            return redirect("edition_detail", pk=edition.pk)
    context |= {"form": form, "rows": rows}
    return render(request, "annotations/edition_form.html", context)


@acts_on("edition_detail")
def edition_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw an edition, with a public reason."""
    edition = get_edition_for(request.user, pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        act = partial(
            services.withdraw_edition,
            edition=edition,
            by=signed_in(request),
            why=form.cleaned_data["why"],
        )
        attempt(request, act)
    else:
        say_what_is_wrong(request, form)
    return redirect("edition_detail", pk=pk)


def _address(request: HttpRequest, edition: Edition) -> str:
    return request.build_absolute_uri(reverse("edition_detail", args=[edition.pk]))


def _standing(place: StudyText) -> Edition | None:
    """Return the newest version of a text's edition in this study that is not withdrawn."""
    versions = Edition.objects.filter(study=place.study, text=place.text_id, withdrawn_at=None)
    return versions.order_by("-number").first()


def _newest(edition: Edition) -> Edition | None:
    """Return the version that supersedes this one, if any."""
    later = Edition.objects.filter(
        study=edition.study_id,
        text=edition.text_id,
        number__gt=edition.number,
        withdrawn_at=None,
    )
    return later.order_by("-number").first()
