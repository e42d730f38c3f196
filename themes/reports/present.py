"""A frozen report as one reader may see it now: the bytes stay, what is held is masked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from corpus.models import Author, Text
from corpus.visibility import Reader, held_from, open_sources
from themes.models import Report
from themes.reports.drawing import Drawing, forest, where_it_falls
from themes.scope import FigureScope, sources_in

WAIT = (
    "Texts quoted in this report have been taken into a blind study since: its data waits for the "
    "close of that study."
)
VERDICTS = {
    "claimed": "recurs across models",
    "exploratory": "exploratory",
    "not_shown": "not shown",
    "no_baseline": "baseline unknown",
    "too_few": "too few to say",
    "undefined": "cannot be computed",
}


@dataclass(frozen=True)
class ShownPassage:
    """A tagged passage, or only that there is one: its text is held from this reader."""

    held: bool
    quote: str = ""
    text: UUID | None = None
    author: str = ""
    family: str = ""
    title: str = ""
    percent: int = 0
    start: int = 0
    end: int = 0


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
    waits: bool


def present_report(reader: Reader, report: Report) -> ShownReport:
    """Return what this reader may see of a report that is built."""
    content = json.loads(report.content)
    held = _held_texts(reader, content)
    return ShownReport(
        report=report,
        content=content,
        motifs=_motifs(content["motifs"], held),
        terms=[_shown(row, []) for row in content["terms"]["terms"]],
        unstated=unstated_models(reader, report) if content["counts"]["unstated_models"] else [],
        waits=bool(held),
    )


def waits_for_close(reader: Reader, report: Report) -> bool:
    """Say whether a text quoted in the report is held from the reader now."""
    return bool(_held_texts(reader, json.loads(report.content)))


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


def _held_texts(reader: Reader, content: dict[str, Any]) -> set[UUID]:
    quoted = [UUID(p["text"]) for motif in content["motifs"] for p in motif["passages"]]
    return set(held_from(reader).filter(text__in=quoted).values_list("text", flat=True))


def _motifs(rows: Iterable[dict[str, Any]], held: set[UUID]) -> list[ShownMotif]:
    rows = list(rows)
    bodies = _bodies({UUID(p["text"]) for row in rows for p in row["passages"]} - held)
    shown = []
    for row in rows:
        passages = [_passage(data, bodies, held) for data in row["passages"]]
        shown.append(_shown(row, passages))
    return shown


def _bodies(ids: set[UUID]) -> dict[UUID, str]:
    return dict(Text.objects.filter(pk__in=ids).values_list("pk", "body"))


def _passage(data: dict[str, Any], bodies: dict[UUID, str], held: set[UUID]) -> ShownPassage:
    """Read the words in their place: a report keeps only those that may be passed on."""
    pk = UUID(data["text"])
    if pk in held or pk not in bodies:
        return ShownPassage(held=True)
    return ShownPassage(
        held=False,
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
        label=VERDICTS[row["verdict"]],
        rows=rows,
        forest=forest(row, rows),
        position=where_it_falls(row.get("positions", [])),
        passages=passages,
    )
