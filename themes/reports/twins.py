"""A report as data: its JSON with the frozen bytes inside, and its rows for a CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from themes.models import Report

COLUMNS = (
    *("unit", "key", "name", "verdict", "group", "kind", "stated", "n", "k", "estimate"),
    *("low", "high", "method", "undefined_reason", "risk_difference", "difference_low"),
    *("difference_high", "p", "p_adjusted", "q", "exceeds", "expected", "list"),
)


def envelope(report: Report) -> dict[str, Any]:
    """Return what is said of a report beside its frozen content."""
    return {
        "id": str(report.pk),
        "title": report.title,
        "study": report.study_id,
        "collection": str(report.collection_id) if report.collection_id else None,
        "interim": report.interim,
        "period_start": _date(report.period_start),
        "period_end": _date(report.period_end),
        "requested_at": _date(report.requested_at),
        "built_at": _date(report.built_at),
        "snapshot": report.snapshot,
        "codebook_version": report.codebook_version_id,
        "previous": str(report.previous_id) if report.previous_id else None,
    }


def json_text(report: Report) -> str:
    """Return the report as JSON; what stands under `content` is byte for byte as it was frozen."""
    head = json.dumps(envelope(report), ensure_ascii=False, separators=(",", ":"))
    return f'{head[:-1]},"content":{report.content}}}'


def csv_text(report: Report) -> Iterator[str]:
    """Yield one line for each motif or term and group."""
    writer = csv.DictWriter(_Echo(), COLUMNS, restval="")
    yield str(writer.writerow(dict(zip(COLUMNS, COLUMNS, strict=True))))
    for row in _rows(json.loads(report.content)):
        yield str(writer.writerow({name: _cell(row.get(name)) for name in COLUMNS}))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _rows(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    terms = content["terms"]
    for item in content.get("heterogeneity", []):  # reports of before it was computed have none
        yield _between_families(item)
    for item in (*content["motifs"], *terms["terms"]):
        yield from _judged(item)
    for name in ("overused", "differing"):
        for item in terms.get(name, []):
            for group in item["groups"]:
                yield {**group, "unit": "term", "key": item["key"], "name": item["name"],
                       "verdict": "no_baseline", "list": name}  # fmt: skip


def _between_families(item: dict[str, Any]) -> dict[str, Any]:
    """Return the spread and its test; the families' rates stand in the motif's own rows."""
    told = ("unit", "key", "name", "p", "q", "method", "undefined_reason")
    return {
        **{name: item[name] for name in told},
        "list": "heterogeneity",
        "group": "highest less lowest",
        "kind": "comparison",
        "estimate": item["spread"],
    }


def _judged(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    families = {row["family"]: row for row in item["families"]}
    about = {name: item[name] for name in ("unit", "key", "name", "verdict")}
    for group in item["groups"]:
        own = families.get(group["group"]) if group["kind"] == "model" and group["stated"] else None
        yield {**group, **about, **(_difference(own) if own else {})}
    pooled = item["comparison"]
    yield {
        **about,
        **_difference(pooled),
        "group": "all models",
        "kind": "comparison",
        "method": pooled["method"],
        "undefined_reason": pooled["undefined_reason"],
    }


def _difference(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "risk_difference": row["risk_difference"],
        "difference_low": row["low"],
        "difference_high": row["high"],
        "p": row["p"],
        "p_adjusted": row.get("p_adjusted"),
        "q": row.get("q"),
        "exceeds": row.get("exceeds"),
    }


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _date(value: Any) -> str | None:
    return value.isoformat() if value else None
