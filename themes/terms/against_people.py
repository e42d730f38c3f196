"""Candidate terms against human texts on the same prompts: all tested, the strongest shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from themes.evidence import Beat, nothing, observe
from themes.stats.evidence import families_p, margin_p, motif_evidence
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.matched import Strata, match
from themes.stats.multiplicity import ALPHA
from themes.stats.observations import Observation, cells_of, humans, models, not_leaking
from themes.stats.outcome import FEWEST_PROMPTS, Verdict
from themes.stats.resampling import SEED
from themes.stats.stratified import (
    RiskDifference,
    mantel_haenszel_difference,
    risk_difference,
)
from themes.stats.verdicts import judge_run
from themes.terms.counts import TermTable

SHOWN = 20
FEWEST_FAMILIES = 3
FEWEST_PROMPTS_WITH = 5
MOST_FROM_ONE_PROMPT = 0.3
MOST_FROM_ONE_FAMILY = 0.5
SHORT_QUANTILE = 0.1
# Monte Carlo tests of terms are made as fine as this many would ask for: fewer draws only make a
# p-value larger, and a term proposed from these texts cannot be claimed anyway.
RESOLVED_TERMS = 20


@dataclass(frozen=True)
class Rarefied:
    """The difference between equally long samples: P(the term is among L random words)."""

    words: int | None
    difference: float | None
    reason: str = ""


@dataclass(frozen=True)
class TestedTerm:
    """A term with its evidence, its verdict, and the difference with length taken out."""

    __test__ = False

    number: int
    evidence: MotifEvidence
    verdict: Verdict
    rarefied: Rarefied


@dataclass(frozen=True)
class TestedTerms:
    """The terms shown, and what became of the others."""

    shown: tuple[TestedTerm, ...]
    tested: int
    selected: int
    set_aside: int
    strata: int


def compare_terms(table: TermTable, *, noun: str, beat: Beat = nothing) -> TestedTerms:
    """Test every candidate term within prompt and keep the strongest.

    Whole evidence is computed of those whose difference may exceed the margin and of the largest
    differences. Of the others the p-value alone, for q is over all of them.
    """
    screened = []
    for number in range(len(table.terms)):
        screened.append(_screen(table, number))
        beat()
    whole = _worth_computing(screened)
    run = []
    for number, (difference, strata, p) in enumerate(screened):
        key = table.terms[number].lemma
        if number in whole:
            run.append(_evidence(table, number))
            beat()
        else:
            blank = motif_evidence([], key=key, unit="term")
            both = None if p is None else _whole_p(table, number, p)
            run.append(replace(blank, difference=difference, strata=strata, p=both))
            beat()
    verdicts = judge_run(run, noun=noun)
    ranked = sorted(whole, key=lambda number: _rank(run[number]))
    fit = [number for number in ranked if is_spread(_observations(table, number), run[number])]
    shown = tuple(
        TestedTerm(number, run[number], verdicts[number], _rarefied(table, number))
        for number in fit[:SHOWN]
    )
    return TestedTerms(
        shown=shown,
        tested=sum(item.p is not None for item in run),
        selected=verdicts[0].selected if verdicts else 0,
        set_aside=len(whole) - len(fit),
        strata=max((strata for _, strata, _ in screened), default=0),
    )


def prompts_with_both(table: TermTable) -> int:
    """Return how many prompts have texts of models and of people."""
    sides: dict[str, set[bool]] = defaultdict(set)
    for text in table.texts:
        if text.prompt:
            sides[text.prompt].add(text.is_human)
    return sum(len(kinds) == 2 for kinds in sides.values())


def is_spread(observations: Sequence[Observation], evidence: MotifEvidence) -> bool:
    """Say whether a term's hits come from several families and prompts, and from none too much.

    At least three families and five prompts have it, at most 30 % of the hits come from one
    prompt and 50 % from one family. Under eight prompts nothing is asked: they are too few.
    """
    if evidence.strata < FEWEST_PROMPTS:
        return True
    hits = [o for o in observations if o.kind == "model" and o.value and not o.prompt_leaks]
    families = Counter(o.family for o in hits if o.family_stated and o.family)
    prompts = Counter(o.prompt for o in hits if o.prompt)
    return (
        len(families) >= FEWEST_FAMILIES
        and len(prompts) >= FEWEST_PROMPTS_WITH
        and max(prompts.values()) <= MOST_FROM_ONE_PROMPT * len(hits)
        and max(families.values()) <= MOST_FROM_ONE_FAMILY * len(hits)
    )


def rarefied_presence(
    words: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], sample: int
) -> npt.NDArray[np.float64]:
    """Give the chance that a term is among L words drawn from each text without replacement.

    1 - C(N-k, L)/C(N, L) with N words, k of them the term, L = ``sample``; 1 where N - k < L and
    k > 0. Texts shorter than L are taken whole. Undefined for a text without words, which raises.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: a critique and alternative
    parameters. Ecology 52, 577-586.

    Examples
    --------
    >>> import numpy as np
    >>> rarefied_presence(np.array([10, 10]), np.array([1, 0]), 5).round(4).tolist()
    [0.5, 0.0]
    """
    if np.any(words < 1):
        raise ValueError("a text without words has no sample of them")
    n = words.astype(np.float64)
    k = np.minimum(counts, words).astype(np.float64)
    drawn = np.minimum(n, float(sample))
    left = n - k - drawn
    rest = np.where(left < 0, 0.0, left)
    log_none = gammaln(n - k + 1) - gammaln(rest + 1) - gammaln(n + 1) + gammaln(n - drawn + 1)
    return np.asarray(np.where(left < 0, 1.0, -np.expm1(np.minimum(log_none, 0.0))))


def _observations(table: TermTable, number: int) -> list[Observation]:
    return observe(table.texts, table.present(number), table.leaking[number])


def _screen(table: TermTable, number: int) -> tuple[RiskDifference, int, float | None]:
    cells = not_leaking(cells_of(_observations(table, number)))
    matched = match(models(cells), humans(cells))
    difference = risk_difference(matched, seed=SEED)
    prompts = len(matched.prompts)
    return difference, prompts, margin_p(difference, prompts=prompts)


def _whole_p(table: TermTable, number: int, p_margin: float) -> float | None:
    """Return the larger of two p-values, the first being above .05: coarse tests are enough."""
    p_families = families_p(cells_of(_observations(table, number)), resolve=ALPHA, seed=SEED)
    return None if p_families is None else max(p_margin, p_families)


def _worth_computing(screened: Sequence[tuple[RiskDifference, int, float | None]]) -> set[int]:
    passing = {n for n, (_, _, p) in enumerate(screened) if p is not None and p <= ALPHA}
    known = [n for n, (difference, _, _) in enumerate(screened) if difference.value is not None]
    strongest = sorted(known, key=lambda n: (-_lower(screened[n][0]), n))
    return passing | set(strongest[: 2 * SHOWN])


def _lower(difference: RiskDifference) -> float:
    if difference.low is not None:
        return difference.low
    return (difference.value or 0.0) - 2


def _rank(evidence: MotifEvidence) -> tuple[float, str]:
    return -_lower(evidence.difference), evidence.key


def _evidence(table: TermTable, number: int) -> MotifEvidence:
    term = table.terms[number]
    return motif_evidence(
        _observations(table, number),
        key=term.lemma,
        unit="term",
        basis="same_texts",
        tested=min(RESOLVED_TERMS, len(table.terms)),
        seed=SEED,
    )


def _rarefied(table: TermTable, number: int) -> Rarefied:
    """Compare equally long samples within prompt: a long text has more of any word."""
    human = np.array([text.is_human for text in table.texts])
    used = _counted_once(table, number) & (table.words > 0)
    lengths = [table.words[used & side] for side in (human, ~human)]
    if any(len(side) == 0 for side in lengths):
        return Rarefied(None, None, "no prompt has both model and human texts")
    shorter = min(lengths, key=lambda side: float(np.median(side)))
    sample = max(1, int(np.quantile(shorter, SHORT_QUANTILE)))
    chance = rarefied_presence(
        np.maximum(table.words, 1), table.counts[:, number].astype(np.int64), sample
    )
    rows = _prompt_rows(table, chance, used)
    if not rows:
        return Rarefied(None, None, "no prompt has both model and human texts")
    return Rarefied(sample, mantel_haenszel_difference(Strata.of(rows)))


def _counted_once(table: TermTable, number: int) -> npt.NDArray[np.bool_]:
    """Mark the texts on prompts that do not leak, equal bodies of one author once."""
    usable = np.zeros(len(table.texts), dtype=np.bool_)
    seen: set[tuple[str, str]] = set()
    for row in sorted(range(len(table.texts)), key=lambda row: table.texts[row].prompt or ""):
        text = table.texts[row]
        if text.prompt and text.prompt not in table.leaking[number]:
            usable[row] = (text.author_key, text.folded_sha256) not in seen
            seen.add((text.author_key, text.folded_sha256))
    return usable


def _prompt_rows(
    table: TermTable, chance: npt.NDArray[np.float64], used: npt.NDArray[np.bool_]
) -> list[tuple[float, float, float, float]]:
    """Sum author x prompt means per prompt, models beside people."""
    cells: dict[tuple[str, bool, str], list[float]] = defaultdict(list)
    for text, value, counts in zip(table.texts, chance, used, strict=True):
        if counts and text.prompt:
            cells[text.prompt, text.is_human, text.author_key].append(float(value))
    sums: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for (prompt, human, _), values in sorted(cells.items()):
        sums[prompt, human].append(sum(values) / len(values))
    both = sorted({p for p, human in sums if human} & {p for p, human in sums if not human})
    return [
        (
            min(sum(sums[p, False]), len(sums[p, False])),
            len(sums[p, False]),
            min(sum(sums[p, True]), len(sums[p, True])),
            len(sums[p, True]),
        )
        for p in both
    ]
