"""What has changed from one report to the next."""

from __future__ import annotations

from typing import Any

COUNTED = ("texts", "human_texts", "people", "prompts", "prompts_with_both")
COMPARED = ("risk_difference", "low", "high", "families_exceeding", "families_tested", "strata")


def compare_reports(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the counts, motifs and terms of two reports side by side, where they differ."""
    return {
        "same_snapshot": before["snapshot"] == after["snapshot"],
        "codebooks": _pair(_versions(before), _versions(after)),
        "counts": {
            name: _pair(before["counts"][name], after["counts"][name])
            for name in COUNTED
            if before["counts"][name] != after["counts"][name]
        },
        "motifs": _items(before["motifs"], after["motifs"]),
        "terms": _items(before["terms"]["terms"], after["terms"]["terms"]),
    }


def _items(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    old = {item["key"]: item for item in before}
    new = {item["key"]: item for item in after}
    changed = []
    for key in sorted(old.keys() | new.keys()):
        pair = _pair(_of(old.get(key)), _of(new.get(key)))
        if pair["before"] != pair["after"]:
            name = (new.get(key) or old[key])["name"]
            changed.append({"key": key, "name": name, **pair})
    return changed


def _of(item: dict[str, Any] | None) -> dict[str, Any] | None:
    if item is None:
        return None
    comparison = item["comparison"]
    return {"verdict": item["verdict"], **{name: comparison[name] for name in COMPARED}}


def _versions(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": book["name"], "number": book["number"]} for book in content["codebooks"]]


def _pair(before: Any, after: Any) -> dict[str, Any]:
    return {"before": before, "after": after}
