"""Judge all motifs of a run together: verdict, q, adjusted interval and sentence."""

from collections.abc import Sequence
from dataclasses import replace

from scipy.stats import t as student

from themes.stats.evidence import FEWEST_FAMILIES, lower_error
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.intervals import Interval, normal_quantile
from themes.stats.multiplicity import ALPHA, q_values, selected_level
from themes.stats.outcome import FEWEST_PROMPTS, Outcome, Verdict
from themes.stats.sentences import caveats_for, sentence_for
from themes.stats.stratified import RiskDifference


def judge_run(
    evidence: Sequence[MotifEvidence], *, alpha: float = ALPHA, noun: str = "text"
) -> tuple[Verdict, ...]:
    """Judge every motif and term of a run, in the order given.

    ``noun`` is what the sentences call a text ("story", "passage").

    Motifs and terms are two families of tests. Within each, q by Benjamini and Hochberg over
    every one that has a p-value, before any filter; selected are those with q at most alpha,
    whose intervals are shown at the level of ``selected_level``. A selected motif is claimed
    where it was frozen before these texts were read or holds on held-out prompts, else it is
    exploratory. No human text on the prompts, under 8 prompts or under 3 stated families: no
    claim, whatever p is.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.
    Benjamini, Y. & Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence
    intervals for selected parameters. Journal of the American Statistical Association 100, 71-81.

    Examples
    --------
    >>> from themes.stats.evidence import motif_evidence
    >>> [verdict.verdict for verdict in judge_run([motif_evidence([], key="echo")])]
    ['undefined']
    """
    keys = [(item.unit, item.key) for item in evidence]
    if len(set(keys)) != len(keys):
        raise ValueError("the same motif or term stands twice in one run")
    judged: dict[tuple[str, str], Verdict] = {}
    for unit in ("motif", "term"):
        family = [item for item in evidence if item.unit == unit]
        for item, verdict in zip(family, _judge_family(family, alpha), strict=True):
            judged[item.unit, item.key] = replace(
                verdict,
                sentence=sentence_for(item, verdict, noun=noun),
                caveats=caveats_for(item, verdict, noun=noun),
            )
    return tuple(judged[key] for key in keys)


def _judge_family(family: Sequence[MotifEvidence], alpha: float) -> list[Verdict]:
    tested = {item.key: item.p for item in family if item.p is not None}
    q_of = dict(zip(tested, q_values(list(tested.values())), strict=True))
    selected = sum(q <= alpha for q in q_of.values())
    level = selected_level(selected, len(tested), alpha=alpha)
    return [
        _judge(item, q_of.get(item.key), len(tested), selected, level, alpha) for item in family
    ]


def _judge(
    item: MotifEvidence,
    q: float | None,
    tested: int,
    selected: int,
    level: float | None,
    alpha: float,
) -> Verdict:
    outcome = _outcome(item, chosen=q is not None and q <= alpha)
    limits = None
    if outcome in ("claimed", "exploratory") and level is not None:
        limits = adjusted_interval(item.difference, prompts=item.strata, level=level)
    return Verdict(
        key=item.key,
        verdict=outcome,
        p=item.p,
        q=q,
        tested=tested,
        selected=selected,
        level=level if limits else None,
        low=limits.low if limits else None,
        high=limits.high if limits else None,
        undefined_reason=item.p_reason,
    )


def _outcome(item: MotifEvidence, *, chosen: bool) -> Outcome:
    if not item.prevalence.families:
        return "undefined"
    if item.strata == 0:
        return "undefined" if item.leaking_prompts_dropped else "no_baseline"
    if item.strata < FEWEST_PROMPTS or item.families_tested < FEWEST_FAMILIES:
        return "too_few"
    if item.p is None:
        return "undefined"
    if not chosen:
        return "not_shown"
    return "claimed" if item.basis in ("frozen", "held_out") else "exploratory"


def adjusted_interval(difference: RiskDifference, *, prompts: int, level: float) -> Interval | None:
    """Give the interval of a selected difference at its adjusted level.

    RD -+ t s.e. with t the quantile of Student's distribution with prompts - 1 degrees of
    freedom and s.e. on each side the distance to a 95 % limit / 1.96: below, to the lowest of the
    three intervals', above, to that of the widest. So the lower limit lies above the margin
    exactly where the test against it rejects at that level. Kept within -1 and 1. Undefined
    (None) where that interval is, or with one prompt.

    References
    ----------
    Benjamini, Y. & Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence
    intervals for selected parameters. Journal of the American Statistical Association 100, 71-81.

    Examples
    --------
    >>> shown = RiskDifference(value=0.22, low=0.17, high=0.27)
    >>> limits = adjusted_interval(shown, prompts=24, level=0.99)
    >>> round(limits.low, 3), round(limits.high, 3)
    (0.148, 0.292)
    """
    below = lower_error(difference)
    if below is None or difference.value is None or difference.high is None or prompts < 2:
        return None
    quantile = float(student.isf((1 - level) / 2, prompts - 1))
    above = (difference.high - difference.value) / normal_quantile(0.95)
    return Interval(
        max(-1.0, difference.value - quantile * below),
        min(1.0, difference.value + quantile * above),
    )
