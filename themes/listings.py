"""This room's lists, for API, pages and twins alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from corpus.http.listing import Found, Listing
from corpus.visibility import Reader
from themes.forms import ReportQuery
from themes.gates import reports_for
from themes.serializers import ReportOut
from themes.waiting import as_listed, marked


class ReportListing(Listing):
    """The reports a person may read, newest first."""

    form_class = ReportQuery
    serializer_class = ReportOut

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        rows = reports_listed(reader).filter(**asked)
        return Found(rows.filter(named=True) if asked.get("collection") else rows)

    def present(self, reader: Reader, rows: Sequence[Any]) -> Sequence[Any]:
        return [as_listed(report) for report in rows]


def reports_listed(reader: Any) -> QuerySet[Any]:
    """Return reports with what their rows name."""
    found = reports_for(reader).defer("content").select_related("study", "collection", "job")
    return marked(found, reader).order_by("-requested_at", "pk")
