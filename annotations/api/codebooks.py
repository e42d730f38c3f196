"""Codebooks and their motifs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.gates import codebooks_for, get_codebook_for
from annotations.inputs import CodebookIn, MotifIn, MotifPatch
from annotations.listings import CodebookListing, MotifListing
from annotations.models import Codebook, Motif
from annotations.serializers import CodebookOut, CodebookVersionOut, MotifOut
from annotations.services.codebooks import (
    create_codebook,
    create_motif,
    freeze_codebook,
    update_motif,
)
from corpus.errors import Invalid, NotAllowed
from corpus.http.viewsets import ListingViewSet


class CodebookViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """Named sets of motifs, with their frozen versions."""

    listing = CodebookListing()
    serializer_class = CodebookOut
    queryset = Codebook.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Codebook]:
        return codebooks_for(signed_in(self.request)).prefetch_related("versions").order_by("pk")

    @extend_schema(request=CodebookIn, responses={201: CodebookOut})
    def create(self, request: Request) -> Response:
        """Begin a codebook."""
        if not request.user.is_staff:
            raise NotAllowed("Only editors make codebooks.")
        given = CodebookIn(data=request.data)
        given.is_valid(raise_exception=True)
        codebook = create_codebook(by=signed_in(request), **given.validated_data)
        return Response(CodebookOut(codebook).data, status=201)

    @extend_schema(responses={200: CodebookVersionOut(many=True)}, filters=False)
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """List the frozen versions of a codebook, whole, oldest first."""
        codebook = get_codebook_for(signed_in(request), pk)
        return Response(CodebookVersionOut(codebook.versions.all(), many=True).data)

    @extend_schema(request=None, responses={200: CodebookVersionOut})
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: str) -> Response:
        """Freeze the codebook; answers the last version if nothing has changed since."""
        codebook = get_codebook_for(signed_in(request), pk, write=True)
        version = freeze_codebook(codebook=codebook, by=signed_in(request))
        return Response(CodebookVersionOut(version).data)


class MotifViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """What may be tagged: definition, when it counts and when it does not."""

    listing = MotifListing()
    serializer_class = MotifOut
    queryset = Motif.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Motif]:
        books = codebooks_for(signed_in(self.request))
        return Motif.objects.filter(codebook__in=books).select_related("parent").order_by("pk")

    @extend_schema(request=MotifIn, responses={201: MotifOut})
    def create(self, request: Request) -> Response:
        """Add a motif to a codebook."""
        given = MotifIn(data=request.data)
        given.is_valid(raise_exception=True)
        fields: dict[str, Any] = dict(given.validated_data)
        codebook = _named_codebook(request, fields.pop("codebook"))
        parent = fields.pop("parent", None)
        if parent is not None:
            fields["parent"] = _parent(codebook, parent)
        motif = create_motif(codebook=codebook, by=signed_in(request), **fields)
        return Response(MotifOut(motif).data, status=201)

    @extend_schema(request=MotifPatch, responses={200: MotifOut})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a motif's wording or status; its key stays."""
        motif = self.get_object()
        get_codebook_for(signed_in(request), motif.codebook_id, write=True)
        given = MotifPatch(data=request.data)
        given.is_valid(raise_exception=True)
        motif = update_motif(motif=motif, by=signed_in(request), **given.validated_data)
        return Response(MotifOut(motif).data)


def _named_codebook(request: Request, pk: int) -> Codebook:
    if not codebooks_for(signed_in(request)).filter(pk=pk).exists():
        raise Invalid(("codebook", f"There is no codebook {pk} that you may use."))
    return get_codebook_for(signed_in(request), pk, write=True)


def _parent(codebook: Codebook, key: str) -> Motif:
    parent = codebook.motifs.filter(key=key).first()
    if parent is None:
        raise Invalid(("parent", f"The codebook has no motif “{key}”."))
    return parent
