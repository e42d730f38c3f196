"""Motifs: worded, proposed while reading, merged, split and retired; and their examples."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.people import signed_in
from annotations.gates import (
    can_give_examples,
    codebooks_for,
    get_codebook_for,
    get_review_for,
    motifs_for,
    studies_for,
)
from annotations.inputs import ExampleIn, MergeIn, MotifIn, MotifPatch, ReasonIn, SplitIn
from annotations.listings import MOTIF_BESIDE, MotifListing
from annotations.models import Codebook, Motif
from annotations.selectors import spans_shown
from annotations.serializers import MotifExampleOut, MotifExamplesOut, MotifOut
from annotations.services import codebooks as services
from annotations.services.codebooks.changes import PartDraft
from corpus.errors import Invalid, NotAllowed
from corpus.http.viewsets import ListingViewSet


class MotifViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """What may be tagged: definition, when it counts and when it does not."""

    listing = MotifListing()
    serializer_class = MotifOut
    queryset = Motif.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Motif]:
        motifs = motifs_for(signed_in(self.request))
        return motifs.select_related("codebook", *MOTIF_BESIDE).order_by("pk")

    @extend_schema(request=MotifIn, responses={201: MotifOut})
    def create(self, request: Request) -> Response:
        """Add a motif; as a reviewer, with `study` or `review`, propose one."""
        fields = _checked(MotifIn, request)
        if "study" in fields or "review" in fields:
            motif = _proposed(request, fields)
            return Response(MotifOut(motif).data, status=201)
        codebook = _named_codebook(request, fields.pop("codebook"))
        _name_parent(request, codebook, fields)
        motif = services.create_motif(codebook=codebook, by=signed_in(request), **fields)
        return Response(MotifOut(motif).data, status=201)

    @extend_schema(request=MotifPatch, responses={200: MotifOut})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a motif's wording, place or status; its key stays."""
        motif = self._edited()
        fields = _checked(MotifPatch, request)
        _name_parent(request, motif.codebook, fields)
        motif = services.update_motif(motif=motif, by=signed_in(request), **fields)
        return Response(MotifOut(motif).data)

    @extend_schema(request=MergeIn, responses={200: MotifOut})
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Let a motif's tags count as another's; nothing is moved, and tags are listed again."""
        motif = self._edited()
        key = _checked(MergeIn, request)["into"]
        into = _named_motif(request, motif.codebook, key, field="into")
        motif = services.merge_motif(motif=motif, into=into, by=signed_in(request))
        return Response(MotifOut(motif).data)

    @extend_schema(request=ReasonIn, responses={200: MotifOut})
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, pk: str) -> Response:
        """Let a merged motif stand by itself again; its tags count as its own, and are listed."""
        return self._turned(request, services.unmerge_motif, **_checked(ReasonIn, request))

    @extend_schema(request=SplitIn, responses={200: MotifOut(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None)
    def split(self, request: Request, pk: str) -> Response:
        """Retire a motif in favour of others, and answer these."""
        motif = self._edited()
        parts = [PartDraft(**row) for row in _checked(SplitIn, request)["into"]]
        made = services.split_motif(motif=motif, into=parts, by=signed_in(request))
        return Response(MotifOut(made, many=True).data)

    @extend_schema(request=ReasonIn, responses={200: MotifOut})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Offer a motif no longer; its tags stay."""
        return self._turned(request, services.retire_motif, **_checked(ReasonIn, request))

    @extend_schema(request=None, responses={200: MotifOut})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Make a candidate a motif that every reviewer is offered."""
        return self._turned(request, services.accept_motif)

    @extend_schema(request=ReasonIn, responses={200: MotifOut})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Retire a candidate; its proposer's tags stay."""
        return self._turned(request, services.reject_motif, **_checked(ReasonIn, request))

    @extend_schema(methods=["GET"], responses={200: MotifExamplesOut}, filters=False)
    @extend_schema(methods=["POST"], request=ExampleIn, responses={201: MotifExampleOut})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def examples(self, request: Request, pk: str) -> Response:
        """List a motif's spans of texts whose source you may see, or add one."""
        motif = self.get_object()
        if request.method == "GET":
            shown, waiting = spans_shown(signed_in(request), motif)
            return Response(MotifExamplesOut({"results": shown, "waiting": waiting}).data)
        _require_examples(request, motif)
        given = _checked(ExampleIn, request)
        example = services.add_example(
            motif=motif, text_id=given.pop("text"), by=signed_in(request), **given
        )
        return Response(MotifExampleOut(example).data, status=201)

    @extend_schema(responses={204: OpenApiResponse(description="It is gone.")})
    @action(detail=True, methods=["delete"], url_path="examples/(?P<example>[0-9]{1,18})")
    def example(self, request: Request, pk: str, example: str) -> Response:
        """Take a span out of a motif's examples."""
        motif = self.get_object()
        _require_examples(request, motif)
        shown, _ = spans_shown(signed_in(request), motif)
        found = next((row for row in shown if str(row.pk) == example), None)
        if found is None:
            raise Http404("No such example.")
        services.remove_example(example=found, by=signed_in(request))
        return Response(status=204)

    def _edited(self) -> Motif:
        motif: Motif = self.get_object()
        get_codebook_for(signed_in(self.request), motif.codebook_id, write=True)
        return motif

    def _turned(self, request: Request, turn: Any, **fields: Any) -> Response:
        motif = turn(motif=self._edited(), by=signed_in(request), **fields)
        return Response(MotifOut(motif).data)


def _checked(kind: type[Serializer], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _proposed(request: Request, fields: dict[str, Any]) -> Motif:
    """Add a candidate for the codebook of the study that is being read."""
    user = signed_in(request)
    review = None
    if "review" in fields:
        try:
            review = get_review_for(user, fields.pop("review"), write=True)
        except Http404 as error:
            raise Invalid(("review", "You have no such review.")) from error
    number = fields.pop("study", review.study_id if review else None)
    study = studies_for(user).select_related("codebook").filter(pk=number).first()
    if study is None or (review is not None and review.study_id != study.pk):
        raise Invalid(("study", "There is no such study."))
    span = (fields.pop("start", None), fields.pop("end", None))
    if None not in span and review is None:
        raise Invalid(("start", "Words are of the text of a review: name it."))
    return services.propose_motif(
        study=study, review=review, by=user, span=None if None in span else span, **fields
    )


def _require_examples(request: Request, motif: Motif) -> None:
    if not can_give_examples(signed_in(request), motif):
        raise NotAllowed("Only who may change the codebook gives its motifs examples.")


def _named_codebook(request: Request, pk: int) -> Codebook:
    if not codebooks_for(signed_in(request)).filter(pk=pk).exists():
        raise Invalid(("codebook", f"There is no codebook {pk} that you may use."))
    return get_codebook_for(signed_in(request), pk, write=True)


def _name_parent(request: Request, codebook: Codebook, fields: dict[str, Any]) -> None:
    """Turn a parent's key into the motif."""
    if fields.get("parent") is not None:
        fields["parent"] = _named_motif(request, codebook, fields["parent"], field="parent")


def _named_motif(request: Request, codebook: Codebook, key: str, *, field: str) -> Motif:
    motif = motifs_for(signed_in(request)).filter(codebook=codebook, key=key).first()
    if motif is None:
        raise Invalid((field, f"The codebook has no motif “{key}”."))
    return motif
