"""The API's router: each room registers what is its own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from rest_framework.routers import DefaultRouter

import annotations.api
import corpus.api
import themes.api
from corpus.http.api_pages import api_docs
from corpus.http.api_schema import SchemaView

router = DefaultRouter()
router.include_root_view = False
router.include_format_suffixes = False
# Addresses are tried one after the other, and drafts are saved more often than all else is asked.
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
