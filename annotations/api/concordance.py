"""Key words in context over REST, and tagging several lines at once."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.concordance import ConcordanceListing
from annotations.concordance_pages import ConcordancePagination
from annotations.concordance_shapes import LineTagsIn, LineTagsOut, UndoIn, UndoneOut
from annotations.gates import studies_for
from annotations.services.line_tagging import LineDraft, tag_lines, untag_lines
from corpus.errors import Invalid
from corpus.http.viewsets import ListingViewSet
from corpus.models import Text


class ConcordanceViewSet(ListingViewSet):
    """Every place of a word, a lemma, a phrase or a motif, with the words around it."""

    listing = ConcordanceListing()
    queryset: QuerySet[Text] = Text.objects.none()
    pagination_class = ConcordancePagination
    permission_classes = [IsAuthenticated]

    @extend_schema(request=LineTagsIn, responses={201: LineTagsOut})
    @action(detail=False, methods=["post"])
    def tags(self, request: Request) -> Response:
        """Tag lines with a motif in your own drafts; what could not be tagged is named."""
        given = LineTagsIn(data=request.data)
        given.is_valid(raise_exception=True)
        fields = dict(given.validated_data)
        study = studies_for(signed_in(request)).filter(pk=fields["study"]).first()
        if study is None:
            raise Invalid(("study", "There is no such study."))
        lines = [LineDraft(**line) for line in fields["lines"]]
        done = tag_lines(
            study=study,
            motif=fields["motif"],
            lines=lines,
            by=signed_in(request),
            note=fields["note"],
        )
        return Response(LineTagsOut(done).data, status=201)

    @extend_schema(request=UndoIn, responses={200: UndoneOut})
    @action(detail=False, methods=["post"], url_path="tags/undo")
    def undo(self, request: Request) -> Response:
        """Remove what a batch has tagged, from drafts of yours."""
        given = UndoIn(data=request.data)
        given.is_valid(raise_exception=True)
        removed, kept = untag_lines(by=signed_in(request), **given.validated_data)
        return Response({"removed": removed, "kept": kept})
