"""The API's router: each room registers what is its own."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

import annotations.api
import corpus.api
import themes.api
from corpus.http.api_pages import api_docs
from corpus.http.api_schema import SchemaView


class Router(SimpleRouter):
    """Finds a resource by the word its addresses begin with.

    REST framework's own router tries a pattern for each action of each resource in turn.
    """

    def get_urls(self) -> list[Any]:
        return [path(f"{word}/", include(_alone(view, name))) for word, view, name in self.registry]


def _alone(view: type[ViewSetMixin], name: str) -> list[URLPattern | URLResolver]:
    router = SimpleRouter()
    router.register("", view, basename=name)
    return router.urls


router = Router()
for room in (annotations.api, corpus.api, themes.api):
    room.register(router)

urlpatterns = [
    path("", include(router.urls)),
    path("schema/", login_not_required(SchemaView.as_view()), name="schema"),
    path("docs/", login_not_required(api_docs), name="api_docs"),
    *corpus.api.urlpatterns,
    *annotations.api.urlpatterns,
    *themes.api.urlpatterns,
]
