"""Pages of a list: `limit` and `offset` with a count, or `cursor` for bulk reading without one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import (
    BasePagination,
    Cursor,
    CursorPagination,
    LimitOffsetPagination,
)
from rest_framework.request import Request
from rest_framework.response import Response

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
# Far beyond any corpus, and within what either engine takes as an offset.
MAX_OFFSET = 1_000_000_000


class ListPagination(BasePagination):
    """Chooses by the query string: with `cursor`, even an empty one, the list is read by key."""

    # Schema of further members of the envelope.
    extra_schema: dict[str, Any] = {}

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None, *, count: int | None = None
    ) -> list[Any]:
        by_key = "cursor" in request.query_params
        self.way: _ByKey | ByOffset = _ByKey() if by_key else ByOffset(count)
        return self.way.paginate_queryset(queryset, request, view) or []

    def get_paginated_response(self, data: Any) -> Response:
        return Response(self.envelope(data))

    def envelope(self, data: Any, **extra: Any) -> dict[str, Any]:
        """Return the answer; `count` is left out when reading by cursor."""
        count = {} if self.way.count is None else {"count": self.way.count}
        return {
            **count,
            "next": self.way.get_next_link(),
            "previous": self.way.get_previous_link(),
            **extra,
            "results": data,
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _parameter("limit", f"How many, up to {MAX_LIMIT}.", minimum=1, maximum=MAX_LIMIT),
            _parameter("offset", "How many to pass over.", minimum=0, maximum=MAX_OFFSET),
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "allowEmptyValue": True,
                "description": "For bulk reading: empty to begin, then follow `next`. Ordered by "
                "id and without `count`; neither `offset` nor `sort` goes with it.",
                "schema": {"type": "string"},
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "Left out with `cursor`."},
                "next": link,
                "previous": link,
                **self.extra_schema,
                "results": schema,
            },
        }


class ByOffset(LimitOffsetPagination):
    """A page by `limit` and `offset`."""

    default_limit = DEFAULT_LIMIT
    count: int | None

    def __init__(self, known: int | None = None) -> None:
        self.known = known

    def get_count(self, queryset: Any) -> int:
        return super().get_count(queryset) if self.known is None else self.known

    def get_limit(self, request: Request) -> int:
        return read_whole(request, "limit", default=DEFAULT_LIMIT, low=1, high=MAX_LIMIT)

    def get_offset(self, request: Request) -> int:
        return read_whole(request, "offset", default=0, low=0, high=MAX_OFFSET)


class _ByKey(CursorPagination):
    ordering = "pk"
    count = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list:
        for name in ("offset", "sort"):
            if request.query_params.get(name):
                raise ValidationError(
                    {name: [_("A cursor reads by id: leave {name} out.").format(name=name)]}
                )
        self.key = queryset.model._meta.pk
        return super().paginate_queryset(queryset, request, view) or []

    def get_page_size(self, request: Request) -> int:
        return read_whole(request, "limit", default=DEFAULT_LIMIT, low=1, high=MAX_LIMIT)

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
            if cursor and cursor.position is not None:
                self.key.to_python(cursor.position)
        except (NotFound, DjangoValidationError) as error:
            raise ValidationError(
                {"cursor": [_("Not a cursor of this list. Begin with an empty one.")]}
            ) from error
        return cursor


def read_whole(request: Request, name: str, *, default: int, low: int, high: int) -> int:
    """Return a whole number from the query string, or raise saying what it may be."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 12 and low <= int(given) <= high):
        raise ValidationError(
            {name: [_("Must be a whole number from {low} to {high}.").format(low=low, high=high)]}
        )
    return int(given)


def _parameter(name: str, description: str, **bounds: int) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "integer", **bounds},
    }
