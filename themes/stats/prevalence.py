"""How often a motif occurs: per family, over families, for people, by author and elicitation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from themes.stats.intervals import LEVEL, Interval, wilson
from themes.stats.observations import (
    Cell,
    Kind,
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
from themes.stats.resampling import DRAWS, SEED, prompt_draws

FEWEST_SHARED_PROMPTS = 8
FEWEST_BOOTSTRAP_PROMPTS = 20
Scope = Literal["shared", "own"]
By = Literal["family", "elicitation", "author"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPrevalence:
    """One group's prevalence; ``n`` and ``k`` count the texts behind ``estimate``.

    ``n_all`` and ``k_all`` count every text of the group, those on leaking prompts and on prompts
    that the families do not share among them. ``scope`` says whether the prompts are those that
    the families share or the group's own.
    """

    group: str
    kind: Kind
    stated: bool
    n: int
    k: float
    n_all: int
    k_all: float
    authors: int
    prompts: int
    scope: Scope
    estimate: float | None
    low: float | None
    high: float | None
    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class WeightedRate:
    """A rate as the mean over prompts, and the effective number of units behind it."""

    estimate: float
    prompt_means: tuple[float, ...]
    effective_n: float


def weighted_rate(
    cells: Sequence[Cell], *, unit: Literal["text", "author"] = "text"
) -> WeightedRate:
    """Average texts within author x prompt, then authors, then prompts, each equally.

    With P prompts, A_p authors on prompt p and n_ap texts by author a there, a text weighs
    w = 1/(P A_p n_ap); the rate is sum(w y) and the effective number of units 1/sum(w^2), over
    texts, or over authors with their texts' weights added up. Texts without a prompt make one
    stratum together. Undefined without texts, which raises.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley (the effective number under unequal weights).

    Examples
    --------
    >>> from themes.stats.observations import Observation, cells_of
    >>> rows = [Observation(text=str(i), prompt=p, author=a, kind="model", value=v, body=str(i),
    ...                     family="aster")
    ...         for i, (p, a, v) in enumerate([("1", "x", 1), ("1", "x", 0), ("2", "x", 1)])]
    >>> rate = weighted_rate(cells_of(rows))
    >>> rate.estimate, round(rate.effective_n, 4)
    (0.75, 2.6667)
    """
    by_prompt: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_prompt[cell.prompt or ""].append(cell)
    if not by_prompt:
        raise ValueError("no text, no rate")
    means: list[float] = []
    squares, per_author = 0.0, defaultdict[str, float](float)
    for prompt in sorted(by_prompt):
        group = by_prompt[prompt]
        share = 1 / (len(by_prompt) * len(group))
        means.append(sum(cell.mean for cell in group) / len(group))
        for cell in group:
            squares += share * share / len(cell.values)
            per_author[cell.author] += share
    if unit == "author":
        squares = sum(weight * weight for _, weight in sorted(per_author.items()))
    return WeightedRate(min(1.0, sum(means) / len(means)), tuple(means), 1 / squares)


def mean_rate(rates: Sequence[WeightedRate]) -> WeightedRate:
    """Average families that share their prompts, equally.

    The rate is the mean of the families' rates, a text's weight its weight in its family / F, so
    the effective number is F^2 / sum(1/n_f). Undefined for families on different prompts (their
    prompt means cannot be paired), which raises.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley.

    Examples
    --------
    >>> mean_rate([WeightedRate(0.5, (0.0, 1.0), 2.0), WeightedRate(1.0, (1.0, 1.0), 2.0)])
    WeightedRate(estimate=0.75, prompt_means=(0.5, 1.0), effective_n=4.0)
    """
    size = len(rates)
    means = [sum(column) / size for column in zip(*(r.prompt_means for r in rates), strict=True)]
    effective = size * size / sum(1 / rate.effective_n for rate in rates)
    return WeightedRate(min(1.0, sum(r.estimate for r in rates) / size), tuple(means), effective)


def rate_interval(
    rate: WeightedRate, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> tuple[Interval, str]:
    """Give the wider of the prompt bootstrap and Wilson's interval, and say which it is.

    Wilson's at the rate with n = the effective number; the bootstrap resamples prompts and takes
    percentiles. Under 20 prompts Wilson's alone, and it speaks of these prompts only: so few say
    little about other prompts. (Of a rare motif the bootstrap alone covers far too seldom.)

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.

    Examples
    --------
    >>> interval, method = rate_interval(WeightedRate(0.0, (0.0,) * 20, 20.0))
    >>> round(interval.high, 4), method
    (0.1611, 'Wilson, n = 20')
    """
    score = wilson(rate.estimate, rate.effective_n, level=level)
    method = f"Wilson, n = {rate.effective_n:.4g}"
    prompts = len(rate.prompt_means)
    if prompts < FEWEST_BOOTSTRAP_PROMPTS:
        which = "this prompt only" if prompts == 1 else f"these {prompts} prompts only"
        return score, f"{method}, of {which}"
    means = prompt_draws(prompts, draws=draws, seed=seed) @ np.array(rate.prompt_means) / prompts
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    resampled = Interval(float(low), float(high))
    if resampled.width > score.width:
        return resampled, f"prompt bootstrap, {draws} draws"
    return score, method


def group_prevalence(
    cells: Sequence[Cell],
    *,
    group: str,
    kind: Kind,
    shared: frozenset[str] | None = None,
    stated: bool = True,
    seed: int = SEED,
) -> GroupPrevalence:
    """Give one group's prevalence on the shared prompts, or on its own where none are given.

    Leaking prompts are left out of the estimate. Texts without a prompt count only where the
    group has no others. Models weigh by text, people by author (``weighted_rate``). Undefined,
    with a reason, where no text is left.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> group_prevalence([], group="aster", kind="model").reason
    'no text'
    """
    used = _used_cells(cells, shared)
    rate = weighted_rate(used, unit="text" if kind == "model" else "author") if used else None
    return _as_group(
        rate, used, cells, group=group, kind=kind, stated=stated, shared=shared, seed=seed
    )


def _used_cells(cells: Sequence[Cell], shared: frozenset[str] | None) -> tuple[Cell, ...]:
    clean = not_leaking(cells)
    if shared is not None:
        return on_prompts(clean, shared)
    if any(cell.prompt is not None for cell in cells):
        return tuple(cell for cell in clean if cell.prompt is not None)
    return clean


def _as_group(
    rate: WeightedRate | None,
    used: Sequence[Cell],
    cells: Sequence[Cell],
    *,
    group: str,
    kind: Kind,
    stated: bool,
    shared: frozenset[str] | None,
    seed: int,
) -> GroupPrevalence:
    interval, method = rate_interval(rate, seed=seed) if rate else (None, "")
    return GroupPrevalence(
        group=group,
        kind=kind,
        stated=stated,
        n=text_count(used),
        k=hit_count(used),
        n_all=text_count(cells),
        k_all=hit_count(cells),
        authors=len({cell.author for cell in used}),
        prompts=len(prompts_of(used)),
        scope="own" if shared is None else "shared",
        estimate=rate.estimate if rate else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        method=method,
        reason=_reason(cells, used),
    )


def _reason(cells: Sequence[Cell], used: Sequence[Cell]) -> str:
    if not cells:
        return "no text"
    if not used:
        return "every prompt of these texts contains or implies it"
    return "no prompt is recorded for these texts" if not prompts_of(used) else ""


def shared_prompts(cells: Iterable[Cell]) -> frozenset[str]:
    """List the prompts, none of them leaking, on which every stated family has a text."""
    clean = not_leaking(cells)
    sets = [prompts_of(of_family(clean, family)) for family in stated_families(cells)]
    return frozenset.intersection(*sets) if sets else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPrevalence:
    """Every family, people, and the mean over families where they share enough prompts.

    ``shared_prompts`` names the prompts on which all stated families stand.
    """

    families: tuple[GroupPrevalence, ...]
    humans: GroupPrevalence | None
    mean: GroupPrevalence | None
    mean_reason: str
    shared_prompts: tuple[str, ...]


def family_prevalence(cells: Sequence[Cell], *, seed: int = SEED) -> FamilyPrevalence:
    """Give the prevalence in each family, among people, and over the families.

    Families are taken on the prompts that all stated families share; under 8 of those each stands
    on its own prompts, marked so, and there is no mean over families. The mean needs two stated
    families. A family nobody stated, and people, are taken on the shared prompts where they have
    texts on at least 8 of them, else on their own.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> family_prevalence([]).mean_reason
    'a mean over families needs two of them'
    """
    common = shared_prompts(cells)
    enough = common if len(common) >= FEWEST_SHARED_PROMPTS else None
    names = stated_families(cells)
    stated = [
        group_prevalence(of_family(cells, name), group=name, kind="model", shared=enough, seed=seed)
        for name in names
    ]
    unstated = [cell for cell in models(cells) if not cell.stated]
    others = [
        _on_most_shared(tuple(c for c in unstated if c.family == name), name, "model", enough, seed)
        for name in sorted({cell.family for cell in unstated})
    ]
    people = humans(cells)
    return FamilyPrevalence(
        families=(*stated, *others),
        humans=_on_most_shared(people, "human", "human", enough, seed) if people else None,
        mean=_mean(cells, names, enough, seed),
        mean_reason=_mean_reason(names, common),
        shared_prompts=tuple(sorted(common)),
    )


def _on_most_shared(
    cells: Sequence[Cell], group: str, kind: Kind, shared: frozenset[str] | None, seed: int
) -> GroupPrevalence:
    covered = shared is not None and len(prompts_of(cells) & shared) >= FEWEST_SHARED_PROMPTS
    return group_prevalence(
        cells,
        group=group,
        kind=kind,
        shared=shared if covered else None,
        stated=kind == "human",
        seed=seed,
    )


def _mean(
    cells: Sequence[Cell], names: Sequence[str], shared: frozenset[str] | None, seed: int
) -> GroupPrevalence | None:
    if shared is None or len(names) < 2:
        return None
    families = [on_prompts(not_leaking(of_family(cells, name)), shared) for name in names]
    rate = mean_rate([weighted_rate(family) for family in families])
    used = [cell for family in families for cell in family]
    stated = [cell for cell in cells if cell.stated]
    return _as_group(
        rate,
        used,
        stated,
        group="mean of families",
        kind="model",
        stated=True,
        shared=shared,
        seed=seed,
    )


def _mean_reason(names: Sequence[str], shared: frozenset[str]) -> str:
    if len(names) < 2:
        return "a mean over families needs two of them"
    if len(shared) < FEWEST_SHARED_PROMPTS:
        return (
            f"the families share {len(shared)} of the {FEWEST_SHARED_PROMPTS} prompts that a mean "
            "needs: each stands on its own prompts"
        )
    return ""


def prevalence_by(
    observations: Iterable[Observation], *, by: By, seed: int = SEED
) -> tuple[GroupPrevalence, ...]:
    """Give the prevalence in every group of a kind of group, people apart from models.

    By family as ``family_prevalence`` has it; by the prompt's elicitation, or by author, each
    group on its own prompts.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> prevalence_by([], by="author")
    ()
    """
    cells = cells_of(observations)
    if by == "family":
        result = family_prevalence(cells, seed=seed)
        extra = (result.mean, result.humans)
        return (*result.families, *(group for group in extra if group is not None))
    label: Callable[[Cell], str] = (
        (lambda cell: cell.elicitation) if by == "elicitation" else (lambda cell: cell.author)
    )
    groups: dict[tuple[Kind, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.kind, label(cell)].append(cell)
    return tuple(
        group_prevalence(
            group, group=name, kind=kind, stated=all(c.stated for c in models(group)), seed=seed
        )
        for (kind, name), group in sorted(groups.items(), key=lambda item: (item[0][1], item[0][0]))
    )
