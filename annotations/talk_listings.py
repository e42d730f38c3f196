"""Lists of comments and memos, for API, pages and twins alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from annotations.models import Comment
from annotations.talk_gates import comments_for, memos_for, unnamed_studies
from annotations.talk_shapes import (
    BIG,
    RESOLVED,
    SHARED,
    CommentOut,
    MemoOut,
    SaidComment,
    said,
)
from corpus.http.listing import Found, Listing
from corpus.http.query import QueryForm
from corpus.visibility import Reader


def _day(label: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker)


class TalkQuery(QueryForm):
    """What both lists may be asked."""

    q = forms.CharField(label=_("Words"), max_length=200)
    study = forms.IntegerField(label=_("Study"), min_value=1, max_value=BIG)
    text = forms.UUIDField(label=_("Text"), widget=forms.HiddenInput)
    author = forms.CharField(label=_("Author (username)"), max_length=150)
    after = _day(_("Written on or after"))
    before = _day(_("Written before"))


class CommentQuery(TalkQuery):
    resolved = forms.ChoiceField(label=_("Threads"), choices=RESOLVED)


class MemoQuery(TalkQuery):
    motif = forms.IntegerField(
        label=_("Motif"), min_value=1, max_value=BIG, widget=forms.HiddenInput
    )
    shared = forms.ChoiceField(label=_("Shared"), choices=SHARED)


LOOKUPS = {
    "q": "body__icontains",
    "study": "study",
    "text": "text",
    "motif": "motif",
    "author": "author__username",
    "after": "at__date__gte",
    "before": "at__date__lt",
}


class CommentListing(Listing):
    form_class = CommentQuery
    serializer_class = CommentOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        person: Any = reader
        rows = comments_for(person).select_related("author", "resolved_by")
        if asked.get("author"):
            # Where readers have no names for the asker, nobody is found by one.
            unnamed = unnamed_studies(person).values("study")
            rows = rows.filter(Q(author=person) | ~Q(study__in=unnamed))
        resolved = asked.pop("resolved", None)
        if resolved:
            rows = rows.filter(reply_to=None, resolved_at__isnull=resolved == "no")
        return Found(rows.filter(**_wanted(asked)).order_by("pk"))

    def present(self, reader: Reader, rows: Sequence[Comment]) -> Sequence[SaidComment]:
        person: Any = reader
        return said(person, rows)


class MemoListing(Listing):
    form_class = MemoQuery
    serializer_class = MemoOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        person: Any = reader
        rows = memos_for(person).select_related("author", "study", "motif")
        if shared := asked.pop("shared", None):
            rows = rows.filter(shared=shared == "yes")
        return Found(rows.filter(**_wanted(asked)).order_by("-pk"))


def _wanted(asked: dict[str, Any]) -> dict[str, Any]:
    return {LOOKUPS[name]: value for name, value in asked.items()}
