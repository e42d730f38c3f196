"""Reading texts, finding them, keeping a passage of one, and pasting one in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control

from corpus.api.listings import TextListing
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.facets import facets
from corpus.filters import TextFilter
from corpus.forms import ExcerptForm, TextForm
from corpus.http.acts import acts_on
from corpus.http.listing import ListAnswer
from corpus.http.twins import ListPage
from corpus.http.viewsets import person
from corpus.models import Text
from corpus.search import snippets
from corpus.selectors import (
    captions,
    excerpts_of,
    held_count,
    left_out_reason,
    same_prompt,
    suggestions,
)
from corpus.services.texts import add_text, keep_excerpt
from corpus.visibility import VisibleText, get_text_for

PAGE_FACETS = ("author.kind", "author.family", "author", "collection")
REFUSALS = (Invalid, Refused, NotAllowed)
# What the search form asks itself, and what a new search begins anew.
TYPED = frozenset({"q", "kind", "sort", "offset", "cursor"})
private = cache_control(private=True, no_store=True)


class TextList(ListPage):
    """The corpus browser."""

    listing = TextListing()
    template_name = "corpus/text_list.html"

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        asked = {name: value for name, value in answer.asked.items() if name != "facets"}
        wanted = TextFilter(**asked)
        counted = facets(request.user, wanted, PAGE_FACETS)
        found = snippets(wanted.q, [row.pk for row in answer.rows]) if wanted.q else {}
        left_out = answer.found.extra.get("left_out")
        beside = held_count(request.user, wanted) if left_out is None else 0
        return {
            "wanted": wanted,
            "carried": {k: v for k, v in request.GET.items() if k not in TYPED and v},
            "captions": captions(request.user, wanted),
            "facets": [facet for facet in counted if facet.values],
            "found": [{"text": text, "snippet": found.get(text.id)} for text in answer.shown],
            "left_out": left_out,
            "left_out_reason": left_out_reason(left_out or beside),
            "left_out_beside": beside,
        }


@private
def text_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a text to be read, and where it came from unless that is held."""
    return _reading_page(request, _text_or_404(request, pk), ExcerptForm())


@acts_on("text_detail")
@private
def excerpt_keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a passage of a text as an insight, with the reason why."""
    text = _text_or_404(request, pk)
    form = ExcerptForm(request.POST, body=text.body)
    if form.is_valid():
        try:
            kept = keep_excerpt(parent_id=text.id, by=person(request), **form.kept())
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. The passage is now a text of its own."))
            return redirect("text_detail", pk=kept.pk)
    return _reading_page(request, text, form, status=400)


@method_decorator(private, name="dispatch")
class TextAdd(View):
    """One text, pasted in with all that is known of where it came from."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _editors_only(request)
        return self._page(request, TextForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        _editors_only(request)
        form = TextForm(request.POST)
        if form.is_valid():
            try:
                added = add_text(
                    line=form.line,
                    by=person(request),
                    collection_name=form.cleaned_data["collection"],
                )
            except REFUSALS as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Added."))
                return redirect("text_detail", pk=added.pk)
        return self._page(request, form, status=400)

    def _page(self, request: HttpRequest, form: TextForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form, "suggestions": suggestions(request.user)}
        return render(request, "corpus/text_add.html", context, status=status)


def _text_or_404(request: HttpRequest, pk: UUID) -> VisibleText:
    try:
        return get_text_for(request.user, pk)
    except Text.DoesNotExist as error:
        raise Http404 from error


def _reading_page(
    request: HttpRequest, text: VisibleText, form: ExcerptForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "text": text,
        "at": _marked(text.body, request),
        "beside": same_prompt(request.user, text.id),
        "excerpts": excerpts_of(request.user, text.id),
        "form": form,
    }
    return render(request, "corpus/text_detail.html", context, status=status)


def _marked(body: str, request: HttpRequest) -> tuple[str, str, str] | None:
    """Cut the body around the words that the address points at; None where it points at none."""
    given = [request.GET.get(name, "") for name in ("start", "end")]
    if not all(n.isascii() and n.isdigit() and len(n) < 10 for n in given):
        return None
    start, end = map(int, given)
    if not 0 <= start < end <= len(body):
        return None
    return body[:start], body[start:end], body[end:]


def _editors_only(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise PermissionDenied("Only an editor may add texts.")
