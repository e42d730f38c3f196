"""The concordance, and tagging several of its lines."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.people import signed_in
from annotations.concordance import SPLIT, ConcordanceListing
from annotations.concordance_shapes import MAX_LINES
from annotations.gates import READERS, get_study_for
from annotations.models import Study
from annotations.services.line_tagging import LineDraft, tag_lines, untag_lines
from annotations.services.tagging import motifs_to_tag_with
from annotations.views.acts import attempt
from corpus.errors import NotAllowed
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage
from corpus.selectors import has_texts
from corpus.visibility import visible_collections

LINE = re.compile(r"([0-9a-f-]{36}):(\d{1,9}):(\d{1,9})")
# What the search form asks itself; the rest of a query string is carried along.
TYPED = frozenset({"q", "by", "sort", "window", "unit", "kind", "study", "cursor", "offset"})


class ConcordancePage(ListPage):
    """Lines of a concordance, and where it stands by family."""

    listing = ConcordanceListing()
    template_name = "annotations/concordance.html"

    def get_setting(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {
            "studies": studies_to_tag_in(request),
            "carried": {k: v for k, v in request.GET.items() if k not in TYPED and v},
        }

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        asked = answer.found.rows
        if asked is None:
            return {"asked": None, "twins": {}}
        paginator: Any = answer.paginator
        counts = paginator.page.counts
        study = self._study(request, answer)
        return {
            "asked": asked,
            "said": paginator.counted(),
            "counts": counts,
            "named": asked.way in (answer.asked.get("by") or ()),
            "split_by": asked.way if asked.by_family else f"{asked.way},{SPLIT}",
            "narrowed": asked.concordance.sources is not None,
            "narrowing": _narrowing(request, answer),
            "study": study,
            "motifs": motifs_to_tag_with(study, signed_in(request)) if study else (),
            "query": request.GET.urlencode(),
            "no_texts": not (counts and counts.hits) and not has_texts(),
        }

    def _study(self, request: HttpRequest, answer: ListAnswer) -> Study | None:
        wanted = answer.asked.get("study")
        return studies_to_tag_in(request).filter(pk=wanted).first() if wanted else None


@acts_on("concordance", keep=())
def concordance_tag(request: HttpRequest) -> HttpResponse:
    """Tag the ticked lines in the person's own drafts, and say which were and which not."""
    user: Any = signed_in(request)
    back = _back(request)
    study = _study_or_404(request)
    lines = [line for given in request.POST.getlist("line") if (line := _line(given))]
    if not lines or len(lines) > MAX_LINES:
        messages.error(request, _("Tick between one and %(most)s lines.") % {"most": MAX_LINES})
        return redirect(back)
    motif = request.POST.get("motif", "")
    found = attempt(request, lambda: [tag_lines(study=study, motif=motif, lines=lines, by=user)])
    if not found:
        return redirect(back)
    context = {
        "done": found[0],
        "study": study,
        "motif": study.codebook.motifs.get(key=motif) if study.codebook else None,
        "back": back,
        "query": request.POST.get("query", ""),
    }
    return render(request, "annotations/concordance_tagged.html", context)


@acts_on("concordance", keep=())
def concordance_untag(request: HttpRequest) -> HttpResponse:
    """Take back what was tagged at once."""
    user: Any = signed_in(request)
    given = request.POST.get("batch", "")
    batch = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = attempt(request, lambda: [untag_lines(batch=batch, by=user)])
    for removed, kept in found or ():
        said = ngettext("%(n)s tag taken back.", "%(n)s tags taken back.", removed)
        messages.success(request, said % {"n": removed})
        if kept:
            said = ngettext(
                "%(n)s stays: its reading is submitted, or it was removed already.",
                "%(n)s stay: their readings are submitted, or they were removed already.",
                kept,
            )
            messages.info(request, said % {"n": kept})
    return redirect(_back(request))


def studies_to_tag_in(request: HttpRequest) -> QuerySet[Study]:
    """Return the open studies that the person reads in."""
    return Study.objects.filter(
        state=Study.State.OPEN,
        memberships__user=signed_in(request),
        memberships__role__in=READERS,
    ).order_by("name", "pk")


def _study_or_404(request: HttpRequest) -> Study:
    given = request.POST.get("study", "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404("No such study.")
    try:
        return get_study_for(signed_in(request), int(given))
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error


def _narrowing(request: HttpRequest, answer: ListAnswer) -> list[tuple[str, str]]:
    """Say by which sources the lines are narrowed; of one that is not known, that it is not."""
    asked = answer.asked
    said = []
    if family := asked.get("author_family"):
        said.append(("author.family", family))
    if collection := asked.get("collection"):
        known = visible_collections(request.user).filter(pk=collection)
        name = known.values_list("name", flat=True).first()
        said.append(("collection", name or _("a collection not known to you")))
    if language := asked.get("language"):
        said.append(("language", language))
    return said


def _line(given: str) -> LineDraft | None:
    found = LINE.fullmatch(given)
    try:
        return LineDraft(UUID(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _back(request: HttpRequest) -> str:
    """Return to the concordance that was on the page."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    address = reverse("concordance")
    return f"{address}?{query}" if query else address
