"""Commented editions over REST: listed, published, withdrawn."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.edition_gates import get_edition_for
from annotations.edition_shapes import (
    EditionIn,
    EditionListing,
    EditionOut,
    EditionWholeOut,
    editions_listed,
)
from annotations.gates import get_led_study
from annotations.inputs import WhyIn
from annotations.models import Edition
from annotations.services import editions as services
from corpus.http.viewsets import ListingViewSet


class EditionViewSet(ListingViewSet):
    """Texts published with chosen readings. Their pages need no sign-in; this list does."""

    listing = EditionListing()
    serializer_class = EditionOut
    queryset = Edition.objects.none()
    permission_classes = [IsAuthenticated]
    # 404 where the study, or the text in it, is not this person's to know of.
    problem_codes = {"create": {400, 401, 403, 404, 409, 415}}
    lookup_value_regex = "[0-9a-f-]{36}"

    @extend_schema(responses={200: EditionWholeOut})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Answer one edition, its content as it was frozen."""
        return self._answer(request, get_edition_for(request.user, pk))

    @extend_schema(request=EditionIn, responses={201: EditionWholeOut})
    def create(self, request: Request) -> Response:
        """Publish a text of a study you lead with chosen readings."""
        given = EditionIn(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        study = get_led_study(signed_in(request), fields.pop("study"))
        text_id = fields.pop("text")
        edition = services.publish_edition(
            study=study, text_id=text_id, by=signed_in(request), **fields
        )
        return self._answer(request, edition, status=201)

    @extend_schema(request=WhyIn, responses={200: EditionWholeOut})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Withdraw an edition: its address keeps the date and the reason."""
        edition = get_edition_for(request.user, pk)
        given = WhyIn(data=request.data)
        given.is_valid(raise_exception=True)
        edition = services.withdraw_edition(
            edition=edition, by=signed_in(request), **given.validated_data
        )
        return self._answer(request, edition)

    def _answer(self, request: Request, edition: Edition, *, status: int = 200) -> Response:
        row = editions_listed(request.user).get(pk=edition.pk)
        return Response(EditionWholeOut(row).data, status=status)
