"""Composed reads about studies, codebooks and readings, for pages and API alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.gates import readable_reviews, studies_for
from annotations.models import Membership, Rating, Review, Study, StudyText, Tag
from corpus.models import Event

if TYPE_CHECKING:
    from accounts.models import User


def studies_listed(user: User) -> QuerySet[Study]:
    """Return the studies a person may see, each with its number of texts, newest first."""
    texts = (
        StudyText.objects.filter(study=OuterRef("pk"), taken_out_at=None)
        .values("study")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        studies_for(user)
        .annotate(n_texts=Coalesce(Subquery(texts, output_field=IntegerField()), 0))
        .select_related("codebook", "codebook_version")
        .prefetch_related("scales")
        .order_by("-pk")
    )


def reviews_listed(user: User) -> QuerySet[Review]:
    """Return the readings a person may see, whole."""
    return (
        readable_reviews(user)
        .select_related("reviewer", "guess", "study")
        .prefetch_related("ratings__scale", "tags__motif")
        .order_by("pk")
    )


def ratings_listed(user: User) -> QuerySet[Rating]:
    """Return every answer in a reading the person may see."""
    return (
        Rating.objects.filter(review__in=readable_reviews(user))
        .select_related("review__reviewer", "scale")
        .order_by("pk")
    )


def tags_listed(user: User) -> QuerySet[Tag]:
    """Return every tag in a reading the person may see."""
    return (
        Tag.objects.filter(review__in=readable_reviews(user))
        .select_related("review__reviewer", "motif")
        .order_by("pk")
    )


def events_listed(user: User) -> QuerySet[Event]:
    """Return what the person did, and what was done in the studies they lead."""
    led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("study")
    return (
        Event.objects.filter(Q(actor=user) | Q(study_id__in=led))
        .select_related("actor")
        .order_by("-pk")
    )
