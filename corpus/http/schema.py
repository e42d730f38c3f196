"""The OpenAPI schema says what else may be answered: problems, and what a list may be asked."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.permissions import AllowAny

from corpus.http.problems import PROBLEM, ConflictProblemSerializer, ProblemSerializer
from corpus.http.query import form_parameters

WRITES = ("POST", "PUT", "PATCH", "DELETE")
SAYS = {
    400: "What was sent is wrong; `errors` names each field.",
    401: "Nobody is signed in.",
    403: "This person may not do this.",
    404: "There is no such thing, or it is not this person's to know of.",
    409: "The state of things forbids it.",
    413: "The file is too large.",
    415: "The body is of a kind that is not taken here.",
}


class StrictSerializerExtension(OpenApiSerializerExtension):
    """A serializer that refuses unknown fields says so in the schema."""

    target_class = "corpus.http.inputs.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        schema = auto_schema._map_basic_serializer(self.target, direction)
        return {**schema, "additionalProperties": False}


class ProblemAutoSchema(AutoSchema):
    """Adds the problems an operation can answer, and the parameters its query form takes.

    A view may widen or narrow the codes with `problem_codes = {"create": {400, 409}}`.
    """

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        form_class = self._query_form()
        own: list[OpenApiParameter] = form_parameters(form_class) if form_class else []
        return [*own, *given]

    def _get_paginator(self) -> Any:
        paginator = super()._get_paginator()
        find = getattr(self.view, "get_listing", None)
        if paginator and find and self._is_list_view():
            paginator.extra_schema = find().extra_schema
        return paginator

    def _query_form(self) -> type[Form] | None:
        find = getattr(self.view, "get_query_form_class", None)
        return find() if find and self.method == "GET" else None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for code in sorted(self._problem_codes()):
            if str(code) not in bodies:
                bodies[str(code)] = self._problem_response(code, direction)
        return bodies

    def _problem_response(self, code: int, direction: Any) -> dict[str, Any]:
        serializer = ConflictProblemSerializer if code == 409 else ProblemSerializer
        said = OpenApiResponse(response=serializer, description=SAYS[code])
        return self._get_response_for_code(said, str(code), [PROBLEM], direction)

    def _problem_codes(self) -> set[int]:
        declared = getattr(self.view, "problem_codes", {})
        action = getattr(self.view, "action", None) or self.method.lower()
        if action in declared:
            return set(declared[action])
        codes = {400}
        if not any(isinstance(p, AllowAny) for p in self.view.get_permissions()):
            codes.add(401)
        if "{" in self.path:
            codes.add(404)
        if self.method in WRITES:
            codes |= {403, 409}
        if self.method in ("POST", "PUT", "PATCH"):
            codes.add(415)
        return codes
