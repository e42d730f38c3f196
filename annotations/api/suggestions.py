"""Suggestions over REST: listed, decided on, made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.api.reviews import both_versions
from annotations.api.versions import version_of
from annotations.gates import get_led_study, studies_for
from annotations.models import Review, Suggestion
from annotations.services import suggestions as services
from annotations.services.suggesting import start_suggestions
from annotations.suggestion_gates import get_suggestion_for, visible_suggestions
from annotations.suggestion_tables import (
    DecidedOut,
    MakeIn,
    PrecisionOut,
    SuggestionDecideIn,
    SuggestionListing,
    SuggestionOut,
    pattern_precision,
)
from corpus.api.output import JobSerializer
from corpus.errors import Invalid
from corpus.http.query import QueryForm
from corpus.http.viewsets import ListingViewSet
from corpus.jobviews import visible_jobs


class PrecisionQuery(QueryForm):
    study = forms.IntegerField(min_value=1, max_value=2**63 - 1, help_text="A study you lead.")


class SuggestionViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """What patterns would tag: of your own readings, where their study shows it."""

    listing = SuggestionListing()
    serializer_class = SuggestionOut
    queryset = Suggestion.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"
    query_forms = {"precision": PrecisionQuery}

    def get_queryset(self) -> QuerySet[Suggestion]:
        return visible_suggestions(signed_in(self.request)).order_by("pk")

    @extend_schema(request=SuggestionDecideIn, responses={200: DecidedOut})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Make it a tag of your own draft, which says where it came from."""

        def act(suggestion: Suggestion, version: int | None) -> Review:
            return services.accept_suggestion(
                suggestion=suggestion, by=signed_in(request), version=version
            )

        return self._decide(request, pk, act)

    @extend_schema(request=SuggestionDecideIn, responses={200: DecidedOut})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Record that you do not take it."""

        def act(suggestion: Suggestion, version: int | None) -> Review:
            return services.reject_suggestion(suggestion=suggestion, by=signed_in(request))

        return self._decide(request, pk, act)

    @extend_schema(request=SuggestionDecideIn, responses={200: DecidedOut})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take your decision back, and with an acceptance its tag."""

        def act(suggestion: Suggestion, version: int | None) -> Review:
            return services.undo_decision(
                suggestion=suggestion, by=signed_in(request), version=version
            )

        return self._decide(request, pk, act)

    @extend_schema(responses={200: PrecisionOut(many=True)}, filters=False)
    @action(detail=False, pagination_class=None)
    def precision(self, request: Request) -> Response:
        """Say of the studies you lead how often each pattern's suggestions were accepted."""
        rows = pattern_precision(signed_in(request), study=self.query.get("study"))
        return Response([asdict(row) for row in rows])

    @extend_schema(request=MakeIn, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def make(self, request: Request) -> Response:
        """Look through the texts of a study you lead in the background."""
        given = MakeIn(data=request.data)
        given.is_valid(raise_exception=True)
        pk = given.validated_data["study"]
        if not studies_for(signed_in(request)).filter(pk=pk).exists():
            raise Invalid(("study", "There is no such study."))
        job = start_suggestions(
            study=get_led_study(signed_in(request), pk),
            by=signed_in(request),
            again=given.validated_data["again"],
        )
        shown = visible_jobs(request.user, [job])[0]
        return Response(JobSerializer(shown).data, status=202)

    def _decide(
        self, request: Request, pk: str, act: Callable[[Suggestion, int | None], Review]
    ) -> Response:
        suggestion = get_suggestion_for(signed_in(request), pk)
        given = SuggestionDecideIn(data=request.data)
        given.is_valid(raise_exception=True)
        with both_versions():
            review = act(suggestion, version_of(request, given.validated_data))
        again = get_suggestion_for(signed_in(request), pk)
        tag = review.tags.filter(suggestion=again).values_list("pk", flat=True).first()
        said = {"suggestion": again, "review": review.pk, "version": review.version, "tag": tag}
        return Response(DecidedOut(said).data)
