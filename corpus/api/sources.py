"""Authors, prompts and collections over REST."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from corpus.api.input import (
    AuthorChange,
    AuthorInput,
    CollectionInput,
    PromptChange,
    PromptInput,
)
from corpus.api.listings import AuthorListing, CollectionListing, PromptListing
from corpus.api.output import AuthorSerializer, CollectionSerializer, PromptSerializer
from corpus.http.viewsets import ListingViewSet, person
from corpus.models import Author, Collection, Prompt
from corpus.services.authors import create_author, update_author
from corpus.services.collections import create_collection
from corpus.services.prompt_changes import update_prompt
from corpus.services.prompts import create_prompt
from corpus.visibility import visible_authors, visible_collections, visible_prompts


class AuthorViewSet(ListingViewSet):
    """Models and people: who has a text whose source you may see, or was entered by hand."""

    queryset: QuerySet[Author] = Author.objects.none()
    listing = AuthorListing()

    @extend_schema(responses=AuthorSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return _one(visible_authors(request.user), pk, AuthorSerializer)

    @extend_schema(request=AuthorInput, responses={201: AuthorSerializer})
    def create(self, request: Request) -> Response:
        author = create_author(by=person(request), **_read(AuthorInput, request))
        return _created(visible_authors(request.user), author.pk, AuthorSerializer)

    @extend_schema(request=AuthorChange, responses=AuthorSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        authors = visible_authors(request.user)
        author = get_object_or_404(authors, pk=pk)
        update_author(author_id=author.pk, by=person(request), **_read(AuthorChange, request))
        return _one(authors, pk, AuthorSerializer)


class PromptViewSet(ListingViewSet):
    """Prompts. A prompt is its text and system text: change either and it is another."""

    queryset: QuerySet[Prompt] = Prompt.objects.none()
    listing = PromptListing()

    @extend_schema(responses=PromptSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return _one(visible_prompts(request.user), pk, PromptSerializer)

    @extend_schema(request=PromptInput, responses={201: PromptSerializer})
    def create(self, request: Request) -> Response:
        prompt = create_prompt(by=person(request), **_read(PromptInput, request))
        return _created(visible_prompts(request.user), prompt.pk, PromptSerializer)

    @extend_schema(request=PromptChange, responses=PromptSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        prompts = visible_prompts(request.user)
        prompt = get_object_or_404(prompts, pk=pk)
        update_prompt(prompt_id=prompt.pk, by=person(request), **_read(PromptChange, request))
        return _one(prompts, pk, PromptSerializer)


class CollectionViewSet(ListingViewSet):
    """Collections: what texts came in together."""

    queryset: QuerySet[Collection] = Collection.objects.none()
    listing = CollectionListing()

    @extend_schema(responses=CollectionSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return _one(visible_collections(request.user), pk, CollectionSerializer)

    @extend_schema(request=CollectionInput, responses={201: CollectionSerializer})
    def create(self, request: Request) -> Response:
        made = create_collection(by=person(request), **_read(CollectionInput, request))
        return _created(visible_collections(request.user), made.pk, CollectionSerializer)


def _read(shape: type[Serializer], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _one(rows: QuerySet[Any], pk: Any, shape: type[Serializer]) -> Response:
    return Response(shape(get_object_or_404(rows, pk=pk)).data)


def _created(rows: QuerySet[Any], pk: Any, shape: type[Serializer]) -> Response:
    return Response(shape(rows.get(pk=pk)).data, status=status.HTTP_201_CREATED)
