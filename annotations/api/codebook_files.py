"""A frozen version as files, for scripts and citing: with a token, a session, or published."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.people import signed_in
from annotations.api.codebooks import DiffQuery, diff_data
from annotations.citing import VersionCitation, cited_version
from annotations.gates import get_codebook_for, get_version_for
from annotations.models import CodebookVersion
from annotations.selectors import versions_compared
from annotations.serializers import CodebookVersionOut
from corpus.http.viewsets import StrictApi


class VersionFile(StrictApi, APIView):
    """One version; to who is signed out a published one, and of others not whether they are."""

    permission_classes = [AllowAny]
    schema = None

    def get(self, request: Request, pk: int, number: int) -> HttpResponse | Response:
        try:
            version = get_version_for(request.user, pk, number)
        except Http404 as error:
            if not request.user.is_authenticated:
                raise NotAuthenticated from error
            raise
        return self.answer(request, version)

    def answer(self, request: Request, version: CodebookVersion) -> HttpResponse | Response:
        raise NotImplementedError


class VersionJson(VersionFile):
    """The version as it was hashed."""

    def answer(self, request: Request, version: CodebookVersion) -> Response:
        return Response(CodebookVersionOut(version).data)


class VersionBib(VersionFile):
    """How it is cited, as BibTeX."""

    def answer(self, request: Request, version: CodebookVersion) -> HttpResponse:
        said = _citation(request, version).bibtex
        return HttpResponse(said, content_type="application/x-bibtex; charset=utf-8")


class VersionCsl(VersionFile):
    """How it is cited, as CSL-JSON."""

    def answer(self, request: Request, version: CodebookVersion) -> HttpResponse:
        return JsonResponse(
            [_citation(request, version).csl],
            safe=False,
            content_type="application/vnd.citationstyles.csl+json",
            json_dumps_params={"ensure_ascii": False},
        )


class DiffJson(StrictApi, APIView):
    """The page's comparison as data."""

    query_forms = {"get": DiffQuery}
    schema = None

    def get(self, request: Request, pk: int) -> Response:
        codebook = get_codebook_for(signed_in(request), pk)
        asked = self.query
        before, after = versions_compared(codebook, asked.get("from"), asked.get("to"))
        return Response(diff_data(before, after))


def _citation(request: Request, version: CodebookVersion) -> VersionCitation:
    path = reverse("codebook_version", args=[version.codebook_id, version.number])
    return cited_version(version, request.build_absolute_uri(path))
