"""What the API answers with: shapes of what `corpus.visibility` lets through."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from corpus.models import Author, Import, Job, Prompt, Text
from corpus.visibility.shapes import VisibleAuthor, VisiblePrompt, VisibleText


@extend_schema_field(OpenApiTypes.OBJECT)
class ObjectField(serializers.JSONField):
    """A JSON object, kept as it came."""


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": {}}})
class MessagesField(serializers.JSONField):
    """The messages of a conversation."""


class AuthorOfTextSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Author.Kind.choices)
    family = serializers.CharField()
    provider = serializers.CharField()
    training = serializers.ChoiceField(choices=Author.Training.choices)


class PromptOfTextSerializer(serializers.Serializer):
    """Of a held text's prompt only `text` is set."""

    id = serializers.UUIDField(allow_null=True)
    key = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    elicitation = serializers.ChoiceField(choices=Prompt.Elicitation.choices, allow_null=True)
    system = serializers.CharField(allow_null=True)


class CollectionOfTextSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="collection_id")
    name = serializers.CharField(source="collection")


class TextSerializer(serializers.Serializer):
    """A text. While `held`, all is null but id, kind, language, body, length and prompt text."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Text.Kind.choices)
    language = serializers.CharField()
    body = serializers.CharField()
    length = serializers.IntegerField(help_text="In Unicode code points.")
    prompt = PromptOfTextSerializer(allow_null=True)
    held = serializers.BooleanField()
    key = serializers.CharField(source="source.key", allow_null=True)
    title = serializers.CharField(source="source.title", allow_null=True)
    author = AuthorOfTextSerializer(source="source.author", allow_null=True)
    collection = CollectionOfTextSerializer(source="source", allow_null=True)
    sampling = ObjectField(source="source.sampling", allow_null=True)
    context: Any = MessagesField(source="source.context", allow_null=True)
    reasoning = serializers.CharField(source="source.reasoning", allow_null=True)
    generated_at = serializers.DateTimeField(source="source.generated_at", allow_null=True)
    source_url = serializers.CharField(source="source.source_url", allow_null=True)
    licence = serializers.CharField(source="source.licence", allow_null=True)
    redistributable = serializers.BooleanField(source="source.redistributable", allow_null=True)
    excerpt_of = serializers.UUIDField(source="source.excerpt_of", allow_null=True)
    excerpt_start = serializers.IntegerField(source="source.excerpt_start", allow_null=True)
    excerpt_end = serializers.IntegerField(source="source.excerpt_end", allow_null=True)
    why = serializers.CharField(source="source.why", allow_null=True)
    sha256 = serializers.CharField(source="source.sha256", allow_null=True)
    extra = ObjectField(source="source.extra", allow_null=True)

    def to_representation(self, instance: VisibleText) -> dict[str, Any]:
        """Say what the fields above say; asking each of them takes ten times as long."""
        return text_data(instance)


# What of a source is told as it stands.
PLAIN = (
    *("key", "title", "sampling", "context", "reasoning", "generated_at", "source_url", "licence"),
    *("redistributable", "excerpt_of", "excerpt_start", "excerpt_end", "why", "sha256", "extra"),
)
_MOMENT = serializers.DateTimeField()


def text_data(text: VisibleText) -> dict[str, Any]:
    """Return a text in the shape of `TextSerializer`, which documents it."""
    source = text.source
    told = {name: getattr(source, name, None) for name in PLAIN}
    if told["excerpt_of"] is not None:
        told["excerpt_of"] = str(told["excerpt_of"])
    if told["generated_at"] is not None:
        told["generated_at"] = _MOMENT.to_representation(told["generated_at"])
    return {
        "id": str(text.id),
        "kind": text.kind,
        "language": text.language,
        "body": text.body,
        "length": text.length,
        "prompt": text.prompt and _prompt_data(text.prompt),
        "held": text.held,
        "key": told.pop("key"),
        "title": told.pop("title"),
        "author": source and author_data(source.author),
        "collection": source and {"id": str(source.collection_id), "name": source.collection},
        **told,
    }


def author_data(author: VisibleAuthor) -> dict[str, Any]:
    """Return an author in the shape of `AuthorOfTextSerializer`, which documents it."""
    names = ("name", "kind", "family", "provider", "training")
    return {"id": str(author.id), **{name: getattr(author, name) for name in names}}


def _prompt_data(prompt: VisiblePrompt) -> dict[str, Any]:
    names = ("key", "text", "elicitation", "system")
    number = prompt.id and str(prompt.id)
    return {"id": number, **{name: getattr(prompt, name) for name in names}}


class AuthorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Author.Kind.choices)
    family = serializers.CharField(help_text="Lineage of the base model.")
    family_stated = serializers.BooleanField(
        help_text="False where the family is only the name: it then counts towards no families."
    )
    provider = serializers.CharField()
    training = serializers.ChoiceField(choices=Author.Training.choices)
    released_on = serializers.DateField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    open_texts = serializers.IntegerField(help_text="Texts whose source you may see.")


class PromptSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    key = serializers.CharField()
    text = serializers.CharField()
    system = serializers.CharField()
    elicitation = serializers.ChoiceField(choices=Prompt.Elicitation.choices)
    open_texts = serializers.IntegerField(help_text="Texts whose source you may see.")


class CollectionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    is_sample = serializers.BooleanField()
    open_texts = serializers.IntegerField(help_text="Texts whose source you may see.")


class LineErrorSerializer(serializers.Serializer):
    line = serializers.IntegerField()
    field = serializers.CharField()
    message = serializers.CharField()


class NamedSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ImportSerializer(serializers.Serializer):
    """An import in a list: its counts without its lines."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Import.State.choices)
    collection = NamedSerializer()
    file_name = serializers.CharField()
    file_sha256 = serializers.CharField()
    file_bytes = serializers.IntegerField()
    rows_total = serializers.IntegerField()
    rows_added = serializers.IntegerField()
    rows_unchanged = serializers.IntegerField()
    rows_held = serializers.IntegerField(
        help_text="Lines that met a text a blind holds: import again after the close."
    )
    rows_rejected = serializers.IntegerField()
    lines_done = serializers.IntegerField()
    error = serializers.CharField(help_text="Why a failed import could not be read at all.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportDetailSerializer(ImportSerializer):
    """An import with every line there is something to say of."""

    errors = LineErrorSerializer(many=True)  # type: ignore[assignment]
    differences = LineErrorSerializer(many=True)
    held = LineErrorSerializer(many=True)


class JobSerializer(serializers.Serializer):
    """A unit of background work. How far an import is, only who began it sees."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    mine = serializers.BooleanField(help_text="Whether you began it.")
    attempts = serializers.IntegerField()
    done = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class CheckSerializer(serializers.Serializer):
    ok = serializers.BooleanField()


class DatabaseHealthSerializer(CheckSerializer):
    engine = serializers.CharField()


class MigrationsHealthSerializer(CheckSerializer):
    missing = serializers.IntegerField(help_text="Migrations of the code not yet applied.")
    unknown = serializers.IntegerField(help_text="Migrations applied that this code lacks.")


class WorkersHealthSerializer(CheckSerializer):
    alive = serializers.IntegerField()


class QueueHealthSerializer(CheckSerializer):
    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    failed = serializers.IntegerField()


class DiskHealthSerializer(CheckSerializer):
    free_gigabytes = serializers.IntegerField(allow_null=True)


class HealthSerializer(serializers.Serializer):
    """`ok`; `degraded` where the site can be used but background work or space fails; `failed`."""

    state = serializers.ChoiceField(choices=["ok", "degraded", "failed"])
    database = DatabaseHealthSerializer()
    migrations = MigrationsHealthSerializer()
    broker = CheckSerializer()
    workers = WorkersHealthSerializer()
    queue = QueueHealthSerializer()
    disk = DiskHealthSerializer()


def as_data(serializer: type[serializers.Serializer], thing: Any) -> Any:
    """Return one thing in a serializer's shape."""
    return serializer(thing).data
