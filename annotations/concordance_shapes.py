"""What a concordance answers with, and what tagging its lines takes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from annotations.inputs import StrictIn, Words
from corpus.api.output import AuthorOfTextSerializer
from corpus.models import Text

MAX_LINES = 500

COUNT = {"type": "integer"}
CONCORDANCE_SCHEMA: dict[str, Any] = {
    "texts": {**COUNT, "description": "Texts that the lines are of. Left out with `cursor`."},
    "held_texts": {**COUNT, "description": "Texts that have it while their source is held."},
    "held_hits": {**COUNT, "description": "Matches in those, counted from bodies alone."},
    "left_out": {**COUNT, "description": "Held matches that a filter on the source passes over."},
    "left_out_reason": {"type": "string"},
    "way": {"type": "string", "enum": ["word", "lemma", "phrase", "motif"]},
    "window": COUNT,
    "unit": {"type": "string", "enum": ["words", "characters"]},
    "sort": {"type": "string", "enum": ["text", "left", "right", "position"]},
    "forms": {
        "type": "array",
        "items": {"type": "string"},
        "description": "What was sought for a lemma.",
    },
    "families": {
        "type": "array",
        "description": "With `by=author.family`: over the texts whose source you may see.",
        "items": {
            "type": "object",
            "required": ["family", "texts", "texts_with", "hits", "words", "per_10000"],
            "properties": {
                "family": {"type": "string", "description": "`people` for all who are no model."},
                "texts": {**COUNT, "description": "Texts looked through."},
                "texts_with": COUNT,
                "hits": COUNT,
                "words": {
                    **COUNT,
                    "nullable": True,
                    "description": "Parted by spaces; null where texts are written without.",
                },
                "per_10000": {"type": "number", "nullable": True},
            },
        },
    },
}


class LineOut(serializers.Serializer):
    """A line: `left`, `match` and `right` stand side by side in the text's body."""

    text = serializers.UUIDField(source="place.text")
    start = serializers.IntegerField(source="place.start", help_text="In code points.")
    end = serializers.IntegerField(source="place.end")
    left = serializers.CharField(source="context.left")
    match = serializers.CharField(source="context.match")
    right = serializers.CharField(source="context.right")
    kind = serializers.ChoiceField(choices=Text.Kind.choices, source="text.kind")
    language = serializers.CharField(source="text.language")
    held = serializers.BooleanField(source="text.held")
    author = AuthorOfTextSerializer(source="text.source.author", allow_null=True)


class LineIn(StrictIn):
    text = serializers.UUIDField()
    start = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    end = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    quote = Words(required=False, allow_null=True, default=None)


class LineTagsIn(StrictIn):
    study = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    motif = serializers.CharField(max_length=80)
    lines = serializers.ListField(child=LineIn(), min_length=1, max_length=MAX_LINES)
    note = Words(required=False, default="", max_length=10_000)


class UndoIn(StrictIn):
    batch = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class PlaceOut(serializers.Serializer):
    text = serializers.UUIDField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class TaggedLineOut(PlaceOut):
    review = serializers.IntegerField()


class LeftOutLineOut(PlaceOut):
    reason = serializers.CharField()


class LineTagsOut(serializers.Serializer):
    """What was tagged, what not and why; `batch` undoes it."""

    batch = serializers.IntegerField(allow_null=True)
    motif = serializers.CharField()
    study = serializers.IntegerField()
    tagged = TaggedLineOut(many=True)
    left_out = LeftOutLineOut(many=True)


class UndoneOut(serializers.Serializer):
    removed = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Tags of readings submitted since, or removed.")
