"""Pages of a concordance: by cursor, because lines have no rows that could be counted off."""

from __future__ import annotations

import base64
import binascii
import json
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from corpus.concordance import Counts, Page
from corpus.http.pagination import DEFAULT_LIMIT, MAX_LIMIT, ListPagination, read_whole
from corpus.kwic.lines import Place
from corpus.selectors import left_out_reason

KEY_TYPES: dict[str, tuple[type, ...]] = {
    "text": (),
    "left": (str,),
    "right": (str,),
    "position": (float,),
}


class _Way:
    """Where this page stands, in the terms that list pages ask for."""

    offset = 0

    def __init__(self, address: str, *, count: int | None, after: str | None) -> None:
        self.count = count
        self._next = replace_query_param(address, "cursor", after) if after else None

    def get_next_link(self) -> str | None:
        return self._next

    def get_previous_link(self) -> None:
        """Answer none: one goes back to the beginning."""


class ConcordancePagination(ListPagination):
    """Without a cursor the first lines and the counts over all; with one the lines that follow."""

    page: Page
    asked: Any = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None, *, count: int | None = None
    ) -> list[Any]:
        if "offset" in request.query_params:
            raise ValidationError({"offset": [_("A concordance is read by cursor: follow next.")]})
        limit = read_whole(request, "limit", default=DEFAULT_LIMIT, low=1, high=MAX_LIMIT)
        self.asked = queryset
        given = request.query_params.get("cursor")
        self.page = Page([], False, Counts())
        if queryset is not None:
            self.page = self._page(given, limit)
        elif given:
            raise _bad_cursor()
        after = self._cursor(self.page.places[-1]) if self.page.has_more else None
        count = self.page.counts.hits if self.page.counts else None
        self.way: Any = _Way(request.build_absolute_uri(), count=count, after=after)
        return queryset.concordance.lines(self.page.places) if queryset else []

    def envelope(self, data: Any, **extra: Any) -> dict[str, Any]:
        """Return the lines, with what was counted in the walk."""
        return super().envelope(data, **self.counted(), **extra)

    def counted(self) -> dict[str, Any]:
        """Return what the first page says beside its lines; nothing of it with a cursor."""
        counts = self.page.counts
        if counts is None or self.asked is None:
            return {}
        found = self.asked.concordance
        held = {"held_texts": counts.held_texts, "held_hits": counts.held_hits}
        said: dict[str, Any] = {"texts": counts.texts, **held, "way": self.asked.way}
        said |= {"window": found.window, "unit": found.unit, "sort": found.sort}
        if found.sources is not None:
            said["left_out"] = counts.held_hits
            said["left_out_reason"] = left_out_reason(counts.held_texts)
        if self.asked.forms is not None:
            said["forms"] = self.asked.forms
        if self.asked.by_family:
            said["families"] = [vars(row) for row in found.families(counts)]
        return said

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        inherited = super().get_schema_operation_parameters(view)
        return [parameter for parameter in inherited if parameter["name"] != "offset"]

    def _page(self, given: str | None, limit: int) -> Page:
        concordance = self.asked.concordance
        if given:
            return concordance.page_after(_place(given, concordance.sort), limit)
        if given is None:
            return concordance.first_page(limit)
        places = list(islice(concordance.all_places(), limit + 1))
        return Page(places[:limit], len(places) > limit, None)

    def _cursor(self, place: Place) -> str:
        parts = [self.asked.concordance.sort, *place.key, place.text.hex, place.start, place.end]
        written = json.dumps(parts, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _place(given: str, sort: str) -> Place:
    """Read a cursor that was made for the same order, or refuse it."""
    try:
        padded = given + "=" * (-len(given) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        named, *key, text, start, end = parts
        kinds = KEY_TYPES[sort]
        sound = (
            named == sort
            and len(key) == len(kinds)
            and all(isinstance(part, kind) for part, kind in zip(key, kinds, strict=True))
            and all(type(n) is int and 0 <= n < 2**31 for n in (start, end))
        )
        if sound:
            return Place(tuple(key), UUID(hex=text), start, end)
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
        pass
    raise _bad_cursor()


def _bad_cursor() -> ValidationError:
    return ValidationError({"cursor": [_("Not a cursor of this list. Begin with an empty one.")]})
