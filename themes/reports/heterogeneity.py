"""Where the families differ in the motifs of a report, as data. Imported in tasks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from themes.evidence import motif_observations
from themes.readings import CodebookRead, public_key
from themes.records import group_record
from themes.scope import ScopeText
from themes.stats.heterogeneity import (
    DifferenceVerdict,
    FamilyDifferences,
    family_differences,
    judge_differences,
)
from themes.stats.resampling import SEED


def heterogeneity_rows(
    book: CodebookRead,
    texts: Sequence[ScopeText],
    prompts: Mapping[str, str],
    *,
    noun: str,
    many: bool,
) -> list[dict[str, Any]]:
    """Test a codebook's motifs as one run, those with the largest spread first."""
    found = [
        family_differences(
            seen,
            key=public_key(book.version, motif.key, many=many),
            label=motif.name,
            tested=len(book.motifs),
            seed=SEED,
        )
        for motif, seen in motif_observations(book, texts, prompts)
    ]
    pairs = zip(found, judge_differences(found, noun=noun), strict=True)
    rows = [_row(item, verdict) for item, verdict in pairs]
    return sorted(rows, key=lambda row: 0.0 if row["spread"] is None else -row["spread"])


def _row(item: FamilyDifferences, verdict: DifferenceVerdict) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.label,
        "unit": "motif",
        "test_prompts": item.prompts,
        "models_left_out": item.models_left_out,
        "spread": item.spread,
        "highest": item.highest,
        "lowest": item.lowest,
        "p": item.p,
        "q": verdict.q,
        "tested": verdict.tested,
        "selected": verdict.selected,
        "differs": verdict.differs,
        "method": item.method,
        "sentence": verdict.sentence,
        "undefined_reason": item.reason,
        "groups": [
            {**group_record(group), "models": models}
            for group, models in zip(item.families, item.models, strict=True)
        ],
    }
