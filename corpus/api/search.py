"""Searching over REST for the words around what is sought, without whole bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from corpus.api.listings import LEFT_OUT_SCHEMA
from corpus.api.output import AuthorOfTextSerializer, CollectionOfTextSerializer, author_data
from corpus.filters import SearchQuery, TextFilter
from corpus.hits import Hit, Hits
from corpus.http.json_answers import json_answer
from corpus.http.listing import Found, Listing, answer_list
from corpus.http.pagination import ByOffset, ListPagination
from corpus.http.viewsets import ListingViewSet
from corpus.models import Text
from corpus.search import parse_query
from corpus.selectors import find_texts, is_search_alone, left_out_reason
from corpus.visibility import Reader


class MarkSerializer(serializers.Serializer):
    start = serializers.IntegerField()
    end = serializers.IntegerField()


class HitSerializer(serializers.Serializer):
    """A text that answers a search. While `held`, title, author and collection are null."""

    id = serializers.UUIDField(source="heading.id")
    kind = serializers.ChoiceField(source="heading.kind", choices=Text.Kind.choices)
    language = serializers.CharField(source="heading.language")
    length = serializers.IntegerField(
        source="heading.length", help_text="Of the body, in Unicode code points."
    )
    held = serializers.BooleanField(source="heading.held")
    excerpt = serializers.CharField(source="excerpt.text", help_text="Words out of the body.")
    marks = MarkSerializer(
        source="excerpt.marks",
        many=True,
        help_text="Where in the excerpt what was sought stands, in Unicode code points.",
    )
    title = serializers.CharField(source="heading.title", allow_null=True)
    author = AuthorOfTextSerializer(source="heading.author", allow_null=True)
    collection = CollectionOfTextSerializer(source="heading", allow_null=True)

    def to_representation(self, instance: Hit) -> dict[str, Any]:
        """Say what the fields above say; asking each of them takes ten times as long."""
        return hit_data(instance)


def hit_data(hit: Hit) -> dict[str, Any]:
    """Return a hit in the shape of `HitSerializer`, which documents it."""
    text = hit.heading
    kept_in = text.collection_id
    return {
        "id": text.id,
        "kind": text.kind,
        "language": text.language,
        "length": text.length,
        "held": text.held,
        "excerpt": hit.excerpt.text,
        "marks": [{"start": start, "end": end} for start, end in hit.excerpt.marks],
        "title": text.title,
        "author": text.author and author_data(text.author),
        "collection": kept_in and {"id": kept_in, "name": text.collection},
    }


class HitPagination(ListPagination):
    """By `limit` and `offset` only: whole corpora are read by cursor at `texts/`."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None, *, count: int | None = None
    ) -> list[Any]:
        if "cursor" in request.query_params:
            said = _("A search is read by limit and offset. Read whole texts by cursor at texts/.")
            raise ValidationError({"cursor": [said]})
        way = ByOffset()
        start = way.get_offset(request)
        queryset.open_page(start, start + way.get_limit(request))
        return super().paginate_queryset(queryset, request, view, count=count)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        known = super().get_schema_operation_parameters(view)
        return [parameter for parameter in known if parameter["name"] != "cursor"]


class SearchListing(Listing):
    form_class = SearchQuery
    serializer_class = HitSerializer
    extra_schema = LEFT_OUT_SCHEMA

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        wanted = TextFilter(**asked)
        if is_search_alone(wanted) or not parse_query(wanted.q):
            return Found(Hits(reader, wanted.q, None))
        found = find_texts(reader, wanted)
        extra: dict[str, Any] = {}
        if found.source_filtered:
            reason = left_out_reason(found.left_out)
            extra = {"left_out": found.left_out, "left_out_reason": reason}
        return Found(Hits(reader, wanted.q, found.texts), extra)

    def paginator(self) -> HitPagination:
        return HitPagination()

    def serialize(self, reader: Reader, rows: Sequence[Hit]) -> list[dict[str, Any]]:
        return [hit_data(row) for row in rows]


class SearchViewSet(ListingViewSet):
    """Texts that have some words, by id, each with an excerpt. Without words nothing is found."""

    queryset: QuerySet[Text] = Text.objects.none()
    pagination_class = HitPagination
    listing = SearchListing()

    def list(self, request: Request) -> HttpResponse:  # type: ignore[override]
        return json_answer(answer_list(self.listing, request, view=self).envelope())
