"""Pages of studies: list, overview, settings, people, state."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from annotations.forms import MemberForm, OpenStudyForm, StudyForm, WhyForm
from annotations.gates import get_study_for, is_lead
from annotations.listings import StudyListing
from annotations.models import Study
from annotations.names_check import by_name
from annotations.overview import overview_of
from annotations.services import studies as services
from annotations.talk_page import unresolved_in
from annotations.views.acts import attempt, say_what_is_wrong
from annotations.views.study_texts import led_study
from corpus.errors import Refused
from corpus.http.acts import acts_on
from corpus.http.twins import ListPage


class StudyList(ListPage):
    """The studies a person may see."""

    listing = StudyListing()
    template_name = "annotations/study_list.html"


@require_http_methods(["GET", "POST"])
def study_new(request: HttpRequest) -> HttpResponse:
    """Begin a study."""
    if not request.user.is_staff:
        raise PermissionDenied("Only editors start studies.")
    form = StudyForm(request.POST or None, user=signed_in(request))
    if request.method == "POST" and form.is_valid():
        make = partial(services.create_study, by=signed_in(request), **form.cleaned_data)
        study = attempt(request, make, said=_("The study is begun. Now give it texts and people."))
        if study is not None:
            return redirect("study_detail", pk=study.pk)
    return render(request, "annotations/study_form.html", {"form": form})


@require_http_methods(["GET"])
def study_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a study: guidelines, progress, people, and what its lead may do."""
    study = get_study_for(signed_in(request), pk)
    return _page(request, study)


@require_http_methods(["GET", "POST"])
def study_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a study: all of a draft, the wording of an open one."""
    study = led_study(request, pk)
    form: Any
    if study.state == Study.State.DRAFT:
        form = StudyForm(
            request.POST or None,
            user=signed_in(request),
            initial=vars(study) | {"codebook": study.codebook_id},
        )
    else:
        form = OpenStudyForm(request.POST or None, initial=vars(study))
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "codebook" or v is not None}
        change = partial(services.update_study, study=study, by=signed_in(request), **fields)
        if attempt(request, change, said=_("Saved.")) is not None:
            return redirect("study_detail", pk=pk)
    return render(request, "annotations/study_form.html", {"form": form, "study": study})


class LeavingForm(forms.Form):
    """A person whose part ends."""

    remove = forms.CharField(max_length=150, label=gettext_lazy("Person"))


@acts_on("study_detail")
def study_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a part in the study, or with `remove` end it."""
    study = led_study(request, pk)
    if request.POST.get("remove"):
        leaving = LeavingForm(request.POST)
        if leaving.is_valid():
            username = leaving.cleaned_data["remove"]
            attempt(
                request,
                partial(
                    services.remove_member, study=study, username=username, by=signed_in(request)
                ),
            )
        else:
            say_what_is_wrong(request, leaving)
        return redirect("study_detail", pk=pk)
    form = MemberForm(request.POST)
    if form.is_valid():
        act = partial(services.add_member, study=study, by=signed_in(request), **form.cleaned_data)
        attempt(request, act)
    else:
        say_what_is_wrong(request, form)
    return redirect("study_detail", pk=pk)


@acts_on("study_detail")
def study_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the study; where names would give sources away, show them first."""
    study = led_study(request, pk)
    accepted = request.POST.get("accept_names") == "all"
    try:
        services.open_study(study=study, by=signed_in(request), accept_names=accepted)
    except Refused as refused:
        study.refresh_from_db()
        return _page(request, study, refused=refused, status=409)
    return redirect("study_detail", pk=pk)


@acts_on("study_detail")
def study_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the study for good."""
    study = led_study(request, pk)
    act = partial(services.close_study, study=study, by=signed_in(request))
    attempt(request, act, said=_("The study is closed: its sources and figures may be seen."))
    return redirect("study_detail", pk=pk)


@acts_on("study_detail")
def study_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a study nobody has read in back to draft."""
    study = led_study(request, pk)
    attempt(request, partial(services.return_to_draft, study=study, by=signed_in(request)))
    return redirect("study_detail", pk=pk)


@acts_on("study_detail")
def study_unblind(request: HttpRequest, pk: int) -> HttpResponse:
    """Show this lead the sources, with a reason."""
    study = led_study(request, pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        act = partial(
            services.unblind, study=study, by=signed_in(request), why=form.cleaned_data["why"]
        )
        attempt(
            request, act, said=_("You see the sources now. What you read is left out of figures.")
        )
    else:
        say_what_is_wrong(request, form)
    return redirect("study_detail", pk=pk)


def _page(
    request: HttpRequest, study: Study, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "study": study,
        "overview": overview_of(study, signed_in(request)),
        "talk_open": unresolved_in(study, signed_in(request)),
        "leads": is_lead(signed_in(request), study),
        "member_form": MemberForm(auto_id="member_%s"),
        "why_form": WhyForm(auto_id="why_%s"),
        "refused": refused,
        "names": by_name(refused.errors) if refused else [],
    }
    response = render(request, "annotations/study_detail.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
