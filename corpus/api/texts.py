"""Texts over REST."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from corpus.api.input import CollectionName, TextInput
from corpus.api.listings import TextListing
from corpus.api.output import TextSerializer
from corpus.errors import Invalid
from corpus.http.viewsets import ListingViewSet, person
from corpus.importing import BadLine, TextLine, parse_record
from corpus.models import Text
from corpus.services.texts import add_text
from corpus.visibility import get_text_for


class TextViewSet(ListingViewSet):
    """Texts. Where a source is held from you, `held` is true and what would tell of it is null."""

    queryset: QuerySet[Text] = Text.objects.none()
    listing = TextListing()

    @extend_schema(responses=TextSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        try:
            text = get_text_for(request.user, pk)
        except (Text.DoesNotExist, ValidationError) as error:
            raise Http404 from error
        return Response(TextSerializer(text).data)

    @extend_schema(request=TextInput, responses={201: TextSerializer})
    def create(self, request: Request) -> Response:
        if not isinstance(request.data, dict):
            raise serializers.ValidationError("A text is an object.")
        record = dict(request.data)
        named = CollectionName(data={"collection": record.pop("collection", "")})
        named.is_valid(raise_exception=True)
        text = add_text(
            line=_sound(record),
            by=person(request),
            collection_name=named.validated_data["collection"] or "",
        )
        shown = get_text_for(request.user, text.pk)
        return Response(TextSerializer(shown).data, status=status.HTTP_201_CREATED)


def _sound(record: dict) -> TextLine:
    try:
        return parse_record(record)
    except BadLine as bad:
        raise Invalid(*((fault.field, f"This {fault.reason}.") for fault in bad.faults)) from bad
