"""Editions as they are asked for, listed and told."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from annotations.edition_gates import editions_for
from annotations.inputs import StrictIn, Words
from annotations.models import Edition, Submission
from annotations.talk_shapes import BIG
from corpus.http.listing import Found, Listing
from corpus.http.query import QueryForm
from corpus.visibility import Reader

CURRENT = [("", _("any")), ("yes", _("the newest of each")), ("no", _("superseded or withdrawn"))]


class EditionOut(serializers.ModelSerializer):
    study = serializers.IntegerField(source="study_id")
    text = serializers.UUIDField(source="text_id")
    address = serializers.SerializerMethodField(help_text="The page, open to all.")
    superseded = serializers.BooleanField()

    class Meta:
        model = Edition
        fields = (
            "id",
            "address",
            "study",
            "text",
            "number",
            "title",
            "edited_by",
            "names",
            "sha256",
            "published_at",
            "superseded",
            "withdrawn_at",
            "why",
        )

    def get_address(self, edition: Edition) -> str:
        return reverse("edition_detail", args=[edition.pk])


class EditionWholeOut(EditionOut):
    introduction = serializers.CharField(allow_null=True)
    content = serializers.SerializerMethodField(help_text="As frozen; null once withdrawn.")

    class Meta:
        model = Edition
        fields = (*EditionOut.Meta.fields, "introduction", "content")

    def get_content(self, edition: Edition) -> dict[str, Any] | None:
        return None if edition.withdrawn_at else json.loads(edition.content)

    def to_representation(self, instance: Edition) -> dict[str, Any]:
        told = super().to_representation(instance)
        return told | {"introduction": None} if instance.withdrawn_at else told


class EditionIn(StrictIn):
    study = serializers.IntegerField(min_value=1, max_value=BIG)
    text = serializers.UUIDField()
    readings = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIG),
        min_length=1,
        max_length=100,
        help_text="Ids of reviews.",
    )
    title = serializers.CharField(max_length=300)
    introduction = Words(required=False, default="", max_length=100_000)
    edited_by = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    names = serializers.BooleanField(required=False, default=False)


class EditionQuery(QueryForm):
    q = forms.CharField(label=_("Part of a title"), max_length=200)
    study = forms.IntegerField(label=_("Study"), min_value=1, max_value=BIG)
    text = forms.UUIDField(label=_("Text"), widget=forms.HiddenInput)
    current = forms.ChoiceField(label=_("Versions"), choices=CURRENT)


LOOKUPS = {"q": "title__icontains", "study": "study", "text": "text"}


class EditionListing(Listing):
    """Editions of texts whose source the reader may see, newest first."""

    form_class = EditionQuery
    serializer_class = EditionOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        rows = editions_listed(reader)
        if current := asked.pop("current", None):
            newest = rows.filter(superseded=False, withdrawn_at=None).values("pk")
            rows = rows.filter(pk__in=newest) if current == "yes" else rows.exclude(pk__in=newest)
        wanted = {LOOKUPS[name]: value for name, value in asked.items()}
        return Found(rows.filter(**wanted).order_by("-published_at", "pk"))


def editions_listed(reader: Reader) -> QuerySet[Any]:
    """Return the editions a reader may see, each marked whether a newer one supersedes it."""
    newer = Edition.objects.filter(
        study=OuterRef("study"),
        text=OuterRef("text"),
        number__gt=OuterRef("number"),
        withdrawn_at=None,
    )
    return editions_for(reader).annotate(superseded=Exists(newer)).defer("content")


def newest_editions(reader: Reader, *, most: int = 5) -> list[Edition]:
    """Return the editions that were published last and stand."""
    standing = editions_listed(reader).filter(superseded=False, withdrawn_at=None)
    return list(standing.order_by("-published_at", "pk")[:most])


class EditionForm(forms.Form):
    """What the lead decides; the rest is frozen as it stands."""

    title = forms.CharField(max_length=300, label=_("Title"))
    introduction = forms.CharField(
        required=False,
        strip=False,
        max_length=100_000,
        label=_("Introduction"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    edited_by = forms.CharField(
        required=False,
        max_length=300,
        label=_("Edited by"),
        help_text=_("As it is to be cited; left empty, nobody is named."),
    )
    readings = forms.TypedMultipleChoiceField(
        label=_("Readings"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    names = forms.BooleanField(
        required=False,
        label=_("Name the readers"),
        help_text=_("Only with their consent. Otherwise they are Reader A, Reader B."),
    )

    def __init__(self, *args: Any, submissions: list[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (
                row.review_id,
                f"{row.review.reviewer.username}, {date_format(row.at, 'SHORT_DATE_FORMAT')}",
            )
            for row in submissions
        ]
        self.fields["readings"].choices = choices  # type: ignore[attr-defined]

    def clean_introduction(self) -> str:
        return str(self.cleaned_data["introduction"]).replace("\r\n", "\n")
