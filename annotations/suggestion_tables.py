"""Suggestions as a list, and how far each pattern can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from annotations.inputs import StrictIn, VersionIn
from annotations.models import (
    Membership,
    Study,
    StudyText,
    Suggestion,
    SuggestionDecision,
    SuggestionScan,
)
from annotations.suggesting import patterns_in_use
from annotations.suggestion_gates import on_offer, visible_suggestions
from corpus.http.listing import Found, Listing
from corpus.http.query import QueryForm
from corpus.visibility import Reader

if TYPE_CHECKING:
    from django.db.models import QuerySet

UNDECIDED = "undecided"
# The standard normal's 0.975 quantile.
Z = 1.959963984540054


class SuggestionQuery(QueryForm):
    """Filters on suggestions; `decision` is your own."""

    study = forms.IntegerField(label=_("Study"), min_value=1, max_value=2**63 - 1)
    text = forms.UUIDField(label=_("Text"), widget=forms.HiddenInput)
    motif = forms.CharField(label=_("Motif (key)"), max_length=80)
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("", _("any")),
            *SuggestionDecision.Decision.choices,
            (UNDECIDED, _("none yet")),
        ],
    )


class SuggestionOut(serializers.ModelSerializer):
    """A suggestion, and your own decision on it."""

    study = serializers.IntegerField(source="study_id")
    text = serializers.UUIDField(source="text_id")
    motif = serializers.CharField(source="motif.key")
    decision = serializers.ChoiceField(choices=SuggestionDecision.Decision.choices, allow_null=True)
    why = serializers.SerializerMethodField()

    class Meta:
        model = Suggestion
        fields = (
            "id",
            "study",
            "text",
            "motif",
            "start",
            "end",
            "quote",
            "detector",
            "detector_version",
            "pattern",
            "score",
            "decision",
            "why",
        )

    def get_why(self, row: Suggestion) -> str:
        return why(row)


class DecidedOut(serializers.Serializer):
    """A suggestion after a decision, and the reading it is part of."""

    suggestion = SuggestionOut()
    review = serializers.IntegerField()
    version = serializers.IntegerField()
    tag = serializers.IntegerField(allow_null=True)


class SuggestionDecideIn(VersionIn):
    """The version of the reading that was seen, if the tag is not to be written over another."""


class MakeIn(StrictIn):
    study = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    again = serializers.BooleanField(required=False, default=False)


class PrecisionOut(serializers.Serializer):
    """How often a pattern's suggestions were accepted."""

    study = serializers.IntegerField()
    motif = serializers.CharField()
    pattern = serializers.CharField()
    accepted = serializers.IntegerField()
    rejected = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    method = serializers.CharField()
    undefined_reason = serializers.CharField(allow_null=True)


@dataclass(frozen=True)
class Precision:
    """How often a pattern's suggestions were accepted, of those that were decided on."""

    study: int
    motif: str
    pattern: str
    accepted: int
    rejected: int
    precision: float | None
    low: float | None
    high: float | None
    method: str = "Wilson's score interval, 95 %"
    undefined_reason: str | None = None


class SuggestionListing(Listing):
    form_class = SuggestionQuery
    serializer_class = SuggestionOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        if not isinstance(reader, User):
            return Found(Suggestion.objects.none())
        names = {"motif": "motif__key"}
        rows: QuerySet[Any] = on_offer(visible_suggestions(reader))
        decision = asked.get("decision")
        if decision == UNDECIDED:
            rows = rows.filter(decision=None)
        elif decision:
            rows = rows.filter(decision=decision)
        wanted = {names.get(k, k): v for k, v in asked.items() if k != "decision"}
        return Found(rows.filter(**wanted).order_by("pk"))


def why(row: Suggestion) -> str:
    """Say why a suggestion was made."""
    return str(
        _("the pattern “%(pattern)s” of %(motif)s matched “%(quote)s”")
        % {"pattern": row.pattern, "motif": row.motif.name, "quote": row.quote}
    )


def led_studies(user: User) -> QuerySet[Study]:
    """Return the studies with suggestions that a person leads."""
    return Study.objects.filter(
        memberships__user=user, memberships__role=Membership.Role.LEAD
    ).exclude(suggestions=Study.Suggestions.OFF)


def pattern_precision(user: User, *, study: int | None = None) -> list[Precision]:
    """Return, for studies that a person leads, how each pattern fares with those who decide.

    Only what was decided is counted: how many were made would tell of texts not yet read.
    """
    led = led_studies(user).filter(suggestions=Study.Suggestions.SHOWN)
    rows = Suggestion.objects.filter(study__in=led, decisions__isnull=False)
    if study is not None:
        rows = rows.filter(study=study)
    counted = (
        rows.order_by()
        .values_list("study", "motif__key", "pattern")
        .annotate(
            accepted=Count("decisions", filter=Q(decisions__decision="accepted")),
            rejected=Count("decisions", filter=Q(decisions__decision="rejected")),
        )
        .order_by("study", "motif__key", "pattern")
    )
    found = [precision_of(*row) for row in counted]
    return [*found, *_never_decided(led, found, study)]


def precision_of(study: int, motif: str, pattern: str, accepted: int, rejected: int) -> Precision:
    """Return the share accepted, with Wilson's score interval.

    With p = accepted/n, n = accepted + rejected and z the 0.975 quantile of the normal:
    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Undefined where n = 0. Decisions of
    one reader, and on one text, are not independent: the interval is the narrowest there can be.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> made = precision_of(1, "stairs", "stair*", 8, 2)
    >>> made.precision, made.low, made.high
    (0.8, 0.490162, 0.943318)
    """
    n = accepted + rejected
    if not n:
        reason = "None of its suggestions was decided on."
        return Precision(study, motif, pattern, 0, 0, None, None, None, undefined_reason=reason)
    p, square = accepted / n, Z * Z
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    p, low, high = (float(f"{x:.6g}") for x in (p, low, high))
    return Precision(study, motif, pattern, accepted, rejected, p, low, high)


def _never_decided(
    led: QuerySet[Study], found: Sequence[Precision], study: int | None
) -> list[Precision]:
    """Return the patterns of the codebooks that nobody has decided on, from the codebook alone."""
    known = {(row.study, row.motif, row.pattern) for row in found}
    wanted = led if study is None else led.filter(pk=study)
    return [
        precision_of(one.pk, motif.key, pattern, 0, 0)
        for one in wanted.select_related("codebook").order_by("pk")
        if one.codebook
        for motif, pattern in patterns_in_use(one.codebook)
        if (one.pk, motif.key, pattern) not in known
    ]


@dataclass(frozen=True)
class Scanned:
    """How far a study's texts are looked through."""

    study: Study
    texts: int
    looked_through: int
    failed: list[SuggestionScan]


def scans_of_led(user: User) -> list[Scanned]:
    """Return for each open study with suggestions that a person leads how far that is."""
    return [
        Scanned(
            study=study,
            texts=StudyText.objects.filter(study=study, taken_out_at=None).count(),
            looked_through=study.scans.exclude(digest="").count(),
            failed=list(study.scans.exclude(error="").order_by("text_id")),
        )
        for study in led_studies(user).filter(state=Study.State.OPEN).order_by("pk")
    ]
