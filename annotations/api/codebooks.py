"""Codebooks: begun, frozen, and their versions compared."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.people import signed_in
from annotations.codebook_diff import diff_versions
from annotations.gates import codebooks_for, get_codebook_for, with_versions
from annotations.inputs import CodebookIn
from annotations.listings import CodebookListing
from annotations.models import Codebook, CodebookVersion
from annotations.selectors import versions_compared
from annotations.serializers import CodebookOut, CodebookVersionOut, VersionDiffOut
from annotations.services.codebooks import create_codebook, freeze_codebook, publish_version
from corpus.errors import NotAllowed
from corpus.http.query import QueryForm
from corpus.http.viewsets import ListingViewSet


class DiffQuery(QueryForm):
    """Which versions are compared; left out, the newest with the one before it."""

    dotted = {"from": "before", "to": "after"}
    before = forms.IntegerField(label="From version", min_value=1, max_value=2**31 - 1)
    after = forms.IntegerField(label="To version", min_value=1, max_value=2**31 - 1)


class CodebookViewSet(mixins.RetrieveModelMixin, ListingViewSet):
    """Named sets of motifs, with their frozen versions."""

    listing = CodebookListing()
    serializer_class = CodebookOut
    queryset = Codebook.objects.none()
    permission_classes = [IsAuthenticated]
    lookup_value_regex = "[0-9]{1,18}"
    query_forms = {"diff": DiffQuery}

    def get_queryset(self) -> QuerySet[Codebook]:
        return with_versions(codebooks_for(signed_in(self.request))).order_by("pk")

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

    @extend_schema(responses={200: CodebookVersionOut})
    @action(detail=True, url_path="versions/(?P<number>[0-9]{1,18})")
    def version(self, request: Request, pk: str, number: str) -> Response:
        """Answer one frozen version."""
        codebook = get_codebook_for(signed_in(request), pk)
        return Response(CodebookVersionOut(_version(codebook, number)).data)

    @extend_schema(request=None, responses={200: CodebookVersionOut})
    @action(detail=True, methods=["post"], url_path="versions/(?P<number>[0-9]{1,18})/publish")
    def publish(self, request: Request, pk: str, number: str) -> Response:
        """Let anybody read one frozen version at its address, for good."""
        codebook = get_codebook_for(signed_in(request), pk, write=True)
        version = publish_version(version=_version(codebook, number), by=signed_in(request))
        return Response(CodebookVersionOut(version).data)

    @extend_schema(responses={200: VersionDiffOut})
    @action(detail=True)
    def diff(self, request: Request, pk: str) -> Response:
        """Compare two versions: motifs added, removed and changed, down to the words."""
        codebook = get_codebook_for(signed_in(request), pk)
        before, after = versions_compared(codebook, self.query.get("from"), self.query.get("to"))
        return Response(diff_data(before, after))

    @extend_schema(request=None, responses={200: CodebookVersionOut})
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: str) -> Response:
        """Freeze the codebook; answers the last version if nothing has changed since."""
        codebook = get_codebook_for(signed_in(request), pk, write=True)
        version = freeze_codebook(codebook=codebook, by=signed_in(request))
        return Response(CodebookVersionOut(version).data)


def diff_data(before: CodebookVersion, after: CodebookVersion) -> dict:
    """Return a comparison as the API and the page's twin say it."""
    found = diff_versions(before.content, after.content)
    return VersionDiffOut(
        {
            "before": before.number,
            "after": after.number,
            "added": found.added,
            "removed": found.removed,
            "changed": found.changed,
            "unchanged": found.unchanged,
        }
    ).data


def _version(codebook: Codebook, number: str) -> CodebookVersion:
    version = codebook.versions.filter(number=number).first()
    if version is None:
        raise Http404("No such version.")
    return version
