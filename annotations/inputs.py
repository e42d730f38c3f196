"""What the API takes in; unknown fields are an error, words are never trimmed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from annotations.models import Guess, Membership, Motif, Study
from annotations.scales import RESERVED


class StrictIn(serializers.Serializer):
    """Refuses fields it does not know: a misspelt field must not be silently dropped."""

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.fields)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(data.keys() - self._names)
            if unknown:
                raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
        return super().to_internal_value(data)


class Words(serializers.CharField):
    """A string kept as it was written. PostgreSQL takes no U+0000, so it is refused everywhere."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("trim_whitespace", False)
        kwargs.setdefault("allow_blank", True)
        super().__init__(**kwargs)


class Probability(serializers.FloatField):
    """A number from 0 to 1. True is none, though Python would take it for 1."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


# What a motif means is kept anew in every version of its codebook.
WORDING = 10_000


class CodebookIn(StrictIn):
    name = serializers.CharField(max_length=200)
    description = Words(required=False, default="", max_length=WORDING)


STATUS_SET = [choice for choice in Motif.Status.choices if choice[0] != Motif.Status.MERGED]


class MotifIn(StrictIn):
    """A motif of a codebook; with `study` or `review` a proposal made while reading there."""

    codebook = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    study = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    review = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    start = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    key = serializers.SlugField(
        required=False,
        max_length=80,
        help_text="Needed unless it is a proposal, whose key is made from its name.",
    )
    name = serializers.CharField(max_length=200)
    definition = Words(allow_blank=False, max_length=WORDING)
    sigla = serializers.CharField(max_length=3, required=False)
    counts_when = Words(required=False, max_length=WORDING)
    does_not_count_when = Words(required=False, max_length=WORDING)
    examples = serializers.ListField(child=Words(max_length=2000), required=False, max_length=100)
    patterns = serializers.ListField(child=Words(), required=False, max_length=100)
    parent = serializers.SlugField(required=False, allow_null=True)  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=STATUS_SET, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if "study" in given or "review" in given:
            own = ("codebook", "status", "parent")
            wrong = {n: "A proposal takes none." for n in own if n in given}
        else:
            wrong = {n: "This field is required." for n in ("codebook", "key") if n not in given}
            wrong |= {n: "Only with a review." for n in ("start", "end") if n in given}
        if ("start" in given) != ("end" in given):
            wrong["start"] = "Give both start and end, or neither."
        if wrong:
            raise serializers.ValidationError(wrong)
        return given


class MotifPatch(StrictIn):
    name = serializers.CharField(max_length=200, required=False)
    definition = Words(required=False, allow_blank=False, max_length=WORDING)
    sigla = serializers.CharField(max_length=3, required=False)
    counts_when = Words(required=False, max_length=WORDING)
    does_not_count_when = Words(required=False, max_length=WORDING)
    examples = serializers.ListField(child=Words(max_length=2000), required=False, max_length=100)
    patterns = serializers.ListField(child=Words(), required=False, max_length=100)
    parent = serializers.SlugField(required=False, allow_null=True)  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=STATUS_SET, required=False)


class MergeIn(StrictIn):
    into = serializers.SlugField(max_length=80, help_text="The key of the motif its tags count as.")


class PartIn(StrictIn):
    key = serializers.SlugField(max_length=80)
    name = serializers.CharField(max_length=200)
    definition = Words(allow_blank=False, max_length=WORDING)
    counts_when = Words(required=False, max_length=WORDING)
    does_not_count_when = Words(required=False, max_length=WORDING)
    sigla = serializers.CharField(max_length=3, required=False)


class SplitIn(StrictIn):
    into = PartIn(many=True, help_text="Two or more motifs that take its place.")


class ReasonIn(StrictIn):
    why = Words(required=False, default="", max_length=2000)


class ExampleIn(StrictIn):
    text = serializers.UUIDField()
    start = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    quote = Words(required=False, allow_null=True, default=None)
    is_counter = serializers.BooleanField(
        required=False, default=False, help_text="It looks like the motif and does not count."
    )


class DecideIn(StrictIn):
    decision = serializers.ChoiceField(choices=("keep", "retag", "remove"))
    motif = serializers.SlugField(
        required=False, default="", max_length=80, help_text="With `retag`: the motif it gets."
    )
    reopen = serializers.BooleanField(
        required=False, default=False, help_text="Reopen a submitted reading to change the tag."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        if (given["decision"] == "retag") != bool(given["motif"]):
            raise serializers.ValidationError({"motif": "Goes with “retag”, and only with it."})
        return given


class ScaleIn(StrictIn):
    key = serializers.SlugField(max_length=40)
    name = serializers.CharField(max_length=100, required=False)
    question = Words(required=False, default="")
    points = serializers.ListField(
        child=serializers.CharField(max_length=WORDING),
        min_length=2,
        max_length=9,
        help_text="A sentence for each point, from 1.",
    )

    def validate_key(self, value: str) -> str:
        if value in RESERVED:
            raise serializers.ValidationError(
                _("Choose another key: the page of scales needs that one.")
            )
        return value


class StudyFields(StrictIn):
    guidelines = Words(required=False)
    codebook = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    scales = ScaleIn(many=True, required=False)
    reviewers_per_text = serializers.IntegerField(required=False, min_value=1, max_value=100)
    blind = serializers.BooleanField(required=False)
    reveal = serializers.ChoiceField(choices=Study.Reveal.choices, required=False)
    guesses = serializers.BooleanField(required=False)
    forecast_question = Words(
        required=False, max_length=300, help_text="Empty: no forecast is asked for."
    )
    forecast_days = serializers.IntegerField(required=False, min_value=1, max_value=3650)
    suggestions = serializers.ChoiceField(choices=Study.Suggestions.choices, required=False)


class StudyIn(StudyFields):
    name = serializers.CharField(max_length=200)


class StudyPatch(StudyFields):
    name = serializers.CharField(max_length=200, required=False)


class MemberIn(StrictIn):
    username = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    why = Words(required=False, default="", help_text="Asked of a superuser who is no lead.")


class StudyTextsIn(StrictIn):
    texts = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=100_000)


class OpenIn(StrictIn):
    accept_names = serializers.BooleanField(
        required=False, default=False, help_text="Open although names were found: all of them."
    )


class WhyIn(StrictIn):
    why = Words(allow_blank=False, max_length=2000)


class CloseIn(StrictIn):
    why = Words(required=False, default="", max_length=2000)


class ReviewIn(StrictIn):
    study = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.UUIDField()


class RatingIn(StrictIn):
    scale = serializers.CharField(max_length=40)
    value = serializers.IntegerField(allow_null=True, min_value=1, max_value=9)
    reason = Words(required=False, default="", max_length=10_000)
    rationale = Words(required=False, default="", max_length=10_000)
    clear = serializers.BooleanField(
        required=False, default=False, help_text="Take the answer back; `value` is null then."
    )


class TagIn(StrictIn):
    motif = serializers.CharField(max_length=80)
    start = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2**31 - 1
    )
    end = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1
    )
    note = Words(required=False, default="", max_length=10_000)
    quote = Words(required=False, allow_null=True, default=None)
    suggestion = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**63 - 1,
        help_text="The suggestion that is accepted with it.",
    )


class VersionIn(StrictIn):
    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class ReviewPatch(VersionIn):
    ratings = RatingIn(many=True, required=False)
    tags = TagIn(many=True, required=False, help_text="The whole list.")
    action = Words(required=False, max_length=10_000, help_text="One sentence.")
    action_who = Words(
        required=False,
        max_length=2000,
        help_text="With no `action` beside it, the sentence is made of who, what and when.",
    )
    action_what = Words(required=False, max_length=2000)
    action_when = Words(required=False, max_length=2000)
    comment = Words(required=False, max_length=100_000)
    forecast = Probability(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=1,
        help_text="A probability; null takes it back.",
    )
    client = serializers.UUIDField(
        required=False,
        help_text="Your own id of this write: sent again, it is answered and not done again.",
    )


class GuessIn(StrictIn):
    author_kind = serializers.ChoiceField(choices=Guess.AuthorKind.choices)
    family = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
