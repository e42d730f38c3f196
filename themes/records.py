"""Evidence and verdicts as plain data: what figures answer and reports keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from themes.stats.evidence_shapes import FamilyEvidence, MotifEvidence
from themes.stats.multiplicity import ALPHA
from themes.stats.outcome import Verdict
from themes.stats.prevalence import GroupPrevalence
from themes.stats.sentences import is_within_margin
from themes.stats.stratified import Intervals, RiskDifference

WORD = "the word, not the motif"
INTERVALS = ("sato", "bootstrap", "newcombe")


def motif_record(evidence: MotifEvidence, verdict: Verdict) -> dict[str, Any]:
    """Return everything that is told of one motif or term."""
    return {
        "key": evidence.key,
        "name": evidence.label,
        "unit": evidence.unit,
        "counts": WORD if evidence.unit == "term" else "the motif, as readers tagged it",
        "basis": evidence.basis,
        "texts": evidence.texts,
        "verdict": verdict.verdict,
        "sentence": verdict.sentence,
        "caveats": list(verdict.caveats),
        "groups": groups_of(evidence),
        "mean_reason": evidence.prevalence.mean_reason,
        "shared_prompts": len(evidence.prevalence.shared_prompts),
        "comparison": comparison_record(evidence, verdict),
        "families": [family_record(family) for family in evidence.families],
        "elicitations": [
            {
                "elicitation": part.elicitation,
                "models": group_record(part.models),
                "humans": group_record(part.humans),
                **difference_record(part.difference),
            }
            for part in evidence.elicitations
        ],
    }


def groups_of(evidence: MotifEvidence) -> list[dict[str, Any]]:
    """Return the families, the mean over them where there is one, and people."""
    found: Iterable[GroupPrevalence | None] = (
        *evidence.prevalence.families,
        evidence.prevalence.mean,
        evidence.prevalence.humans,
    )
    return [group_record(group) for group in found if group is not None]


def group_record(group: GroupPrevalence) -> dict[str, Any]:
    """Return one group's prevalence."""
    return {
        "group": group.group,
        "kind": group.kind,
        "stated": group.stated,
        "n": group.n,
        "k": group.k,
        "n_all": group.n_all,
        "k_all": group.k_all,
        "authors": group.authors,
        "prompts": group.prompts,
        "prompts_are": group.scope,
        "estimate": group.estimate,
        "low": group.low,
        "high": group.high,
        "method": group.method,
        "undefined_reason": group.reason,
    }


def comparison_record(evidence: MotifEvidence, verdict: Verdict) -> dict[str, Any]:
    """Return the comparison with human texts on the same prompts."""
    return {
        **difference_record(evidence.difference),
        "margin": evidence.margin,
        "p": evidence.p,
        "p_families": evidence.p_families,
        "p_margin": evidence.p_margin,
        "q": verdict.q,
        "tested": verdict.tested,
        "selected": verdict.selected,
        "adjusted": {"level": verdict.level, "low": verdict.low, "high": verdict.high},
        "families_exceeding": evidence.families_exceeding,
        "families_tested": evidence.families_tested,
        "families_asked": evidence.families_asked,
        "strata": evidence.strata,
        "leaking_prompts_dropped": evidence.leaking_prompts_dropped,
        "prompts_searched": evidence.prompts_searched,
        "within_margin": is_within_margin(evidence),
        "crude": evidence.three.crude,
        "stratified": evidence.three.stratified,
        "without_leaking": evidence.three.without_leaking,
        "model_texts": evidence.model_texts,
        "human_texts": evidence.human_texts,
        "human_authors": evidence.human_authors,
        "unstated_texts": evidence.unstated_texts,
        "odds_ratio": {
            "value": evidence.odds_ratio.value,
            "low": evidence.odds_ratio.low,
            "high": evidence.odds_ratio.high,
            "undefined_reason": evidence.odds_ratio.reason,
        },
        "verdict": verdict.verdict,
        "sentence": verdict.sentence,
        "undefined_reason": verdict.undefined_reason,
    }


def difference_record(difference: RiskDifference) -> dict[str, Any]:
    """Return a difference with its widest interval, and all three."""
    return {
        "risk_difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "method": f"widest of three: {difference.widest}" if difference.widest else "",
        "intervals": _intervals(difference.intervals),
        "no_interval_reason": difference.reason,
    }


def family_record(family: FamilyEvidence) -> dict[str, Any]:
    """Return one family against the people on its prompts.

    It exceeds them where p says so adjusted for the number of families: as many do as are counted.
    """
    return {
        "family": family.family,
        "texts": family.texts,
        "k": family.k,
        "human_texts": family.human_texts,
        "prompts": family.prompts,
        **difference_record(family.difference),
        "p": family.test.p if family.prompts else None,
        "p_adjusted": family.p_adjusted if family.prompts else None,
        "test": family.test.method,
        "test_prompts": family.test.strata,
        "test_people": family.test.human_authors,
        "one_prompt_each": family.one_prompt_each,
        "undefined_reason": family.test.reason,
        "exceeds": bool(family.prompts) and family.p_adjusted <= ALPHA,
    }


def _intervals(intervals: Intervals) -> dict[str, Any]:
    found = ((name, getattr(intervals, name)) for name in INTERVALS)
    return {name: limits and {"low": limits.low, "high": limits.high} for name, limits in found}
