"""This room's lists: what may be asked of each, for API, pages and twins alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.gates import codebooks_for, motifs_for, with_versions
from annotations.models import Motif, Recheck, Review, Study
from annotations.resolving import merged_with
from annotations.selectors import (
    events_listed,
    ratings_listed,
    rechecks_listed,
    reviews_listed,
    studies_listed,
    tags_listed,
)
from annotations.serializers import (
    CodebookOut,
    EventOut,
    FlatRatingOut,
    FlatTagOut,
    MotifOut,
    RecheckOut,
    ReviewOut,
    StudyOut,
)
from corpus.api.output import TextSerializer
from corpus.http.listing import Found, Listing
from corpus.http.pagination import MAX_LIMIT, MAX_OFFSET
from corpus.http.query import QueryForm
from corpus.models import Text
from corpus.visibility import Reader, VisibleText, open_sources, present

BIG = 2**63 - 1
# What a motif's row names beside itself.
MOTIF_BESIDE = ("parent", "merged_into", "split_from", "proposed_by")


def _day(label: Any) -> forms.DateField:
    # What a date picker sends is always so written, whatever the language of the page.
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=picker)


def _hidden_id(label: Any) -> forms.UUIDField:
    """Return an id that links and programs give and no person types."""
    return forms.UUIDField(label=label, widget=forms.HiddenInput)


def _ids(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=BIG)


class PagedQuery(QueryForm):
    """A list below a thing: nothing but its page may be asked."""

    limit = forms.IntegerField(min_value=1, max_value=MAX_LIMIT)
    offset = forms.IntegerField(min_value=0, max_value=MAX_OFFSET)
    cursor = forms.CharField(max_length=1000)


class StudyQuery(QueryForm):
    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *Study.State.choices])


class CodebookQuery(QueryForm):
    pass


class MotifQuery(QueryForm):
    codebook = _ids(_("Codebook"))
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("any")), *Motif.Status.choices])
    key = forms.CharField(label=_("Key"), max_length=80)


class ReadingQuery(QueryForm):
    """Filters on readings. `family` and `prompt` run only over texts whose source you may see."""

    study = _ids(_("Study"))
    text = _hidden_id(_("Text"))
    reviewer = forms.CharField(label=_("Reviewer (username)"), max_length=150)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *Review.State.choices])
    family = forms.CharField(label=_("Family"), max_length=200)
    prompt = _hidden_id(_("Prompt"))
    after = _day(_("Submitted on or after"))
    before = _day(_("Submitted before"))


class RatingQuery(ReadingQuery):
    scale = forms.CharField(label=_("Scale (key)"), max_length=40)


class TagQuery(ReadingQuery):
    motif = forms.CharField(label=_("Motif (key)"), max_length=80)


class RecheckQuery(QueryForm):
    study = _ids(_("Study"))
    motif = forms.CharField(label=_("Motif (key)"), max_length=80)
    reviewer = forms.CharField(label=_("Reviewer (username)"), max_length=150)
    why = forms.ChoiceField(label=_("Why"), choices=[("", _("any")), *Recheck.Why.choices])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("any")), *Recheck.State.choices])


class EventQuery(QueryForm):
    study = _ids(_("Study"))
    text = _hidden_id(_("Text"))
    verb = forms.CharField(label=_("Verb"), max_length=40)
    subject = forms.CharField(label=_("Kind of thing"), max_length=20)
    after = _day(_("On or after"))
    before = _day(_("Before"))


class StudyListing(Listing):
    form_class = StudyQuery
    serializer_class = StudyOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        return Found(studies_listed(_person(reader)).filter(**asked))


class StudyTextListing(Listing):
    """The texts a study reads, by id, as the reader may see each."""

    serializer_class = TextSerializer

    def __init__(self, study: Study) -> None:
        self.study = study

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        rows = Text.objects.filter(study_texts__study=self.study, study_texts__taken_out_at=None)
        return Found(rows.order_by("pk"))

    def present(self, reader: Reader, rows: Sequence[Text]) -> Sequence[VisibleText]:
        return present(reader, rows)


class CodebookListing(Listing):
    form_class = CodebookQuery
    serializer_class = CodebookOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        books = with_versions(codebooks_for(_person(reader))).order_by("pk")
        return Found(books.filter(**asked))


class MotifListing(Listing):
    form_class = MotifQuery
    serializer_class = MotifOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        motifs = motifs_for(_person(reader)).select_related(*MOTIF_BESIDE)
        return Found(motifs.filter(**asked).order_by("pk"))


class ReviewListing(Listing):
    form_class = ReadingQuery
    serializer_class = ReviewOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        return Found(_readings(reviews_listed(_person(reader)), reader, asked))


class RatingListing(Listing):
    form_class = RatingQuery
    serializer_class = FlatRatingOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        rows = ratings_listed(_person(reader))
        if scale := asked.pop("scale", None):
            rows = rows.filter(scale__key=scale)
        return Found(_readings(rows, reader, asked, prefix="review__"))


class TagListing(Listing):
    form_class = TagQuery
    serializer_class = FlatTagOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        rows = tags_listed(_person(reader))
        if motif := asked.pop("motif", None):
            # Tags of motifs that were merged into it count as its own.
            named = Motif.objects.filter(key=motif).values_list("pk", flat=True)
            rows = rows.filter(motif__in=merged_with(named))
        return Found(_readings(rows, reader, asked, prefix="review__"))


class RecheckListing(Listing):
    form_class = RecheckQuery
    serializer_class = RecheckOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        names = {
            "study": "review__study",
            "motif": "motif__key",
            "reviewer": "review__reviewer__username",
        }
        wanted = {names.get(name, name): value for name, value in asked.items()}
        return Found(rechecks_listed(_person(reader)).filter(**wanted))


class EventListing(Listing):
    form_class = EventQuery
    serializer_class = EventOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        names = {"study": "study_id", "after": "at__date__gte", "before": "at__date__lt"}
        wanted = {names.get(name, name): value for name, value in asked.items()}
        return Found(events_listed(_person(reader)).filter(**wanted))


READING_LOOKUPS = {
    "study": "study",
    "text": "text",
    "reviewer": "reviewer__username",
    "state": "state",
    "after": "submitted_at__date__gte",
    "before": "submitted_at__date__lt",
}


def _readings(
    rows: QuerySet, reader: Reader, asked: dict[str, Any], *, prefix: str = ""
) -> QuerySet:
    """Filter rows that belong to readings; on source fields only where the source is open."""
    wanted = {
        f"{prefix}{READING_LOOKUPS[name]}": value
        for name, value in asked.items()
        if name in READING_LOOKUPS
    }
    sources = open_sources(reader)
    if family := asked.get("family"):
        sources = sources.filter(author__family=family)
    if prompt := asked.get("prompt"):
        sources = sources.filter(prompt=prompt)
    if family or prompt:
        wanted[f"{prefix}text__in"] = sources.values("pk")
    return rows.filter(**wanted)


def _person(reader: Reader) -> Any:
    """Return the reader as the person every list of this room asks for."""
    if reader is None or not reader.is_authenticated:
        raise PermissionError("These lists are for people who are signed in.")
    return reader
