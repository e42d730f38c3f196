"""This room's lists, for API, pages and twins alike."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from corpus.http.listing import Found, Listing
from corpus.visibility import Reader
from themes.forms import ReportQuery
from themes.gates import reports_for
from themes.models import Report
from themes.serializers import ReportOut


class ReportListing(Listing):
    """The reports a person may read, newest first."""

    form_class = ReportQuery
    serializer_class = ReportOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        return Found(reports_listed(reader).filter(**asked))


def reports_listed(reader: Any) -> QuerySet[Report]:
    """Return reports with what their rows name."""
    found = reports_for(reader).defer("content").select_related("study", "collection", "job")
    return found.order_by("-requested_at", "pk")
