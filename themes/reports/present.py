"""A frozen report as one reader may see it now, with the words of its passages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corpus.models import Author
from corpus.visibility import Reader, open_sources
from themes.models import Report
from themes.reports.drawing import Drawing, forest, where_it_falls
from themes.reports.strips import Strips, strips_of
from themes.scope import FigureScope, sources_in

VERDICTS = {
    "claimed": _("recurs across models"),
    "exploratory": _("exploratory"),
    "not_shown": _("not shown"),
    "no_baseline": _("baseline unknown"),
    "too_few": _("too few to say"),
    "undefined": _("cannot be computed"),
}


@dataclass(frozen=True)
class ShownPassage:
    """A tagged passage, and where it stands."""

    quote: str
    text: UUID
    author: str
    family: str
    title: str
    percent: int
    start: int
    end: int


@dataclass(frozen=True)
class ShownMotif:
    """A motif or term with its figure, its table and its passages."""

    data: dict[str, Any]
    label: str
    rows: list[dict[str, Any]]
    forest: Drawing | None
    position: Drawing | None
    passages: list[ShownPassage]


@dataclass(frozen=True)
class ShownReport:
    """A report's page."""

    report: Report
    content: dict[str, Any]
    motifs: list[ShownMotif]
    terms: list[ShownMotif]
    unstated: list[str]
    overused: Strips | None
    differing: Strips | None


def present_report(reader: Reader, report: Report) -> ShownReport:
    """Return what this reader may see of a report that is built and does not wait."""
    content = json.loads(report.content)
    return ShownReport(
        report=report,
        content=content,
        motifs=_motifs(reader, content["motifs"]),
        terms=[_shown(row, []) for row in content["terms"]["terms"]],
        unstated=unstated_models(reader, report) if content["counts"]["unstated_models"] else [],
        overused=strips_of(
            content["terms"].get("overused", ()),
            title=gettext(
                "Share of each family's texts that have the word, and of general English"
            ),
        ),
        differing=strips_of(
            content["terms"].get("differing", ()),
            title=gettext("Share of each family's texts that have the word"),
        ),
    )


def unstated_models(reader: Reader, report: Report) -> list[str]:
    """Return the models of the scope, as far as the reader may see, whose family nobody stated."""
    scope = FigureScope(report.study, report.collection, report.interim)
    seen = sources_in(scope).filter(pk__in=open_sources(reader).values("pk"))
    asked = Author.objects.filter(
        pk__in=seen.values("author"), kind=Author.Kind.MODEL, family_stated=False
    )
    return list(asked.values_list("name", flat=True))


def table_rows(motif: dict[str, Any]) -> list[dict[str, Any]]:
    """Put each group's prevalence beside the difference of the family of that name."""
    families = {row["family"]: row for row in motif.get("families", [])}
    rows = []
    for group in motif["groups"]:
        own = families.get(group["group"]) if group["kind"] == "model" and group["stated"] else None
        rows.append({**group, "difference": own, "is_human": group["kind"] == "human"})
    return rows


def _motifs(reader: Reader, rows: list[dict[str, Any]]) -> list[ShownMotif]:
    bodies = _bodies(reader, {UUID(p["text"]) for row in rows for p in row["passages"]})
    return [_shown(row, list(_passages(row["passages"], bodies))) for row in rows]


def _bodies(reader: Reader, ids: set[UUID]) -> dict[UUID, str]:
    return dict(open_sources(reader).filter(pk__in=ids).values_list("pk", "text__body"))


def _passages(rows: Iterable[dict[str, Any]], bodies: dict[UUID, str]) -> Iterator[ShownPassage]:
    """Read the words in their place: a report keeps only those that may be passed on."""
    for data in rows:
        pk = UUID(data["text"])
        if pk in bodies:
            yield ShownPassage(
                quote=bodies[pk][data["start"] : data["end"]],
                text=pk,
                author=data["author"],
                family=data["family"],
                title=data["title"],
                percent=round(100 * data["position"]),
                start=data["start"],
                end=data["end"],
            )


def _shown(row: dict[str, Any], passages: list[ShownPassage]) -> ShownMotif:
    rows = table_rows(row)
    return ShownMotif(
        data=row,
        label=str(VERDICTS[row["verdict"]]),
        rows=rows,
        forest=forest(row, rows),
        position=where_it_falls(row.get("positions", [])),
        passages=passages,
    )
