"""Reports frozen earlier wait while what they count is held: which, and what is told meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from annotations.models import Study
from corpus.models import Collection
from corpus.visibility import Reader, held_from, visible_collections
from themes.models import Report, ReportText

WAIT = (
    "Texts that this report speaks of are held from you while a blind study is open: it waits for "
    "the close of that study, which its leads can close."
)
NEUTRAL_TITLE = "A report that waits for the close of a study"


@dataclass(frozen=True)
class ListedReport:
    """A report as its row tells it to one reader: of one that waits, nothing computed."""

    report: Report
    waits: bool
    # Its collection may be named: one that is known only through held texts is not.
    named: bool

    @property
    def title(self) -> str:
        return self.report.title if self.named else NEUTRAL_TITLE

    @property
    def collection(self) -> Collection | None:
        return self.report.collection if self.named else None

    @property
    def collection_id(self) -> UUID | None:
        return self.report.collection_id if self.named else None

    @property
    def study(self) -> Study | None:
        return self.report.study

    @property
    def snapshot(self) -> str:
        """The hash of what it counts, which a guess at the sources could be tried against."""
        return "" if self.waits else self.report.snapshot

    @property
    def codebook_version_id(self) -> int | None:
        return None if self.waits else self.report.codebook_version_id


def marked(reports: QuerySet[Report], reader: Reader) -> QuerySet[Any]:
    """Mark each report: may it be `named` to the reader, and does it `wait`.

    One whose collection may not be named waits even if it counts no text: its content names it.
    """
    held = ReportText.objects.filter(
        report=OuterRef("pk"), text__in=held_from(reader).values("text")
    )
    known = Q(collection=None) | Q(collection__in=visible_collections(reader).values("pk"))
    return reports.annotate(named=_boolean(known), waits=_boolean(Q(Exists(held)) | ~known))


def listed(reader: Reader, report: Report) -> ListedReport:
    """Return one report as its row tells it to this reader."""
    marks = marked(Report.objects.filter(pk=report.pk), reader)
    waits, named = marks.values_list("waits", "named").get()
    return ListedReport(report, waits=waits, named=named)


def as_listed(report: Any) -> ListedReport:
    """Return a report that was marked as its row."""
    return ListedReport(report, waits=report.waits, named=report.named)


def waits_for_close(reader: Reader, report: Report) -> bool:
    """Say whether a text that the report counts is held from the reader now."""
    return listed(reader, report).waits


def _boolean(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
