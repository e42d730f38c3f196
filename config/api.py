"""The API's router: each room registers what is its own."""

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import ResolverMatch, URLPattern, URLResolver, include, path
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RoutePattern
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

import annotations.api
import corpus.api
import themes.api
from corpus.http.api_pages import api_docs
from corpus.http.api_schema import SchemaView


class Resources(URLResolver):
    """Finds a resource by the word its addresses begin with, without trying one after the other."""

    @cached_property
    def by_word(self) -> dict[str, URLPattern | URLResolver]:
        return {str(one.pattern).removesuffix("/"): one for one in self.url_patterns}

    def resolve(self, path: str) -> ResolverMatch:
        one = self.by_word.get(path.partition("/")[0])
        if one is None:
            raise Resolver404({"tried": [], "path": path})
        return one.resolve(path)  # type: ignore[return-value]


class Router(SimpleRouter):
    """REST framework's own has one list of patterns, of each action of each resource."""

    def get_urls(self) -> list[Any]:
        found = [
            path(f"{word}/", include(_alone(view, name))) for word, view, name in self.registry
        ]
        return [Resources(RoutePattern("", is_endpoint=False), found)]


def _alone(view: type[ViewSetMixin], name: str) -> list[URLPattern | URLResolver]:
    router = SimpleRouter()
    router.register("", view, basename=name)
    return router.urls


router = Router()
for room in (annotations.api, corpus.api, themes.api):
    room.register(router)

urlpatterns = [
    *router.urls,
    path("schema/", login_not_required(SchemaView.as_view()), name="schema"),
    path("docs/", login_not_required(api_docs), name="api_docs"),
    *corpus.api.urlpatterns,
    *annotations.api.urlpatterns,
    *themes.api.urlpatterns,
]
