"""Lists of what was read and done: readings, and the log."""

from __future__ import annotations

from annotations.listings import EventListing, RatingListing, ReviewListing, TagListing
from corpus.http.twins import ListPage


class ReadingList(ListPage):
    """Readings the person may see."""

    listing = ReviewListing()
    template_name = "annotations/reading_list.html"


class TagList(ListPage):
    """Tags in those readings, a row each."""

    listing = TagListing()
    template_name = "annotations/tag_list.html"


class RatingList(ListPage):
    """Answers on scales in those readings, a row each."""

    listing = RatingListing()
    template_name = "annotations/rating_list.html"


class EventList(ListPage):
    """What the person did, and what was done in the studies they lead."""

    listing = EventListing()
    template_name = "annotations/event_list.html"
