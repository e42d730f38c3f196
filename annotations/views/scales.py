"""The page of a study's scales: added, worded, put in order and taken out while it is a draft."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.people import signed_in
from annotations.forms import ScaleForm
from annotations.models import Study
from annotations.scales import DEFAULT_SCALES, ScaleDraft, moved
from annotations.services import studies as services
from annotations.views.acts import attempt
from annotations.views.study_texts import led_study
from corpus.http.acts import acts_on

NEW = "new"


@require_http_methods(["GET"])
def study_scales(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the scales, each in a form of its own, and one more to be added."""
    return _page(request, led_study(request, pk))


@acts_on("study_scales")
def study_scale_save(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Word a scale anew, or add one."""
    study = led_study(request, pk)
    scales = _scales(study)
    keys = [scale.key for scale in scales]
    if key not in (NEW, *keys):
        return _gone(request, study)
    form = ScaleForm(request.POST, prefix=key, is_new=key == NEW, taken=keys)
    if not form.is_valid():
        return _page(request, study, wrong=(key, form), status=400)
    draft = form.draft(key)
    if key == NEW:
        scales.append(draft)
        said = _("“%(name)s” is added.") % {"name": draft.name}
    else:
        scales = [draft if scale.key == key else scale for scale in scales]
        said = _("“%(name)s” is saved.") % {"name": draft.name}
    return _store(request, study, scales, said)


@acts_on("study_scales")
def study_scale_order(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Move a scale a place up or down, or with `remove` take it out."""
    study = led_study(request, pk)
    scales = _scales(study)
    if key not in [scale.key for scale in scales]:
        return _gone(request, study)
    if "remove" in request.POST:
        return _store(
            request, study, [one for one in scales if one.key != key], _("It is taken out.")
        )
    return _store(request, study, moved(scales, key, up="up" in request.POST), "", at=key)


@acts_on("study_scales")
def study_scale_defaults(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the four scales a study begins with in place of those it has."""
    study = led_study(request, pk)
    return _store(request, study, list(DEFAULT_SCALES), _("The four scales are back."))


def _store(
    request: HttpRequest, study: Study, scales: list[ScaleDraft], said: str, *, at: str = ""
) -> HttpResponse:
    change = partial(services.replace_scales, study=study, by=signed_in(request), scales=scales)
    attempt(request, lambda: [change()], said=said)
    address = reverse("study_scales", kwargs={"pk": study.pk})
    # Without a word to read at the head of the page one goes on where one was.
    return redirect(f"{address}#scale-{at}" if at else address)


def _gone(request: HttpRequest, study: Study) -> HttpResponse:
    """Say that a scale was taken out meanwhile, in another tab or by another lead."""
    messages.error(request, _("The study has no such scale any more."))
    return redirect("study_scales", pk=study.pk)


def _scales(study: Study) -> list[ScaleDraft]:
    return [
        ScaleDraft(key=one.key, name=one.name, question=one.question, points=tuple(one.points))
        for one in study.scales.all()
    ]


def _page(
    request: HttpRequest,
    study: Study,
    *,
    wrong: tuple[str, ScaleForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    refused = dict([wrong] if wrong else [])
    rows = [
        (one, refused.get(one.key) or ScaleForm(prefix=one.key, initial=vars(one)))
        for one in study.scales.all()
    ]
    context = {
        "study": study,
        "rows": rows,
        "new_form": refused.get(NEW) or ScaleForm(prefix=NEW, is_new=True),
        "refused": wrong[0] if wrong else "",
        "may_change": study.state == Study.State.DRAFT,
    }
    return render(request, "annotations/study_scales.html", context, status=status)
