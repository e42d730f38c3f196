"""What the API takes. Texts themselves are checked as the lines of an import are."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from corpus.api.output import MessagesField, ObjectField
from corpus.http.inputs import StrictSerializer
from corpus.models import Author, Prompt, Text


class AuthorChange(StrictSerializer):
    """What is known of an author. Another name or kind is another author."""

    family = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Lineage of the base model. Empty: it is the name, and counts as unstated.",
    )
    provider = serializers.CharField(required=False, allow_blank=True, max_length=200)
    training = serializers.ChoiceField(required=False, choices=Author.Training.choices)
    released_on = serializers.DateField(required=False, allow_null=True)
    aliases = serializers.ListField(
        required=False, max_length=50, child=serializers.CharField(max_length=200)
    )


class AuthorInput(AuthorChange):
    """A model or a person."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(required=False, choices=Author.Kind.choices)


class PromptChange(StrictSerializer):
    """What a prompt is called and how leading it was. Another text is another prompt."""

    key = serializers.CharField(required=False, allow_blank=True, max_length=200)
    elicitation = serializers.ChoiceField(required=False, choices=Prompt.Elicitation.choices)


class PromptInput(PromptChange):
    """A prompt: what it is, is its text and system text."""

    text = serializers.CharField(trim_whitespace=False)
    system = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class CollectionInput(StrictSerializer):
    """A collection to put texts in."""

    name = serializers.CharField(max_length=200)
    description = serializers.CharField(required=False, allow_blank=True)


class ImportInput(StrictSerializer):
    """A file of lines; without a collection its name is one."""

    file = serializers.FileField(allow_empty_file=True)
    format = serializers.ChoiceField(choices=["jsonl"], required=False, default="jsonl")
    collection = serializers.CharField(required=False, allow_blank=True, max_length=200)


class AuthorLineInput(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(required=False, choices=Author.Kind.choices)
    family = serializers.CharField(required=False, allow_blank=True, max_length=200)
    provider = serializers.CharField(required=False, allow_blank=True, max_length=200)
    training = serializers.ChoiceField(required=False, choices=Author.Training.choices)


class PromptLineInput(serializers.Serializer):
    key = serializers.CharField(required=False, allow_blank=True, max_length=200)
    text = serializers.CharField()
    system = serializers.CharField(required=False, allow_blank=True)
    elicitation = serializers.ChoiceField(required=False, choices=Prompt.Elicitation.choices)


class TextInput(serializers.Serializer):
    """A line of an import, and the name of the collection it goes to.

    Documents the shape; `corpus.importing` checks it. Unknown keys are kept under `extra`.
    """

    kind = serializers.ChoiceField(choices=Text.Kind.choices)
    body = serializers.CharField()
    author = AuthorLineInput()
    collection = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="A collection's name."
    )
    key = serializers.CharField(required=False, allow_blank=True, max_length=300)
    title = serializers.CharField(required=False, allow_blank=True, max_length=500)
    language = serializers.CharField(required=False, allow_blank=True, max_length=20)
    prompt = PromptLineInput(required=False, allow_null=True)
    sampling = ObjectField(required=False, allow_null=True)
    context: Any = MessagesField(required=False, allow_null=True)
    reasoning = serializers.CharField(required=False, allow_blank=True)
    generated_at = serializers.DateTimeField(required=False, allow_null=True)
    source_url = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    licence = serializers.CharField(required=False, allow_blank=True, max_length=200)
    redistributable = serializers.BooleanField(required=False)


class CollectionName(serializers.Serializer):
    """The one part of a posted text that is not a line's."""

    collection = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=200, default=""
    )
