"""The list of tags to be looked at again, and deciding on one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.people import signed_in
from annotations.forms import DecideForm
from annotations.listings import RecheckListing
from annotations.recheck_rows import led_counts, rows_shown
from annotations.selectors import rechecks_listed
from annotations.services.deciding import DECISIONS, decide_recheck
from annotations.views.acts import attempt
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage


class RecheckList(ListPage):
    """A person's own tags to be looked at again, and those a lead may see."""

    listing = RecheckListing()
    template_name = "annotations/recheck_list.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        user = signed_in(request)
        return {"shown": rows_shown(user, answer.rows), "led": led_counts(user)}


@acts_on("recheck_list", keep=())
def recheck_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on one's own tag, and go to the reading where it was reopened for that."""
    user = signed_in(request)
    recheck = rechecks_listed(user).filter(review__reviewer=user, pk=pk).first()
    if recheck is None:
        raise Http404("No such tag of yours.")
    form = DecideForm(request.POST)
    decision, _colon, motif = str(request.POST.get("decision", "")).partition(":")
    if not form.is_valid() or decision not in DECISIONS:
        messages.error(request, _("Choose what becomes of the tag."))
        return redirect("recheck_list")
    reopen = form.cleaned_data["reopen"]
    decide = partial(
        decide_recheck, recheck=recheck, by=user, decision=decision, motif=motif, reopen=reopen
    )
    was_submitted = recheck.review.state == "submitted"
    done = attempt(request, decide)
    if done is not None and was_submitted and decision != "keep":
        messages.info(request, _("The reading is open again: submit it once it is right."))
        return redirect("review_detail", pk=recheck.review_id)
    return redirect("recheck_list")
