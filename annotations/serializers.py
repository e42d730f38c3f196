"""What the API answers about studies, codebooks and readings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from annotations.models import (
    Codebook,
    CodebookVersion,
    Forecast,
    Guess,
    Membership,
    Motif,
    MotifExample,
    Rating,
    Recheck,
    Review,
    Scale,
    Study,
    Tag,
)
from annotations.resolving import final_motif
from corpus.models import Event


class CodebookVersionOut(serializers.ModelSerializer):
    codebook = serializers.IntegerField(source="codebook_id")

    class Meta:
        model = CodebookVersion
        fields = ("id", "codebook", "number", "sha256", "at", "published_at", "content")


class VersionBriefOut(serializers.ModelSerializer):
    class Meta:
        model = CodebookVersion
        fields = ("number", "sha256", "at", "published_at")


class CodebookOut(serializers.ModelSerializer):
    versions = VersionBriefOut(many=True)

    class Meta:
        model = Codebook
        fields = ("id", "name", "description", "created_at", "versions")


class MotifOut(serializers.ModelSerializer):
    codebook = serializers.IntegerField(source="codebook_id")
    parent = serializers.CharField(source="parent.key", allow_null=True, default=None)  # type: ignore[assignment]
    examples = serializers.ListField(child=serializers.CharField())
    patterns = serializers.ListField(child=serializers.CharField())
    merged_into = serializers.CharField(
        source="merged_into.key", allow_null=True, default=None, help_text="Its tags count as this."
    )
    split_from = serializers.CharField(source="split_from.key", allow_null=True, default=None)
    proposed_by = serializers.CharField(
        source="proposed_by.username", allow_null=True, default=None
    )

    class Meta:
        model = Motif
        fields = (
            "id",
            "codebook",
            "key",
            "name",
            "sigla",
            "definition",
            "counts_when",
            "does_not_count_when",
            "examples",
            "patterns",
            "parent",
            "status",
            "merged_into",
            "split_from",
            "proposed_by",
        )


class MotifExampleOut(serializers.ModelSerializer):
    motif = serializers.CharField(source="motif.key")
    text = serializers.UUIDField(source="text_id")
    added_by = serializers.CharField(source="added_by.username", allow_null=True, default=None)

    class Meta:
        model = MotifExample
        fields = ("id", "motif", "text", "start", "end", "quote", "is_counter", "added_by", "at")


class MotifExamplesOut(serializers.Serializer):
    results = MotifExampleOut(many=True)
    waiting = serializers.IntegerField(help_text="How many are of texts still held from you.")


class WordsOut(serializers.Serializer):
    where = serializers.ChoiceField(choices=("same", "before", "after"))
    words = serializers.CharField()


class FieldDiffOut(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    words = WordsOut(many=True)


class MotifDiffOut(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    sigla = serializers.CharField()
    parts = FieldDiffOut(many=True, source="fields")


class VersionDiffOut(serializers.Serializer):
    """Two versions of a codebook compared; `words` marks what went and what came."""

    before = serializers.IntegerField(help_text="A version's number.")
    after = serializers.IntegerField()
    added = serializers.ListField(child=serializers.DictField())
    removed = serializers.ListField(child=serializers.DictField())
    changed = MotifDiffOut(many=True)
    unchanged = serializers.IntegerField(help_text="How many motifs are the same in both.")


class ScaleOut(serializers.ModelSerializer):
    points = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Scale
        fields = ("key", "name", "question", "points")


class StudyOut(serializers.ModelSerializer):
    codebook = serializers.IntegerField(source="codebook_id", allow_null=True)
    codebook_version = serializers.IntegerField(
        source="codebook_version.number", allow_null=True, default=None
    )
    scales = ScaleOut(many=True)
    texts = serializers.IntegerField(source="n_texts", help_text="How many texts it reads.")

    class Meta:
        model = Study
        fields = (
            "id",
            "name",
            "guidelines",
            "codebook",
            "codebook_version",
            "scales",
            "reviewers_per_text",
            "blind",
            "reveal",
            "guesses",
            "forecast_question",
            "forecast_days",
            "suggestions",
            "state",
            "texts",
            "created_at",
            "opened_at",
            "closed_at",
        )


class MemberOut(serializers.ModelSerializer):
    username = serializers.CharField(source="user.username")

    class Meta:
        model = Membership
        fields = ("username", "role")


class AddedOut(serializers.Serializer):
    added = serializers.IntegerField()
    texts = serializers.IntegerField(help_text="How many the study reads now.")


class RatingOut(serializers.ModelSerializer):
    scale = serializers.CharField(source="scale.key")

    class Meta:
        model = Rating
        fields = ("scale", "value", "reason", "rationale")

    def to_representation(self, instance: Rating) -> dict[str, Any]:
        return rating_data(instance)


def rating_data(rating: Rating) -> dict[str, Any]:
    """Return a rating in the shape of `RatingOut`, which documents it.

    Every save answers with a whole reading, and field by field that takes longer than storing it.
    """
    return {
        "scale": rating.scale.key,
        "value": rating.value,
        "reason": rating.reason,
        "rationale": rating.rationale,
    }


class CountedAs(serializers.ModelSerializer):
    """What a tag says beside its motif: what it counts as, and the codebook it was made under."""

    counts_as = serializers.SerializerMethodField(
        help_text="The motif's key, or of one that was merged the key it counts as."
    )
    codebook_version = serializers.IntegerField(
        source="codebook_version.number", allow_null=True, default=None
    )

    def get_counts_as(self, tag: Tag) -> str:
        return final_motif(tag.motif).key


class TagOut(CountedAs):
    motif = serializers.CharField(source="motif.key")
    suggestion = serializers.IntegerField(source="suggestion_id", allow_null=True)

    class Meta:
        model = Tag
        fields = (
            "id",
            "motif",
            "counts_as",
            "start",
            "end",
            "quote",
            "prefix",
            "suffix",
            "note",
            "codebook_version",
            "suggestion",
        )

    def to_representation(self, instance: Tag) -> dict[str, Any]:
        return tag_data(instance)


def tag_data(tag: Tag) -> dict[str, Any]:
    """Return a tag in the shape of `TagOut`, which documents it: see `rating_data`."""
    version = tag.codebook_version
    return {
        "id": tag.pk,
        "motif": tag.motif.key,
        "counts_as": final_motif(tag.motif).key,
        "start": tag.start,
        "end": tag.end,
        "quote": tag.quote,
        "prefix": tag.prefix,
        "suffix": tag.suffix,
        "note": tag.note,
        "codebook_version": None if version is None else version.number,
        "suggestion": tag.suggestion_id,
    }


class GuessOut(serializers.ModelSerializer):
    class Meta:
        model = Guess
        fields = ("author_kind", "family", "at")


class ForecastOut(serializers.ModelSerializer):
    class Meta:
        model = Forecast
        fields = ("question", "probability", "due_on", "at")


class ReviewOut(serializers.ModelSerializer):
    study = serializers.IntegerField(source="study_id")
    text = serializers.UUIDField(source="text_id")
    reviewer = serializers.CharField(source="reviewer.username")
    ratings = RatingOut(many=True)
    tags = TagOut(many=True)
    forecast = ForecastOut(allow_null=True, default=None)
    guess = GuessOut(allow_null=True, default=None)

    class Meta:
        model = Review
        fields = (
            "id",
            "study",
            "text",
            "reviewer",
            "state",
            "version",
            "ratings",
            "tags",
            "action",
            "action_who",
            "action_what",
            "action_when",
            "comment",
            "forecast",
            "guess",
            "created_at",
            "updated_at",
            "submitted_at",
        )

    def to_representation(self, instance: Review) -> dict[str, Any]:
        # As the fields say it: see `rating_data`.
        forecast = getattr(instance, "forecast", None)
        guess = getattr(instance, "guess", None)
        plain = {name: getattr(instance, name) for name in SAID_PLAINLY}
        return {
            "id": instance.pk,
            "study": instance.study_id,
            "text": str(instance.text_id),
            "reviewer": instance.reviewer.username,
            "state": instance.state,
            "version": instance.version,
            "ratings": [rating_data(rating) for rating in _saved(instance, "ratings")],
            "tags": [tag_data(tag) for tag in _saved(instance, "tags")],
            **plain,
            "forecast": None if forecast is None else ForecastOut(forecast).data,
            "guess": None if guess is None else GuessOut(guess).data,
            "created_at": _moment(instance.created_at),
            "updated_at": _moment(instance.updated_at),
            "submitted_at": _moment(instance.submitted_at),
        }


def _saved(review: Review, what: str) -> Iterable[Any]:
    """Return the ratings or tags of a reading: where it was just saved, as they were saved."""
    at_hand = getattr(review, f"saved_{what}", None)
    return getattr(review, what).all() if at_hand is None else at_hand


SAID_PLAINLY = ("action", "action_who", "action_what", "action_when", "comment")
_MOMENT = serializers.DateTimeField()


def _moment(at: datetime | None) -> str | None:
    return None if at is None else _MOMENT.to_representation(at)


class FlatOut(serializers.ModelSerializer):
    """What a row of a reading says of the reading."""

    study = serializers.IntegerField(source="review.study_id")
    text = serializers.UUIDField(source="review.text_id")
    review = serializers.IntegerField(source="review_id")
    reviewer = serializers.CharField(source="review.reviewer.username")
    state = serializers.ChoiceField(choices=Review.State.choices, source="review.state")
    submitted_at = serializers.DateTimeField(source="review.submitted_at", allow_null=True)


class FlatRatingOut(FlatOut):
    scale = serializers.CharField(source="scale.key")

    class Meta:
        model = Rating
        fields = (
            "id",
            "study",
            "text",
            "review",
            "reviewer",
            "state",
            "submitted_at",
            "scale",
            "value",
            "reason",
            "rationale",
        )


class FlatTagOut(CountedAs, FlatOut):
    motif = serializers.CharField(source="motif.key")
    suggestion = serializers.IntegerField(
        source="suggestion_id", allow_null=True, help_text="What it was accepted from, if it was."
    )

    class Meta:
        model = Tag
        fields = (
            "id",
            "study",
            "text",
            "review",
            "reviewer",
            "state",
            "submitted_at",
            "motif",
            "counts_as",
            "start",
            "end",
            "quote",
            "prefix",
            "suffix",
            "note",
            "codebook_version",
            "suggestion",
        )


class RecheckOut(serializers.ModelSerializer):
    """A tag to look at again, and why."""

    study = serializers.IntegerField(source="review.study_id")
    text = serializers.UUIDField(source="review.text_id")
    review = serializers.IntegerField(source="review_id")
    reviewer = serializers.CharField(source="review.reviewer.username")
    review_state = serializers.ChoiceField(choices=Review.State.choices, source="review.state")
    tag = serializers.IntegerField(source="tag_id", allow_null=True)
    motif = serializers.CharField(source="motif.key")
    choices = serializers.ListField(child=serializers.CharField())
    chosen = serializers.CharField(source="chosen.key", allow_null=True, default=None)

    class Meta:
        model = Recheck
        fields = (
            "id",
            "study",
            "text",
            "review",
            "reviewer",
            "review_state",
            "tag",
            "motif",
            "start",
            "end",
            "quote",
            "why",
            "choices",
            "state",
            "chosen",
            "at",
            "decided_at",
        )


class EventOut(serializers.ModelSerializer):
    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    study = serializers.IntegerField(source="study_id", allow_null=True)
    text = serializers.UUIDField(source="text_id", allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]

    class Meta:
        model = Event
        fields = ("id", "at", "actor", "verb", "subject", "subject_id", "study", "text", "data")
