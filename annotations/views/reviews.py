"""The review page, and the way to a reviewer's next text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.people import signed_in
from annotations.gates import get_review_for, get_study_for
from annotations.presenters import review_page
from annotations.services.reviewing import reserve_next
from annotations.views.acts import attempt
from corpus.http.acts import acts_on


@never_cache
@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a reading: to its reader for work, to others who may see it as it was submitted."""
    user: Any = signed_in(request)
    page = review_page(get_review_for(user, pk), user)
    return render(request, "annotations/review.html", {"page": page})


@acts_on("study_detail")
def study_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the reviewer's next text, or back to the study where none is left."""
    user: Any = signed_in(request)
    study = get_study_for(user, pk)
    found = attempt(request, lambda: [reserve_next(study=study, user=user)])
    for review in found or ():
        if review is not None:
            return redirect("review_detail", pk=review.pk)
        messages.info(request, _("No text is left for you to read in this study."))
    return redirect("study_detail", pk=study.pk)
