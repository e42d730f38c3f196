"""What one motif's observations show, before it is judged beside the others of its run."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from scipy.stats import t as student

from themes.stats.association import breslow_day, odds_ratio
from themes.stats.evidence_shapes import (
    Basis,
    ElicitationEvidence,
    FamilyEvidence,
    MotifEvidence,
    PooledEvidence,
    Recurrence,
    ThreeDifferences,
    Unit,
)
from themes.stats.intervals import normal_quantile
from themes.stats.matched import Matched, match
from themes.stats.multiplicity import ALPHA, families_exceeding, holm, partial_conjunction
from themes.stats.observations import (
    Cell,
    Observation,
    cells_of,
    hit_count,
    humans,
    models,
    not_leaking,
    of_family,
    on_prompts,
    prompts_of,
    stated_families,
    text_count,
)
from themes.stats.permutation import exceedance_test
from themes.stats.prevalence import (
    family_prevalence,
    group_prevalence,
)
from themes.stats.resampling import SEED
from themes.stats.stratified import (
    RiskDifference,
    crude_difference,
    mantel_haenszel_difference,
    risk_difference,
)

MARGIN = 0.05
FEWEST_FAMILIES = 3


def margin_p(difference: RiskDifference, *, prompts: int, margin: float = MARGIN) -> float | None:
    """Give the one-sided p-value of "the difference is no more than the margin".

    T = (RD - margin)/s.e. against Student's t with prompts - 1 degrees of freedom, s.e. =
    (RD - low)/1.96 with the lowest of the lower 95 % limits. Undefined (None) without an interval
    or with one prompt.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> shown = RiskDifference(value=0.22, low=0.17, high=0.27)
    >>> margin_p(shown, prompts=24) < 0.00001
    True
    """
    error = lower_error(difference)
    if error is None or difference.value is None or prompts < 2:
        return None
    return float(student.sf((difference.value - margin) / error, prompts - 1))


def lower_error(difference: RiskDifference) -> float | None:
    """Give the standard error that the lowest lower limit of the 95 % intervals implies.

    s.e. = (RD - low)/z, z the normal quantile at 95 %: the widest interval need not reach lowest,
    and a test against a margin below must not gain by that. Undefined (None) without an interval or
    where it has no width.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> round(lower_error(RiskDifference(value=0.2, low=0.004, high=0.3)), 4)
    0.1
    """
    low = difference.lowest
    if difference.value is None or low is None or low >= difference.value:
        return None
    return (difference.value - low) / normal_quantile(0.95)


def families_p(
    cells: Sequence[Cell],
    *,
    at_least: int | None = None,
    resolve: float = 0.001,
    seed: int = SEED,
) -> float | None:
    """Give the p-value of "fewer than so many families exceed people", and nothing else of it.

    p^{u/F} = the running maximum of (F - u + 1) p_(u) over the families' one-sided p-values, u =
    ``at_least`` (``families_asked`` of them if left out). Undefined (None) where no prompt has both
    sides, under three stated families or under u of them.

    References
    ----------
    Benjamini, Y. & Heller, R. (2008). Screening for partial conjunction hypotheses.
    Biometrics 64, 1215-1222.

    Examples
    --------
    >>> families_p([]) is None
    True
    """
    clean = not_leaking(cells)
    people, names = humans(clean), stated_families(cells)
    asked = families_asked(len(names)) if at_least is None else at_least
    if not prompts_of(people) & prompts_of(models(clean)):
        return None
    tests = [
        exceedance_test(of_family(clean, name), people, resolve=resolve, seed=seed).p
        for name in names
    ]
    return _conjoined(tests, asked)


def families_asked(families: int) -> int:
    """Say of how many families a claim must hold unless told otherwise.

    u = max(3, ceil(F/2)): at least half of them, and three.

    References
    ----------
    Benjamini, Y. & Heller, R. (2008). Screening for partial conjunction hypotheses.
    Biometrics 64, 1215-1222.

    Examples
    --------
    >>> families_asked(4), families_asked(9)
    (3, 5)
    """
    return max(FEWEST_FAMILIES, -(-families // 2))


def motif_evidence(
    observations: Iterable[Observation],
    *,
    key: str,
    label: str = "",
    unit: Unit = "motif",
    basis: Basis = "same_texts",
    margin: float = MARGIN,
    at_least: int | None = None,
    tested: int = 1,
    prompts_searched: bool = True,
    seed: int = SEED,
) -> MotifEvidence:
    """Compute one motif's evidence: prevalence, difference from people, families that exceed.

    ``tested`` is how many motifs or terms the run tests (Monte Carlo tests draw enough for it),
    ``at_least`` the number of families asked for (default half of them and three). ``basis``
    says what the motif stood on before these texts were read; it only bounds the verdict.
    ``prompts_searched`` is false where no pattern told which prompts leak; it only bounds what is
    said of them.
    p = max(p of the partial conjunction at ``at_least``, p of difference > margin). Undefined,
    with a reason, where no prompt has both sides, with one prompt, under three stated families
    and where the difference has no interval.

    References
    ----------
    Benjamini, Y. & Heller, R. (2008). Screening for partial conjunction hypotheses.
    Biometrics 64, 1215-1222.
    Sato, T. (1989). On the variance estimator for the Mantel-Haenszel risk difference.
    Biometrics 45, 1323-1324.

    Examples
    --------
    >>> motif_evidence([], key="echo").p_reason
    'no prompt has both model and human texts'
    """
    rows = list(observations)
    cells = cells_of(rows)
    matched = match(models(not_leaking(cells)), humans(not_leaking(cells)))
    pooled = _pooled(cells, matched, seed=seed)
    asked = families_asked(len(stated_families(cells))) if at_least is None else at_least
    recurrence = _recurrence(
        cells, matched, pooled.difference, asked=asked, tested=tested, margin=margin, seed=seed
    )
    return MotifEvidence(
        key=key,
        label=label or key,
        unit=unit,
        basis=basis,
        margin=margin,
        seed=seed,
        texts=len(rows),
        duplicates_dropped=len(rows) - text_count(cells),
        prevalence=family_prevalence(cells, seed=seed),
        elicitations=_elicitations(cells, seed=seed),
        prompts_searched=prompts_searched,
        **_values(pooled),
        **_values(recurrence),
    )


def _values(part: PooledEvidence | Recurrence) -> dict[str, Any]:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _pooled(cells: Sequence[Cell], matched: Matched, *, seed: int) -> PooledEvidence:
    everywhere = match(models(cells), humans(cells))
    difference = risk_difference(matched, seed=seed)
    used_models = on_prompts(models(cells), frozenset(matched.prompts))
    return PooledEvidence(
        difference=difference,
        three=_three(everywhere, difference),
        odds_ratio=odds_ratio(matched.strata),
        homogeneity=breslow_day(matched.strata),
        prompt_differences=_prompt_differences(matched),
        strata=len(matched.prompts),
        leaking_prompts_dropped=len(everywhere.prompts) - len(matched.prompts),
        model_texts=matched.models.texts,
        human_texts=matched.humans.texts,
        human_authors=matched.humans.authors,
        unstated_texts=text_count(cell for cell in used_models if not cell.stated),
    )


def _recurrence(
    cells: Sequence[Cell],
    matched: Matched,
    difference: RiskDifference,
    *,
    asked: int,
    tested: int,
    margin: float,
    seed: int,
) -> Recurrence:
    names = stated_families(cells)
    # Monte Carlo draws enough to tell a p-value that the smallest of all would be compared with.
    resolve = ALPHA / (max(1, tested) * max(1, len(names) - asked + 1))
    families = _adjusted(_family(cells, name, resolve=resolve, seed=seed) for name in names)
    tests = [family.test.p for family in families]
    p_families = _conjoined(tests, asked) if matched.prompts else None
    p_margin = margin_p(difference, prompts=len(matched.prompts), margin=margin)
    p = None if p_families is None or p_margin is None else max(p_families, p_margin)
    return Recurrence(
        families=families,
        families_tested=len(names),
        families_exceeding=_exceeding(families) if matched.prompts else None,
        families_asked=asked,
        p_families=p_families,
        p_margin=p_margin,
        p=p,
        p_reason="" if p is not None else _no_p(difference, matched, len(names), asked),
    )


def _adjusted(families: Iterable[FamilyEvidence]) -> tuple[FamilyEvidence, ...]:
    found = tuple(families)
    adjusted = holm([family.test.p for family in found])
    return tuple(replace(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True))


def _family(cells: Sequence[Cell], name: str, *, resolve: float, seed: int) -> FamilyEvidence:
    mine = of_family(not_leaking(cells), name)
    people = humans(not_leaking(cells))
    matched = match(mine, people)
    used = on_prompts(mine, prompts_of(people))
    test = exceedance_test(mine, people, resolve=resolve, seed=seed)
    return FamilyEvidence(
        family=name,
        texts=text_count(used),
        k=hit_count(used),
        human_texts=matched.humans.texts,
        prompts=len(matched.prompts),
        difference=risk_difference(matched, seed=seed),
        test=test,
        one_prompt_each=matched.humans.reuses_prompts,
        p_adjusted=test.p,
    )


def _conjoined(p_values: Sequence[float], asked: int) -> float | None:
    if len(p_values) < FEWEST_FAMILIES or asked > len(p_values) or asked < 1:
        return None
    return partial_conjunction(p_values)[asked - 1]


def _exceeding(families: Sequence[FamilyEvidence]) -> int:
    return families_exceeding([family.test.p for family in families])


def _no_p(difference: RiskDifference, matched: Matched, families: int, asked: int) -> str:
    if difference.reason:
        return difference.reason
    if families < FEWEST_FAMILIES:
        return f"{families} stated model families: a cross-model claim needs {FEWEST_FAMILIES}"
    if asked > families:
        return f"{asked} families were asked for and there are {families}"
    if len(matched.prompts) < 2:
        return "one prompt: how prompts differ cannot be told"
    return "the interval has no width"


def _three(everywhere: Matched, difference: RiskDifference) -> ThreeDifferences:
    return ThreeDifferences(
        crude=crude_difference(everywhere.strata),
        stratified=mantel_haenszel_difference(everywhere.strata) if everywhere.prompts else None,
        without_leaking=difference.value,
    )


def _prompt_differences(matched: Matched) -> tuple[float, ...]:
    s = matched.strata
    return tuple(float(value) for value in s.a / s.n1 - s.c / s.n0)


def _elicitations(cells: Sequence[Cell], *, seed: int) -> tuple[ElicitationEvidence, ...]:
    found = []
    for name in sorted({cell.elicitation for cell in cells if cell.prompt is not None}):
        part = tuple(c for c in cells if c.elicitation == name and c.prompt is not None)
        clean = not_leaking(part)
        found.append(
            ElicitationEvidence(
                elicitation=name,
                models=group_prevalence(models(part), group=name, kind="model", seed=seed),
                humans=group_prevalence(humans(part), group=name, kind="human", seed=seed),
                difference=risk_difference(match(models(clean), humans(clean)), seed=seed),
            )
        )
    return tuple(found)
