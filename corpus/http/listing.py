"""A list, once: what may be asked of it, how it is found, and how one of its rows is told.

The API, the page and its `.json` and `.csv` twins are all made from one `Listing`, so that none of
them can answer more than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from corpus.http.pagination import ListPagination
from corpus.http.query import PAGING, QueryForm
from corpus.visibility import Reader

BATCH = 200


@dataclass(frozen=True)
class Found:
    """The rows that answer a query, and what the envelope says beside them.

    Rows are a QuerySet, or what the listing's own `paginator` and `stream` take.
    """

    rows: Any
    extra: dict[str, Any] = field(default_factory=dict)
    # How many rows there are, where that is known for less than counting them.
    count: int | None = None
    # What is cut into pages by offset instead of the rows, where that is sooner done.
    pages: Any = None


class Listing:
    """Subclass with a form, a serializer and `find`; `present` where rows need turning."""

    form_class: type[QueryForm] = QueryForm
    serializer_class: type[BaseSerializer]
    # Schema of what `Found.extra` adds to the envelope.
    extra_schema: dict[str, Any] = {}

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        """Return what the reader may see of what was asked."""
        raise NotImplementedError

    def paginator(self) -> ListPagination:
        """Return what cuts the rows into pages."""
        return ListPagination()

    def present(self, reader: Reader, rows: Sequence[Any]) -> Sequence[Any]:
        """Return rows as the serializer and the page take them."""
        return rows

    def serialize(self, reader: Reader, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows as data."""
        return list(self.serializer_class(self.present(reader, rows), many=True).data)

    def stream(self, reader: Reader, rows: Any) -> Iterator[dict[str, Any]]:
        """Yield all rows as data, a batch at a time."""
        walk = rows.iterator(chunk_size=BATCH)
        while batch := list(islice(walk, BATCH)):
            yield from self.serialize(reader, batch)


@dataclass(frozen=True)
class ListAnswer:
    """One page of a list, read from a query string."""

    listing: Listing
    reader: Reader
    params: QueryDict
    asked: dict[str, Any]
    found: Found
    rows: list[Any]
    paginator: ListPagination

    def envelope(self) -> dict[str, Any]:
        """Return the list as its JSON says it."""
        data = self.listing.serialize(self.reader, self.rows)
        return self.paginator.envelope(data, **self.found.extra)

    @cached_property
    def form(self) -> QueryForm:
        """What was asked, as a page shows it to be asked anew."""
        return self.listing.form_class(self.params)

    @cached_property
    def shown(self) -> Sequence[Any]:
        """The page's rows as its template takes them."""
        return self.listing.present(self.reader, self.rows)


def read_asked(listing: Listing, request: Request) -> dict[str, Any]:
    """Return what the query string asks of a list, or raise naming what is wrong with it."""
    return listing.form_class.read(request.query_params, also=PAGING)


def answer_list(listing: Listing, request: Request, *, view: Any = None) -> ListAnswer:
    """Answer a query string with one page of a list."""
    reader: Reader = request.user
    asked = read_asked(listing, request)
    found = listing.find(reader, asked)
    paginator = listing.paginator()
    by_offset = found.pages is not None and "cursor" not in request.query_params
    whole = found.pages if by_offset else found.rows
    rows = paginator.paginate_queryset(whole, request, view, count=found.count)
    return ListAnswer(listing, reader, request.query_params, asked, found, rows, paginator)
