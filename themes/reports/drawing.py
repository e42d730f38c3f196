"""The figures of a report as shapes with places; style sheets colour them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LEFT, RIGHT, TOP, ROW = 130, 505, 14, 26
LONGEST_LABEL = 17


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Mark:
    """One row of a forest plot: a dot and its interval, hollow where nothing is shown."""

    y: float
    label: str
    x: float | None
    low: float | None
    high: float | None
    number: str
    look: str


@dataclass(frozen=True)
class Line:
    """One group's profile over the text."""

    path: str
    look: str
    label: str
    y: float


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw one figure."""

    kind: str
    title: str
    height: float
    ticks: list[Tick] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    band: tuple[float, float] | None = None
    lines: list[Line] = field(default_factory=list)
    sentence: str = ""

    @property
    def foot(self) -> float:
        return self.height - 30

    @property
    def label_y(self) -> float:
        return self.height - 12


def forest(motif: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Drawing | None:
    """Draw differences from people where there are any, else how often each group has it."""
    families = [row for row in motif["families"] if row["risk_difference"] is not None]
    if families:
        return _differences(motif, families)
    known = [row for row in rows if row["estimate"] is not None]
    return _rates(motif, known) if known else None


def where_it_falls(profiles: Sequence[dict[str, Any]]) -> Drawing | None:
    """Draw the share of a motif's places in each tenth, models beside people."""
    shown = [row for row in profiles if row["kind"] in ("model", "human")]
    if not shown:
        return None
    most = max(max(row["shares"]) for row in shown) or 1.0
    lines = [_line(row, most) for row in sorted(shown, key=lambda row: row["kind"] != "model")]
    if len(lines) == 2 and abs(lines[0].y - lines[1].y) < 12:
        low, high = sorted(lines, key=lambda line: line.y)
        lines = [_moved(line, 12 if line is high else 0, low) for line in lines]
    return Drawing(
        kind="position",
        title=_("Where in the text the motif falls, from opening to ending"),
        height=92,
        lines=lines,
        sentence=_ending(shown),
    )


def _differences(motif: dict[str, Any], families: Sequence[dict[str, Any]]) -> Drawing:
    pooled = motif["comparison"]
    marks = [*families]
    if pooled["risk_difference"] is not None:
        marks.append({**pooled, "family": _("all models"), "pooled": True})
    scale = _Scale.over(
        value for row in marks for value in (row["risk_difference"], row["low"], row["high"])
    )
    margin = pooled["margin"]
    return Drawing(
        kind="difference",
        title=_(
            "Difference from human texts on the same prompts by model family, {motif}, "
            "with 95 percent intervals; the table below has the numbers"
        ).format(motif=motif["name"]),
        height=TOP + ROW * len(marks) + 44,
        ticks=[Tick(scale.x(value), _signed(value)) for value in scale.ticks],
        band=(scale.x(-margin), scale.x(margin) - scale.x(-margin)),
        marks=[
            _mark(
                scale,
                number,
                row["family"],
                (row["risk_difference"], row["low"], row["high"]),
                signed=True,
                look=_look(row, motif["verdict"]),
            )
            for number, row in enumerate(marks)
        ],
    )


def _look(row: dict[str, Any], verdict: str) -> str:
    if row.get("pooled"):
        return "pooled" if verdict == "claimed" else "pooled hollow"
    return "shown" if row["exceeds"] else "hollow"


def _rates(motif: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Drawing:
    scale = _Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))
    return Drawing(
        kind="rate",
        title=_(
            "Share of texts with {motif} by group, with 95 percent intervals; "
            "the table below has the numbers"
        ).format(motif=motif["name"]),
        height=TOP + ROW * len(rows) + 44,
        ticks=[Tick(scale.x(value), f"{100 * value:.0f} %") for value in scale.ticks],
        marks=[
            _mark(
                scale,
                number,
                _("people") if row["is_human"] else row["group"],
                (row["estimate"], row["low"], row["high"]),
                signed=False,
                look="people hollow" if row["is_human"] else "hollow",
            )
            for number, row in enumerate(rows)
        ],
    )


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, values: Iterable[float | None]) -> _Scale:
        """Span the values and zero, in steps that leave at most six of them."""
        known = [0.0, *(value for value in values if value is not None)]
        step = next(s for s in (0.1, 0.2, 0.5, 1.0) if (max(known) - min(known)) / s <= 5)
        low, high = math.floor(min(known) / step), math.ceil(max(known) / step)
        high = max(high, low + 1)
        ticks = tuple(round(step * number, 2) for number in range(low, high + 1))
        return cls(ticks[0], ticks[-1], ticks)

    def x(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def _mark(
    scale: _Scale,
    number: int,
    name: str,
    values: tuple[float | None, float | None, float | None],
    *,
    signed: bool,
    look: str,
) -> Mark:
    value, low, high = values
    written = "" if value is None else _signed(value) if signed else f"{100 * value:.0f} %"
    return Mark(
        y=TOP + ROW * number + 14,
        label=name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…",
        x=None if value is None else scale.x(value),
        low=None if low is None else scale.x(low),
        high=None if high is None else scale.x(high),
        number=written,
        look=look,
    )


def _signed(value: float) -> str:
    """Write a difference in points, as the table does."""
    written = f"{100 * value:+.0f}".replace("-", "−")
    return "0" if written in ("+0", "−0") else written


def _line(row: dict[str, Any], most: float) -> Line:
    points = [
        (round(10 + 22 * number, 1), round(66 - 52 * share / most, 1))
        for number, share in enumerate(row["shares"])
    ]
    path = " ".join(f"{'M' if not n else 'L'}{x},{y}" for n, (x, y) in enumerate(points))
    look = "people" if row["kind"] == "human" else "models"
    return Line(
        path, look, _("people") if look == "people" else _("models"), min(74.0, points[-1][1] + 4)
    )


def _moved(line: Line, by: float, other: Line) -> Line:
    if not by:
        return line
    return Line(line.path, line.look, line.label, min(80.0, other.y + by))


def _ending(shown: Sequence[dict[str, Any]]) -> str:
    """Say how much of it lies in the last fifth, and of how many texts."""
    parts = []
    for row in sorted(shown, key=lambda row: row["kind"] != "model"):
        said = _of_people if row["kind"] == "human" else _of_models
        parts.append(
            said(row["texts"]).format(
                share=f"{100 * row['ending']:.0f} %",
                level="95 %",
                n=row["texts"],
                low=f"{100 * row['ending_low']:.0f}",
                high=f"{100 * row['ending_high']:.0f}",
            )
        )
    return _("In the last fifth: {parts}.").format(parts="; ".join(parts))


def _of_people(texts: int) -> str:
    return ngettext(
        "{share} in {n} human text ({level} interval: {low} to {high})",
        "{share} in {n} human texts ({level} interval: {low} to {high})",
        texts,
    )


def _of_models(texts: int) -> str:
    return ngettext(
        "{share} in {n} model text ({level} interval: {low} to {high})",
        "{share} in {n} model texts ({level} interval: {low} to {high})",
        texts,
    )
