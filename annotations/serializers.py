"""What the API answers about studies, codebooks and readings."""

from __future__ import annotations

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
        fields = ("id", "codebook", "number", "sha256", "at", "content")


class VersionBriefOut(serializers.ModelSerializer):
    class Meta:
        model = CodebookVersion
        fields = ("number", "sha256", "at")


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
        # As the fields say it. Every save answers with all ratings and tags of a reading, and
        # field by field that takes longer than storing them.
        return {
            "scale": instance.scale.key,
            "value": instance.value,
            "reason": instance.reason,
            "rationale": instance.rationale,
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
        # As the fields say it: see RatingOut.
        version = instance.codebook_version
        return {
            "id": instance.pk,
            "motif": instance.motif.key,
            "counts_as": self.get_counts_as(instance),
            "start": instance.start,
            "end": instance.end,
            "quote": instance.quote,
            "prefix": instance.prefix,
            "suffix": instance.suffix,
            "note": instance.note,
            "codebook_version": None if version is None else version.number,
            "suggestion": instance.suggestion_id,
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
