"""The figure of words without a human baseline: every family's rate on one line for each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from themes.reports.drawing import LEFT, LONGEST_LABEL, RIGHT, TOP, Tick

ROW = 24


@dataclass(frozen=True)
class Dot:
    """A family's share of texts with the word."""

    x: float
    title: str
    look: str


@dataclass(frozen=True)
class StripRow:
    """One word: its families' dots, the span between them, and what general English would give."""

    y: float
    label: str
    dots: tuple[Dot, ...]
    low: float
    high: float
    english: float | None  # where its stroke begins, two units wide
    number: str


@dataclass(frozen=True)
class Strips:
    """Everything a template needs to draw the words of one list."""

    title: str
    height: float
    ticks: tuple[Tick, ...]
    rows: tuple[StripRow, ...]

    @property
    def foot(self) -> float:
        return self.height - 30

    @property
    def label_y(self) -> float:
        return self.height - 12


def strips_of(terms: Sequence[dict[str, Any]], *, title: str) -> Strips | None:
    """Draw a list of words, each with `groups` of family, estimate and limits."""
    rows = tuple(
        row for number, term in enumerate(terms) if (row := _row(number, term)) is not None
    )
    if not rows:
        return None
    return Strips(
        title=title,
        height=TOP + ROW * len(terms) + 44,
        ticks=tuple(Tick(_x(share / 4), f"{25 * share} %") for share in range(5)),
        rows=rows,
    )


def _row(number: int, term: dict[str, Any]) -> StripRow | None:
    known = [group for group in term["groups"] if group["estimate"] is not None]
    if not known:
        return None
    shares = [group["estimate"] for group in known]
    expected = [group["expected"] for group in known if group.get("expected") is not None]
    label = str(term["surfaces"][0])
    return StripRow(
        y=TOP + ROW * number + 14,
        label=label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…",
        dots=tuple(_dot(group, term) for group in known),
        low=_x(min(shares)),
        high=_x(max(shares)),
        english=_x(sum(expected) / len(expected)) - 1 if expected else None,
        number=_number(term),
    )


def _dot(group: dict[str, Any], term: dict[str, Any]) -> Dot:
    name = group["group"]
    ends = (term.get("highest"), term.get("lowest"))
    return Dot(
        x=_x(group["estimate"]),
        title=f"{name}: {100 * group['estimate']:.0f} %",
        look="end" if name in ends else "",
    )


def _number(term: dict[str, Any]) -> str:
    return f"{term['families_over']}/{term['families']}" if "families_over" in term else ""


def _x(share: float) -> float:
    return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT), 1)
