"""Readings: begun, saved, submitted, reopened; and the guess."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.api.drafts import draft_in
from annotations.api.versions import version_of
from annotations.gates import get_review_for, own_review, studies_for
from annotations.inputs import GuessIn, ReviewIn, ReviewPatch, VersionIn
from annotations.listings import ReviewListing
from annotations.models import Review
from annotations.selectors import own_reviews, reviews_listed
from annotations.serializers import GuessOut, ReviewOut
from annotations.services import reviewing
from corpus.errors import Invalid, Refused
from corpus.http.json_answers import json_answer
from corpus.http.viewsets import ListingViewSet


class ReviewViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """One reader's reading of one text; others' once the source is open to you."""

    listing = ReviewListing()
    serializer_class = ReviewOut
    queryset = Review.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Review]:
        return reviews_listed(signed_in(self.request))

    @extend_schema(request=ReviewIn, responses={200: ReviewOut, 201: ReviewOut})
    def create(self, request: Request) -> HttpResponse:
        """Begin a reading of any text of a study; 200 if it is there already."""
        given = ReviewIn(data=request.data)
        given.is_valid(raise_exception=True)
        study = studies_for(signed_in(request)).filter(pk=given.validated_data["study"]).first()
        if study is None:
            raise Invalid(("study", "There is no such study."))
        review, created = reviewing.start_review(
            study=study, text_id=given.validated_data["text"], user=signed_in(request)
        )
        return self._answer(request, review.pk, status=201 if created else 200)

    @extend_schema(request=ReviewPatch, responses={200: ReviewOut})
    def partial_update(self, request: Request, pk: str) -> HttpResponse:
        """Save a draft: ratings merge by scale, tags are the whole list."""
        user = signed_in(request)
        fields = draft_in(request)
        version = version_of(request, fields)
        fields.pop("version", None)
        review = own_review(user, pk)
        try:
            with both_versions():
                saved = reviewing.save_review(review=review, by=user, version=version, **fields)
        except Review.DoesNotExist:
            raise Http404("No such review.") from None
        saved.reviewer = user
        return self._show(saved)

    @extend_schema(request=VersionIn, responses={200: ReviewOut})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> HttpResponse:
        """Submit the reading; 400 names what is missing."""
        return self._turn(request, pk, reviewing.submit_review)

    @extend_schema(request=VersionIn, responses={200: ReviewOut})
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> HttpResponse:
        """Open a submitted reading again; logged."""
        return self._turn(request, pk, reviewing.reopen_review)

    @extend_schema(request=GuessIn, responses={201: GuessOut})
    @action(detail=True, methods=["post"])
    def guess(self, request: Request, pk: str) -> Response:
        """Guess the source: once, before it is shown."""
        review = get_review_for(signed_in(request), pk, write=True)
        given = GuessIn(data=request.data)
        given.is_valid(raise_exception=True)
        guess = reviewing.make_guess(review=review, by=signed_in(request), **given.validated_data)
        return Response(GuessOut(guess).data, status=201)

    def _turn(self, request: Request, pk: str, turn: Any) -> HttpResponse:
        review = get_review_for(signed_in(request), pk, write=True)
        given = VersionIn(data=request.data)
        given.is_valid(raise_exception=True)
        version = version_of(request, given.validated_data)
        with both_versions():
            turn(review=review, by=signed_in(request), version=version)
        return self._answer(request, pk)

    def _answer(self, request: Request, pk: int | str, *, status: int = 200) -> HttpResponse:
        return self._show(own_reviews(signed_in(request)).get(pk=pk), status=status)

    def _show(self, review: Review, *, status: int = 200) -> HttpResponse:
        data = _out().to_representation(review)
        return json_answer(data, status=status, headers={"ETag": f'"{review.version}"'})


# A serializer copies all its fields each time it is made, and keeps nothing of what it gives out.
@cache
def _out() -> ReviewOut:
    return ReviewOut()


@contextmanager
def both_versions() -> Iterator[None]:
    """Put the review as it is stored into the answer to a stale write."""
    try:
        yield
    except Refused as error:
        if isinstance(error.current, Review):
            error.current = _out().to_representation(error.current)
        raise
