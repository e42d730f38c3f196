"""Do model families differ from one another, more than single models do?"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from themes.stats.multiplicity import ALPHA, q_values
from themes.stats.observations import (
    Cell,
    Observation,
    cells_of,
    not_leaking,
    of_family,
    prompts_of,
)
from themes.stats.prevalence import FEWEST_SHARED_PROMPTS, GroupPrevalence, family_prevalence
from themes.stats.resampling import SEED, Array
from themes.stats.sentences import plural, points

MOST_LABELLINGS = 20_000
DRAWS_PER_RESOLVED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyDifferences:
    """How far one motif's families lie apart, and the test of whether that is chance.

    ``families`` are the estimates of ``family_prevalence``; ``spread`` is the highest less the
    lowest. The test stands on ``prompts``, and in each family on so many ``models``;
    ``models_left_out`` have too few of those prompts.
    """

    key: str
    label: str
    families: tuple[GroupPrevalence, ...] = ()
    models: tuple[int, ...] = ()
    models_left_out: int = 0
    prompts: int = 0
    spread: float | None = None
    highest: str = ""
    lowest: str = ""
    p: float | None = None
    method: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceVerdict:
    """Whether families differ, judged beside the ``tested`` motifs of the run."""

    key: str
    q: float | None
    tested: int
    selected: int
    differs: bool
    sentence: str


def family_differences(
    observations: Iterable[Observation],
    *,
    key: str,
    label: str = "",
    tested: int = 1,
    seed: int = SEED,
) -> FamilyDifferences:
    """Give the families' estimates of one motif, and test whether they differ.

    With y_mp the mean of model m's texts on prompt p, its score is the mean over its prompts of
    y_mp less the mean of y_p over the models there: prompts cancel, whichever a model answered.
    Counted are prompts, none leaking, that two models answered, and models with 8 of them. The
    unit is the model with all its prompts: models persist, and to exchange single texts would call
    every persistent model a difference of families. The p-value is ``labelling_p`` over the
    scores. Undefined, with the reason, under two families with such models and where each has one.

    References
    ----------
    Anderson, M. J. & ter Braak, C. J. F. (2003). Permutation tests for multi-factorial analysis of
    variance. Journal of Statistical Computation and Simulation 73, 85-113.

    Examples
    --------
    >>> family_differences([], key="echo").reason
    'under two stated model families: there is nothing to compare'
    """
    cells = cells_of(observations)
    stated = tuple(cell for cell in not_leaking(cells) if cell.stated and cell.prompt is not None)
    groups = tuple(group for group in family_prevalence(cells, seed=seed).families if group.stated)
    known = sorted((g.estimate, g.group) for g in groups if g.estimate is not None)
    used = _comparable(stated)
    scores = _scores(used)
    families = [[scores[name] for name in _models_of(used, group.group)] for group in groups]
    present = [family for family in families if family]
    reason = _no_test(len(known), present)
    test = None
    if not reason:
        test = labelling_p(present, resolve=ALPHA / max(1, tested), seed=seed)
    return FamilyDifferences(
        key=key,
        label=label or key,
        families=groups,
        models=tuple(len(family) for family in families),
        models_left_out=len({cell.author for cell in stated}) - len(scores),
        prompts=len(prompts_of(used)),
        spread=known[-1][0] - known[0][0] if len(known) > 1 else None,
        highest=known[-1][1] if known else "",
        lowest=known[0][1] if known else "",
        p=test[0] if test else None,
        method=test[1] if test else "",
        reason=reason,
    )


def labelling_p(
    scores: Sequence[Sequence[float]], *, resolve: float = 0.001, seed: int = SEED
) -> tuple[float, str]:
    """Test whether models of a family are more alike than models at large; say how.

    ``scores`` lists each family's models. With m_f models and the sum S_f in family f, the sum of
    squares between families is T = sum(S_f^2/m_f) less what no labelling changes; p = P(T >= the T
    seen) over all ways to give the models the families' labels, each family keeping its number.
    All of them where they are at most 20,000, else (b + 1)/(B + 1) over B seeded ones, enough to
    tell ``resolve``. 1 where every family has one model.

    References
    ----------
    Anderson, M. J. & ter Braak, C. J. F. (2003). Permutation tests for multi-factorial analysis of
    variance. Journal of Statistical Computation and Simulation 73, 85-113.
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, article 39.

    Examples
    --------
    >>> p, method = labelling_p([[0.9, 0.8, 0.9], [0.1, 0.2, 0.1]])
    >>> round(p, 4), method
    (0.1, 'exact, 20 labellings')
    """
    sizes = [len(family) for family in scores]
    pool = np.array([score for family in scores for score in family], dtype=np.float64)
    seen = _between(pool[None, :], sizes)[0]
    count = _labellings(sizes)
    if count <= MOST_LABELLINGS:
        every = np.array([pool[list(order)] for order in _orders(range(len(pool)), sizes)])
        return float((_between(every, sizes) >= seen - 1e-9).mean()), f"exact, {count} labellings"
    draws = math.ceil(DRAWS_PER_RESOLVED / resolve) - 1
    generator = np.random.default_rng(seed)
    drawn = generator.permuted(np.broadcast_to(pool, (draws, len(pool))), axis=1)
    extreme = int((_between(drawn, sizes) >= seen - 1e-9).sum())
    return (extreme + 1) / (draws + 1), f"Monte Carlo, {draws} labellings"


def judge_differences(
    found: Sequence[FamilyDifferences], *, alpha: float = ALPHA, noun: str = "text"
) -> tuple[DifferenceVerdict, ...]:
    """Judge all motifs of a run together: families differ where q is at most alpha.

    q is Benjamini and Hochberg's over every motif that has a p-value.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> judge_differences([family_differences([], key="echo")])[0].differs
    False
    """
    tested = [item.p for item in found if item.p is not None]
    left = iter(q_values(tested))
    q_of = [None if item.p is None else next(left) for item in found]
    selected = sum(q is not None and q <= alpha for q in q_of)
    return tuple(
        DifferenceVerdict(
            key=item.key,
            q=q,
            tested=len(tested),
            selected=selected,
            differs=q is not None and q <= alpha,
            sentence=_sentence(item, q, len(tested), plural(noun), alpha),
        )
        for item, q in zip(found, q_of, strict=True)
    )


def _comparable(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Keep the prompts that two models answered, and the models with enough of them."""
    kept = tuple(cells)
    while True:
        models = Counter(cell.prompt for cell in kept)
        shared = [cell for cell in kept if models[cell.prompt] > 1]
        prompts = Counter(cell.author for cell in shared)
        left = tuple(cell for cell in shared if prompts[cell.author] >= FEWEST_SHARED_PROMPTS)
        if len(left) == len(kept):
            return left
        kept = left


