"""The list of suggestions, and for leads how patterns fare."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people import signed_in
from annotations.services.suggesting import start_suggestions
from annotations.suggestion_tables import SuggestionListing, pattern_precision, scans_of_led, why
from annotations.views.acts import attempt
from annotations.views.study_texts import led_study
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage


class SuggestionList(ListPage):
    """Suggestions of one's own readings."""

    listing = SuggestionListing()
    template_name = "annotations/suggestion_list.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        user = signed_in(request)
        study = answer.asked.get("study")
        return {
            "lines": [{"row": row, "why": why(row)} for row in answer.shown],
            "precision": pattern_precision(user, study=study),
            "scans": [one for one in scans_of_led(user) if study in (None, one.study.pk)],
        }


@acts_on("suggestion_list", keep=())
def suggestion_make(request: HttpRequest) -> HttpResponse:
    """Look through the texts of a study again."""
    given = request.POST.get("study", "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404("No such study.")
    study = led_study(request, int(given))
    said = _("The texts are looked through in the background.")
    again = bool(request.POST.get("again"))
    user: Any = signed_in(request)
    attempt(request, lambda: start_suggestions(study=study, by=user, again=again), said=said)
    return redirect(f"{reverse('suggestion_list')}?study={study.pk}")
