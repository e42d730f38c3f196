"""Errors as RFC 9457 `application/problem+json`, one shape for every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from corpus.errors import Invalid, NotAllowed, Refused

PROBLEM = "application/problem+json"
API_PREFIX = "/api/"


class ProblemSerializer(serializers.Serializer):
    """The shape of every error, for the schema."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(),
        help_text="What is wrong, mostly as `field` and `message`; empty where nothing is named.",
    )


class ConflictProblemSerializer(ProblemSerializer):
    """A conflict may carry what is stored now."""

    current = serializers.JSONField(required=False, help_text="What is stored now.")


class Problem(exceptions.APIException):
    """Raised by a view whose answer is an error: `raise Problem(409, "...", errors=[...])`."""

    def __init__(
        self, status: int, detail: str, *, errors: Sequence[Mapping[str, Any]] = (), **members: Any
    ) -> None:
        super().__init__(detail)
        self.status_code = status
        self.errors = [dict(error) for error in errors]
        self.members = members


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn whatever a view raises into a problem; the setting `EXCEPTION_HANDLER` names this."""
    exc = _as_api_exception(exc)
    response = exception_handler(exc, context)
    if response is None:
        return None
    errors = getattr(exc, "errors", None)
    if errors is None:
        errors = list(field_errors(response.data)) if response.status_code == 400 else []
    body = problem_body(
        response.status_code,
        _detail(exc, errors),
        errors=errors,
        **getattr(exc, "members", {}),
    )
    headers = dict(response.headers)
    headers.pop("Content-Type", None)
    return Response(body, status=response.status_code, headers=headers, content_type=PROBLEM)


def problem_body(
    status: int, detail: str, *, errors: Sequence[Mapping[str, Any]] = (), **members: Any
) -> dict[str, Any]:
    """Return the members of a problem; `about:blank` says the title is the status's own."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _sendable(detail),
        "errors": [{_sendable(k): _sendable(v) for k, v in error.items()} for error in errors],
        **members,
    }


def problem_response(status: int, detail: str, **members: Any) -> JsonResponse:
    """Return a problem from outside REST framework's views."""
    return JsonResponse(
        problem_body(status, detail, **members), status=status, content_type=PROBLEM
    )


def field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Flatten nested validation errors: the field is a dotted path, as in the input."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from field_errors(inner, _joined(path, name))
    elif isinstance(detail, (list, tuple)):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, (Mapping, list, tuple))
            yield from field_errors(inner, _joined(path, index) if nested else path)
    else:
        yield {"field": path, "message": str(detail)}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that is not there, in the manner of what was asked."""
    if request.path.startswith(API_PREFIX):
        return problem_response(404, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses."""
    if request.path.startswith(API_PREFIX):
        return problem_response(400, "The request could not be read.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what this person may not do."""
    if request.path.startswith(API_PREFIX):
        return problem_response(403, str(exception) or "You may not do this.")
    return defaults.permission_denied(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours without saying anything about its cause."""
    if request.path.startswith(API_PREFIX):
        return problem_response(500, "Something went wrong here; it has been logged.")
    return defaults.server_error(request)


def _as_api_exception(exc: Exception) -> Exception:
    if isinstance(exc, Invalid):
        errors = [{"field": e.field, "message": e.message} for e in exc.errors]
        return Problem(400, _sentence(errors), errors=errors)
    if isinstance(exc, Refused):
        members = {} if exc.current is None else {"current": exc.current}
        return Problem(409, exc.detail, errors=exc.errors, **members)
    if isinstance(exc, NotAllowed):
        return Problem(403, exc.detail)
    if isinstance(exc, DjangoValidationError):
        return exceptions.ValidationError(serializers.as_serializer_error(exc))
    return exc


def _detail(exc: Exception, errors: Sequence[Mapping[str, Any]]) -> str:
    detail = getattr(exc, "detail", None)
    if isinstance(detail, (list, dict)):
        return _sentence(errors)
    return str(detail or exc) or "Not found."


def _sentence(errors: Sequence[Mapping[str, Any]]) -> str:
    said = [": ".join(filter(None, (e.get("field"), e["message"]))) for e in errors]
    return " ".join(said[:3]) + (f" And {len(said) - 3} more." if len(said) > 3 else "")


def _sendable(value: Any) -> Any:
    """Spell out half a surrogate pair: what was sent may be quoted, but not as it was."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    return value


def _joined(path: str, name: object) -> str:
    if name == "non_field_errors":
        return path
    return f"{path}.{name}" if path else str(name)