def _scores(cells: Sequence[Cell]) -> dict[str, float]:
    by_prompt: dict[str | None, list[float]] = defaultdict(list)
    for cell in cells:
        by_prompt[cell.prompt].append(cell.mean)
    means = {prompt: sum(values) / len(values) for prompt, values in by_prompt.items()}
    residuals: dict[str, list[float]] = defaultdict(list)
    for cell in cells:
        residuals[cell.author].append(cell.mean - means[cell.prompt])
    return {author: sum(values) / len(values) for author, values in residuals.items()}


def _models_of(cells: Sequence[Cell], family: str) -> list[str]:
    return sorted({cell.author for cell in of_family(cells, family)})


def _no_test(families: int, present: Sequence[Sequence[float]]) -> str:
    if families < 2:
        return "under two stated model families: there is nothing to compare"
    if len(present) < 2:
        return (
            f"under two families have a model with {FEWEST_SHARED_PROMPTS} prompts that another "
            "model answered"
        )
    if all(len(family) == 1 for family in present):
        return (
            "no family has two models on enough prompts: its habit cannot be told from that of "
            "its one model"
        )
    return ""


def _between(tables: Array, sizes: Sequence[int]) -> Array:
    edges = np.cumsum([0, *sizes[:-1]])
    return np.asarray((np.add.reduceat(tables, edges, axis=1) ** 2 / np.array(sizes)).sum(axis=1))


def _labellings(sizes: Sequence[int]) -> int:
    return math.factorial(sum(sizes)) // math.prod(math.factorial(size) for size in sizes)


def _orders(left: Iterable[int], sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield every way to fill the families, one after another, with these models."""
    rest = tuple(left)
    if len(sizes) == 1:
        yield rest
        return
    for chosen in combinations(rest, sizes[0]):
        for others in _orders((one for one in rest if one not in chosen), sizes[1:]):
            yield chosen + others


def _sentence(
    item: FamilyDifferences, q: float | None, tested: int, nouns: str, alpha: float
) -> str:
    if item.spread is None:
        return f"Whether families differ cannot be said: {item.reason}."
    seen = _seen(item, nouns)
    if item.p is None or q is None:
        return f"{seen}. Whether that is more than chance cannot be said: {item.reason}."
    among = f", among {tested} motifs q = {q:.2g}" if tested > 1 else ""
    if q <= alpha:
        return (
            f"Families differ. {seen}: models of one family are more alike than models at large "
            f"(p = {item.p:.2g}{among})."
        )
    return (
        f"Not shown that families differ more than single models do. {seen}; families made up of "
        f"these models at random lie as far apart with p = {item.p:.2g}{among}."
    )


def _seen(item: FamilyDifferences, nouns: str) -> str:
    known = {group.group: group for group in item.families}
    group = known[item.highest]
    where = f"On the {group.prompts} prompts that all families share"
    if group.scope == "own":
        where = "Each family on its own prompts"
    if not item.spread:
        return f"{where}, all have it alike"
    ends = " to ".join(_rate(known[name]) for name in (item.lowest, item.highest))
    return f"{where}, {nouns} with it run from {ends}"


def _rate(group: GroupPrevalence) -> str:
    limits = f"95 % interval: {points(group.low or 0)} to {points(group.high or 0)}"
    return f"{points(group.estimate or 0)} % in {group.group} ({limits})"
