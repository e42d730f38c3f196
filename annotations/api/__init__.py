"""The API of studies, codebooks and readings."""

from rest_framework.routers import BaseRouter

from annotations.api.codebooks import CodebookViewSet
from annotations.api.concordance import ConcordanceViewSet
from annotations.api.editions import EditionViewSet
from annotations.api.motifs import MotifViewSet
from annotations.api.rechecks import RecheckViewSet
from annotations.api.reviews import ReviewViewSet
from annotations.api.studies import StudyViewSet
from annotations.api.suggestions import SuggestionViewSet
from annotations.api.tables import EventViewSet, RatingViewSet, TagViewSet
from annotations.api.talk import CommentViewSet, MemoViewSet

urlpatterns: list = []


def register(router: BaseRouter) -> None:
    """Add this room's lists to the API."""
    router.register("reviews", ReviewViewSet, basename="review")
    router.register("codebooks", CodebookViewSet, basename="codebook")
    router.register("motifs", MotifViewSet, basename="motif")
    router.register("studies", StudyViewSet, basename="study")
    router.register("rechecks", RecheckViewSet, basename="recheck")
    router.register("ratings", RatingViewSet, basename="rating")
    router.register("tags", TagViewSet, basename="tag")
    router.register("events", EventViewSet, basename="event")
    router.register("comments", CommentViewSet, basename="comment")
    router.register("memos", MemoViewSet, basename="memo")
    router.register("editions", EditionViewSet, basename="edition")
    router.register("concordance", ConcordanceViewSet, basename="concordance-api")
    router.register("suggestions", SuggestionViewSet, basename="suggestion")
