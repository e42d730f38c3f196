"""Flat tables for analysis: every answer, every tag, every act."""

from __future__ import annotations

from annotations.listings import EventListing, RatingListing, TagListing
from annotations.models import Rating, Tag
from corpus.http.viewsets import ListingViewSet
from corpus.models import Event


class RatingViewSet(ListingViewSet):
    """Every answer on a scale, a row each."""

    listing = RatingListing()
    queryset = Rating.objects.none()


class TagViewSet(ListingViewSet):
    """Every tag, a row each."""

    listing = TagListing()
    queryset = Tag.objects.none()


class EventViewSet(ListingViewSet):
    """What you did, and what was done in the studies you lead."""

    listing = EventListing()
    queryset = Event.objects.none()
