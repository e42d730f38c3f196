"""Pages of a study's texts: what it reads, and choosing more by hand or by a search."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.people import signed_in
from annotations.gates import get_led_study, get_study_for, is_lead
from annotations.listings import StudyTextListing
from annotations.models import Study
from annotations.services import studies as services
from annotations.talk_gates import talkable
from annotations.views.acts import attempt
from corpus.api.listings import TextListing
from corpus.errors import NotAllowed
from corpus.filters import TextFilter, TextQuery
from corpus.http.acts import acts_on
from corpus.http.listing import Listing
from corpus.http.twins import ListPage
from corpus.selectors import find_texts
from corpus.visibility import visible_collections


class StudyTexts(ListPage):
    """The texts a study reads."""

    template_name = "annotations/study_texts.html"

    def get_listing(self, request: HttpRequest | Request, **kwargs: Any) -> Listing:
        return StudyTextListing(get_study_for(signed_in(request), kwargs["pk"]))

    def get_setting(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        study = get_study_for(signed_in(request), kwargs["pk"])
        leads = is_lead(signed_in(request), study)
        return {
            "study": study,
            "leads": leads,
            "may_change": leads and study.state != "closed",
            "talked": set(
                talkable(study.study_texts.all(), signed_in(request)).values_list("text", flat=True)
            ),
        }


class StudyTextChoice(ListPage):
    """A search over the corpus whose results can be added to a study that is not open yet."""

    template_name = "annotations/study_text_choice.html"
    listing = TextListing()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.study = led_study(request, kwargs["pk"])
        return super().get(request, **kwargs)

    def get_setting(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        there = set(self.study.study_texts.values_list("text", flat=True))
        return {
            "study": self.study,
            "there": there,
            "query": request.GET.urlencode(),
            "collections": visible_collections(signed_in(request)).order_by("name"),
        }


@acts_on("study_texts")
def study_text_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the texts that were ticked, or with `all` every one that the search found."""
    study = led_study(request, pk)
    chosen = _chosen(request)
    if not chosen and "all" not in request.POST:
        messages.error(request, _("Tick a text first."))
        return _back_to_choice(request, study)
    act = partial(services.add_texts, study=study, text_ids=chosen, by=signed_in(request))
    added = attempt(request, act)
    if added is not None:
        messages.success(
            request,
            _("{added} added; the study reads {study} texts now.").format(
                added=added, study=_size(study)
            ),
        )
    return redirect("study_texts", pk=pk)


@acts_on("study_texts")
def study_text_remove(request: HttpRequest, pk: int, text_id: UUID) -> HttpResponse:
    """Take a text out of a study."""
    study = led_study(request, pk)
    act = partial(services.take_out_text, study=study, text_id=text_id, by=signed_in(request))
    attempt(request, act, said=_("The text is taken out."))
    return redirect("study_texts", pk=pk)


def led_study(request: HttpRequest, pk: int) -> Study:
    """Return a study the person leads; 403 where they may see it and not lead it."""
    try:
        return get_led_study(signed_in(request), pk)
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error


def _back_to_choice(request: HttpRequest, study: Study) -> HttpResponse:
    """Return to the search that was on the page."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    address = reverse("study_text_choice", args=[study.pk])
    return redirect(f"{address}?{query}" if query else address)


def _chosen(request: HttpRequest) -> list[UUID]:
    if "all" in request.POST:
        form = TextQuery(QueryDict(request.POST.get("query", "")))
        if not form.is_valid():
            return []
        asked = form.asked()
        asked.pop("facets", None)
        return list(
            find_texts(signed_in(request), TextFilter(**asked)).texts.values_list("pk", flat=True)
        )
    chosen = []
    for given in request.POST.getlist("text"):
        try:
            chosen.append(UUID(given))
        except ValueError:
            continue
    return chosen


def _size(study: Study) -> int:
    return study.study_texts.filter(taken_out_at=None).count()
