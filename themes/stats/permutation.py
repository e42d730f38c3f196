"""Do models exceed people within prompt? The exact test, and how it is counted."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.stats import hypergeom

from themes.stats.matched import match, one_prompt_each
from themes.stats.observations import Cell, on_prompts, prompts_of
from themes.stats.resampling import SEED, Array

FINEST_GRID = 2520
MOST_WORK = 30_000_000
DRAWS_PER_RESOLVED = 10
CHUNK = 2_000_000
Values = Sequence[tuple[Array, Array]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationTest:
    """A one-sided p-value, how it was had, and why there is none or why it is 1.

    ``tie`` is the probability of exactly what was seen; ``strata`` and ``human_authors`` are
    those the test stands on.
    """

    p: float
    method: str
    tie: float = 0.0
    strata: int = 0
    human_authors: int = 0
    reason: str = ""


def stratified_permutation(
    values: Values, *, resolve: float = 0.001, seed: int = SEED
) -> PermutationTest:
    """Test whether models exceed people, by which of each prompt's values are the human ones.

    ``values`` lists, per prompt, the model authors' values and the human authors'. Under the null
    every choice of n0 of a prompt's n1 + n0 values is as likely as any other to be the human
    ones; with H the sum of the human values, p = P(H <= h seen). All values 0 or 1: H is a sum of
    hypergeometric variables, convolved (R's exact ``mantelhaen.test``). Values on a common grid
    (halves, thirds): exact likewise, by the distribution of a sum drawn without replacement.
    Otherwise p = (b + 1)/(B + 1) over B seeded permutations, enough of them to tell ``resolve``.
    p = 1, with the reason, where no prompt has both sides.

    References
    ----------
    Mehta, C. R., Patel, N. R. & Gray, R. (1985). Computing an exact confidence interval for the
    common odds ratio in several 2 x 2 contingency tables. Journal of the American Statistical
    Association 80, 969-973.
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, article 39.

    Examples
    --------
    >>> import numpy as np
    >>> one = (np.array([1.0, 1.0, 1.0]), np.array([0.0]))
    >>> test = stratified_permutation([one, one])
    >>> test.p, test.method
    (0.0625, 'exact')
    """
    if not values:
        return PermutationTest(
            p=1.0, method="none", reason="no person wrote on the prompts of these texts"
        )
    scale = _grid([side for pair in values for side in pair])
    if scale is None:
        return _by_draws(values, resolve, seed)
    whole = [tuple(np.rint(side * scale).astype(np.int64) for side in pair) for pair in values]
    informative = [(m, h) for m, h in whole if np.ptp(np.concatenate((m, h)))]
    if scale == 1:
        parts = _hypergeometrics(informative)
    elif _work(informative) > MOST_WORK:
        return _by_draws(values, resolve, seed)
    else:
        parts = [_sum_distribution(np.concatenate((m, h)), len(h)) for m, h in informative]
    seen = sum(int(h.sum()) for _, h in informative)
    distribution = np.ones(1)
    for part in sorted(parts, key=len):
        distribution = np.convolve(distribution, part)
    return PermutationTest(
        p=min(1.0, float(distribution[: seen + 1].sum())),
        tie=float(distribution[seen]),
        method="exact" if scale == 1 else f"exact, in steps of 1/{scale}",
        strata=len(values),
    )


def _grid(sides: Sequence[Array]) -> int | None:
    """Find the smallest whole number that makes every value whole, if a small one does."""
    distinct = np.unique(np.concatenate(sides))
    nearest = [Fraction(float(v)).limit_denominator(FINEST_GRID) for v in distinct]
    scale = math.lcm(*(fraction.denominator for fraction in nearest))
    off = max(abs(float(f) - float(v)) for f, v in zip(nearest, distinct, strict=True))
    return scale if scale <= FINEST_GRID and off < 1e-12 else None


def _hypergeometrics(strata: Sequence[tuple[npt.NDArray[np.int64], ...]]) -> list[Array]:
    """Give the distribution of each prompt's human hits, its numbers of hits and people kept."""
    if not strata:
        return []
    people = np.array([len(h) for _, h in strata])[:, None]
    total = np.array([len(m) + len(h) for m, h in strata])[:, None]
    hits = np.array([m.sum() + h.sum() for m, h in strata])[:, None]
    table = hypergeom.pmf(np.arange(people.max() + 1)[None, :], total, hits, people)
    return [row[: int(size) + 1] for row, size in zip(table, people[:, 0], strict=True)]


def _work(strata: Sequence[tuple[npt.NDArray[np.int64], ...]]) -> int:
    sums = [int(m.sum() + h.sum()) for m, h in strata]
    each = sum((len(m) + len(h)) * len(h) * s for (m, h), s in zip(strata, sums, strict=True))
    return each + sum(sums) ** 2 // 2


def _sum_distribution(values: npt.NDArray[np.int64], drawn: int) -> Array:
    """Give the distribution of the sum of some of these whole numbers, drawn without replacement.

    Goes through the values in turn: with j seen and i drawn, the next is drawn with probability
    (drawn - i)/(N - j).
    """
    if drawn == 1:
        return np.bincount(values) / len(values)
    taken = np.arange(drawn + 1)[:, None]
    table = np.zeros((drawn + 1, int(values.sum()) + 1))
    table[0, 0] = 1.0
    for seen, value in enumerate(values):
        chance = np.clip((drawn - taken) / (len(values) - seen), 0.0, 1.0)
        moved = table * chance
        table -= moved
        table[1:, value:] += moved[:-1, : table.shape[1] - value]
    return np.asarray(table[drawn])


def _by_draws(values: Values, resolve: float, seed: int) -> PermutationTest:
    draws = math.ceil(DRAWS_PER_RESOLVED / resolve) - 1
    generator = np.random.default_rng(seed)
    seen = sum(float(human.sum()) for _, human in values)
    sums = np.zeros(draws)
    for model, human in values:
        pool = np.concatenate((model, human))
        step = max(1, CHUNK // len(pool))
        for start in range(0, draws, step):
            size = min(step, draws - start)
            shuffled = generator.permuted(np.broadcast_to(pool, (size, len(pool))), axis=1)
            sums[start : start + size] += shuffled[:, : len(human)].sum(axis=1)
    extreme = int((sums <= seen + 1e-9).sum())
    return PermutationTest(
        p=(extreme + 1) / (draws + 1),
        tie=float((np.abs(sums - seen) <= 1e-9).mean()),
        method=f"Monte Carlo, {draws} permutations",
        strata=len(values),
    )


def exceedance_test(
    model_cells: Sequence[Cell],
    human_cells: Sequence[Cell],
    *,
    resolve: float = 0.001,
    seed: int = SEED,
) -> PermutationTest:
    """Test whether these models exceed people on the same prompts, authors being the units.

    Where a human author stands on several of the prompts, one of them is kept by a seeded lot
    first: an author's texts go together, and a test that takes them for independent rejects too
    often. Then ``stratified_permutation`` on the author x prompt values.

    References
    ----------
    Mehta, C. R., Patel, N. R. & Gray, R. (1985). Computing an exact confidence interval for the
    common odds ratio in several 2 x 2 contingency tables. Journal of the American Statistical
    Association 80, 969-973.

    Examples
    --------
    >>> exceedance_test([], []).p
    1.0
    """
    people = one_prompt_each(on_prompts(human_cells, prompts_of(model_cells)), seed=seed)
    matched = match(model_cells, people)
    if not matched.prompts:
        return stratified_permutation([])
    test = stratified_permutation(matched.values(), resolve=resolve, seed=seed)
    return PermutationTest(
        p=test.p,
        method=test.method,
        tie=test.tie,
        strata=test.strata,
        human_authors=matched.humans.authors,
    )
