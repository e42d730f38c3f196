"""What every view of the API does before and after its own work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.cache import patch_cache_control
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from corpus.http.listing import Listing, answer_list
from corpus.http.pagination import ListPagination
from corpus.http.query import read_query

if TYPE_CHECKING:
    from accounts.models import User


def person(request: Request | HttpRequest) -> User:
    """Return who asks, where nobody who is signed out comes through."""
    return cast("User", request.user)


class EditorsWrite(BasePermission):
    """Everybody who is signed in reads; editors write."""

    message = "Only an editor may do this."

    def has_permission(self, request: Any, view: Any) -> bool:
        return request.method in SAFE_METHODS or bool(getattr(request.user, "is_staff", False))


class StrictApi:
    """Mixed into API views: query strings are checked, answers are not cached.

    `query_forms` maps an action (or a method, in lower case, for a plain view) to the form that
    checks its query string; without one it takes no parameters.
    """

    query_forms: dict[str, type[forms.Form]] = {}

    def get_query_form_class(self) -> type[forms.Form] | None:
        """Return the form that checks this action's query string."""
        name = getattr(self, "action", None) or self.request.method.lower()  # type: ignore[attr-defined]
        return self.query_forms.get(name)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if self._is_answered(request) and getattr(self, "action", None) != "list":
            form_class = self.get_query_form_class()
            self.query: dict[str, Any] = {}
            if form_class is not None or request.query_params:
                form = (form_class or forms.Form)(request.query_params)
                read_query(form, request.query_params)
                self.query = form.cleaned_data

    def _is_answered(self, request: Request) -> bool:
        """Say whether there is an answer to this method: 405 comes before a bad query string."""
        return hasattr(self, (request.method or "").lower())

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer in the one form there is, whatever `Accept` or `format` ask for."""
        if len(self.renderer_classes) == 1:  # type: ignore[attr-defined]
            renderer = self.renderer_classes[0]()  # type: ignore[attr-defined]
            return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force=True)  # type: ignore[misc]

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if "Cache-Control" in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        else:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class ListingViewSet(StrictApi, GenericViewSet):
    """A viewset whose list is a `Listing`. Set `queryset = Model.objects.none()` for the schema."""

    listing: Listing
    pagination_class = ListPagination
    permission_classes = [IsAuthenticated, EditorsWrite]

    def get_listing(self) -> Listing:
        """Return the listing; a list below a thing makes its own after the gate of that thing."""
        return self.listing

    def get_query_form_class(self) -> type[forms.Form] | None:
        if self.action == "list":
            return self.get_listing().form_class
        return super().get_query_form_class()

    def get_serializer_class(self) -> type[BaseSerializer]:
        return self.serializer_class or self.get_listing().serializer_class

    def list(self, request: Request) -> Response:
        return Response(answer_list(self.get_listing(), request, view=self).envelope())
