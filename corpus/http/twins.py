"""A list page, and beside it the same list as `.json` and `.csv` on the same query string."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.views import View
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from corpus.http.flat import csv_lines
from corpus.http.listing import ListAnswer, Listing, answer_list, read_asked
from corpus.http.viewsets import StrictApi


class ListPage(View):
    """Subclass with `listing` and `template_name`; `get_context` adds what else the page says."""

    listing: Listing
    template_name: str
    # Rendered alone when htmx asks; the page includes it too.
    fragment_name: str | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            answer = answer_list(self.get_listing(request, **kwargs), _as_api_request(request))
        except ValidationError as error:
            return self._refused(request, error, **kwargs)
        context = {
            "form": answer.form,
            "rows": answer.shown,
            "extra": answer.found.extra,
            **page_context(request, answer),
            **self.get_setting(request, **kwargs),
            **self.get_context(request, answer),
        }
        return self._rendered(request, context)

    def get_listing(self, request: HttpRequest | Request, **kwargs: Any) -> Listing:
        """Return the listing; a list below a thing makes its own after the gate of that thing."""
        return self.listing

    def get_setting(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return what the template needs even where nothing could be looked up."""
        return {}

    def get_context(self, request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
        """Return what else the template needs."""
        return {}

    def _refused(self, request: HttpRequest, error: ValidationError, **kwargs: Any) -> HttpResponse:
        form = self.get_listing(request, **kwargs).form_class(request.GET)
        form.is_valid()
        said = [
            {"field": name, "message": " ".join(map(str, messages))}
            for name, messages in error.detail.items()  # type: ignore[union-attr]
        ]
        context = {
            "form": form,
            "rows": [],
            "refused": said,
            "twins": {},
            "extra": {},
            **self.get_setting(request, **kwargs),
        }
        return self._rendered(request, context, status=400)

    def _rendered(
        self, request: HttpRequest, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        alone = self.fragment_name and getattr(request, "htmx", False)
        name = str(self.fragment_name if alone else self.template_name)
        response = render(request, name, context, status=status)
        patch_cache_control(response, private=True, no_store=True)
        return response


class JsonTwin(StrictApi, APIView):
    """The page's list as JSON; tokens are taken as well as sessions."""

    page: type[ListPage] = ListPage
    action = "list"
    schema = None

    def get(self, request: Request, **kwargs: Any) -> Response:
        listing = self.page().get_listing(request, **kwargs)
        return Response(answer_list(listing, request).envelope())


class CsvTwin(StrictApi, APIView):
    """The page's list as CSV: all of it, streamed, unless a page of it is asked for."""

    page: type[ListPage] = ListPage
    action = "list"
    schema = None

    def get(self, request: Request, **kwargs: Any) -> StreamingHttpResponse:
        listing = self.page().get_listing(request, **kwargs)
        if {"limit", "offset", "cursor"} & set(request.query_params):
            answer = answer_list(listing, request)
            data = iter(listing.serialize(answer.reader, answer.rows))
        else:
            found = listing.find(request.user, read_asked(listing, request))
            data = listing.stream(request.user, found.rows)
        response = StreamingHttpResponse(
            csv_lines(listing.serializer_class(), data), content_type="text/csv; charset=utf-8"
        )
        name = request.path.rsplit("/", 1)[-1]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def list_urls(route: str, page: type[ListPage], name: str) -> list[URLPattern]:
    """Return a page's address and those of its twins: `texts/`, `texts.json`, `texts.csv`."""
    stem = route.rstrip("/")
    return [
        path(route, page.as_view(), name=name),
        path(f"{stem}.json", JsonTwin.as_view(page=page), name=f"{name}_json"),
        path(f"{stem}.csv", CsvTwin.as_view(page=page), name=f"{name}_csv"),
    ]


def page_context(request: HttpRequest, answer: ListAnswer) -> dict[str, Any]:
    """Return count, links to the pages before and after, and the twins' addresses."""
    way = answer.paginator.way
    first = getattr(way, "offset", 0) + 1
    return {
        "count": way.count,
        "first": first,
        "last": first + len(answer.rows) - 1,
        "next": _query_of(way.get_next_link()),
        "previous": _query_of(way.get_previous_link()),
        "twins": twin_links(request),
    }


def twin_links(request: HttpRequest) -> dict[str, str]:
    """Return the addresses of the twins of a page, with its query string."""
    stem = request.path.rstrip("/")
    query = request.GET.urlencode()
    tail = f"?{query}" if query else ""
    return {"json": f"{stem}.json{tail}", "csv": f"{stem}.csv{tail}"}


def _query_of(link: str | None) -> str | None:
    if link is None:
        return None
    _, _, query = link.partition("?")
    return f"?{query}"


def _as_api_request(request: HttpRequest) -> Request:
    """Wrap a page's request, whose user Django has already found, for the API's machinery."""
    wrapped = Request(request)
    wrapped.user = request.user
    return wrapped
