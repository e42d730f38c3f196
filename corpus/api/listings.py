"""The lists of this room, each made once for API, page and twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from corpus.api.output import (
    AuthorSerializer,
    CollectionSerializer,
    ImportSerializer,
    JobSerializer,
    PromptSerializer,
    TextSerializer,
)
from corpus.facets import FacetValue, facets
from corpus.filters import BY_NAME, TextFilter, TextQuery
from corpus.hits import Bodies
from corpus.http.listing import Found, Listing
from corpus.http.query import QueryForm
from corpus.jobviews import VisibleJob, visible_jobs
from corpus.models import Author, Import, Job, Prompt, Text
from corpus.selectors import (
    count_by_search,
    find_texts,
    held_count,
    imports_of,
    is_search_alone,
    left_out_reason,
)
from corpus.visibility import (
    Reader,
    VisibleText,
    present,
    visible_authors,
    visible_collections,
    visible_prompts,
)

FACETS_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["value", "label", "count"],
            "properties": {
                "value": {"type": "string"},
                "label": {"type": "string"},
                "count": {"type": "integer"},
            },
        },
    },
}


LEFT_OUT_SCHEMA = {
    "left_out": {
        "type": "integer",
        "description": "Held texts that a filter, sort or facet on a source leaves out, "
        "counted by `q`, `kind` and `language` alone.",
    },
    "left_out_reason": {"type": "string"},
}


BY_ID = ("", "id")


class TextListing(Listing):
    form_class = TextQuery
    serializer_class = TextSerializer
    extra_schema = {**LEFT_OUT_SCHEMA, "facets": FACETS_SCHEMA}

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        asked = dict(asked)
        names = asked.pop("facets", ())
        wanted = TextFilter(**asked)
        found = find_texts(reader, wanted)
        extra: dict[str, Any] = {}
        if found.source_filtered or any(BY_NAME[name].on_source for name in names):
            left_out = found.left_out if found.source_filtered else held_count(reader, wanted)
            extra = {"left_out": left_out, "left_out_reason": left_out_reason(left_out)}
        if names:
            counted = facets(reader, wanted, names)
            extra["facets"] = {f.name: [_counted(value) for value in f.values] for f in counted}
        pages = Bodies(wanted.q) if wanted.sort in BY_ID and is_search_alone(wanted) else None
        return Found(found.texts, extra, count=count_by_search(wanted), pages=pages)

    def present(self, reader: Reader, rows: Sequence[Text]) -> list[VisibleText]:
        return present(reader, rows)


def _counted(value: FacetValue) -> dict[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count}


class AuthorQuery(QueryForm):
    q = forms.CharField(label=_("Search"), max_length=200, help_text=_("Part of a name."))
    kind = forms.ChoiceField(
        choices=[("", _("models and people")), *Author.Kind.choices], label=_("Kind")
    )
    family = forms.CharField(label=_("Family"), max_length=200)


class AuthorListing(Listing):
    form_class = AuthorQuery
    serializer_class = AuthorSerializer

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        asked = dict(asked)
        part = asked.pop("q", "")
        named = Q(name__icontains=part) if part else Q()
        return Found(visible_authors(reader).filter(named, **asked).order_by("name", "id"))


class PromptQuery(QueryForm):
    q = forms.CharField(label=_("Search"), max_length=200, help_text=_("Part of the text or key."))
    elicitation = forms.ChoiceField(
        choices=[("", _("any")), *Prompt.Elicitation.choices], label=_("How leading")
    )


class PromptListing(Listing):
    form_class = PromptQuery
    serializer_class = PromptSerializer

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        asked = dict(asked)
        part = asked.pop("q", "")
        named = Q(text__icontains=part) | Q(key__icontains=part) if part else Q()
        return Found(visible_prompts(reader).filter(named, **asked).order_by("key", "id"))


class CollectionQuery(QueryForm):
    q = forms.CharField(label=_("Search"), max_length=200, help_text=_("Part of a name."))


class CollectionListing(Listing):
    form_class = CollectionQuery
    serializer_class = CollectionSerializer

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        part = asked.get("q", "")
        named = Q(name__icontains=part) if part else Q()
        return Found(visible_collections(reader).filter(named).order_by("name", "id"))


class ImportQuery(QueryForm):
    state = forms.ChoiceField(
        choices=[("", _("any state")), *Import.State.choices], label=_("State")
    )


class ImportListing(Listing):
    """A person's own imports."""

    form_class = ImportQuery
    serializer_class = ImportSerializer

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        return Found(imports_of(reader).filter(**asked))


class JobQuery(QueryForm):
    state = forms.ChoiceField(choices=[("", _("any state")), *Job.State.choices], label=_("State"))
    kind = forms.CharField(label=_("Kind"), max_length=40)


class JobListing(Listing):
    form_class = JobQuery
    serializer_class = JobSerializer

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        jobs: QuerySet[Job] = Job.objects.filter(**asked)
        return Found(jobs.order_by("-created_at", "id"))

    def present(self, reader: Reader, rows: Sequence[Job]) -> list[VisibleJob]:
        return visible_jobs(reader, rows)
