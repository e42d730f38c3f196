"""This room's part of the API."""

from django.urls import path
from rest_framework.routers import BaseRouter

from corpus.api.health import HealthView
from corpus.api.search import SearchViewSet
from corpus.api.sources import AuthorViewSet, CollectionViewSet, PromptViewSet
from corpus.api.texts import TextViewSet
from corpus.api.work import ImportViewSet, JobViewSet

urlpatterns = [path("health/", HealthView.as_view(), name="health")]


def register(router: BaseRouter) -> None:
    """Add this room's resources to the API's router."""
    router.register("authors", AuthorViewSet, basename="api-author")
    router.register("prompts", PromptViewSet, basename="api-prompt")
    router.register("texts", TextViewSet, basename="api-text")
    router.register("search", SearchViewSet, basename="api-search")
    router.register("collections", CollectionViewSet, basename="api-collection")
    router.register("imports", ImportViewSet, basename="api-import")
    router.register("jobs", JobViewSet, basename="api-job")
