"""Differences of rates within prompt, and three intervals for them."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from themes.stats.intervals import LEVEL, Interval, newcombe, normal_quantile
from themes.stats.matched import Index, Matched, Strata
from themes.stats.resampling import DRAWS, SEED, Array, prompt_draws

FEWEST_REUSING_AUTHORS = 10
Method = Literal["sato", "bootstrap", "newcombe"]


@dataclass(frozen=True, slots=True)
class Intervals:
    """The three intervals of a risk difference; one that is undefined is left out."""

    sato: Interval | None = None
    bootstrap: Interval | None = None
    newcombe: Interval | None = None

    def known(self) -> list[tuple[Method, Interval]]:
        found: list[tuple[Method, Interval | None]] = [
            ("sato", self.sato),
            ("bootstrap", self.bootstrap),
            ("newcombe", self.newcombe),
        ]
        return [(name, interval) for name, interval in found if interval is not None]

    def widest(self) -> tuple[Method, Interval] | None:
        known = self.known()
        return max(known, key=lambda item: item[1].width) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDifference:
    """A within-prompt difference of rates, with its widest interval or why there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    widest: Method | None = None
    intervals: Intervals = Intervals()
    reason: str = ""

    @property
    def lowest(self) -> float | None:
        """Return the lowest of the lower limits; the widest interval's need not be that."""
        if self.low is None:
            return None
        limits = [interval.low for _, interval in self.intervals.known()]
        return max(-1.0, min(self.low, *limits)) if limits else self.low

    @property
    def highest(self) -> float | None:
        """Return the highest of the upper limits; the widest interval's need not be that."""
        if self.high is None:
            return None
        limits = [interval.high for _, interval in self.intervals.known()]
        return min(1.0, max(self.high, *limits)) if limits else self.high


def mantel_haenszel_difference(strata: Strata) -> float:
    """Give the Mantel-Haenszel risk difference, model minus human.

    Per prompt a model hits of n1, c human hits of n0, N = n1 + n0:
    RD = sum((a n0 - c n1)/N) / sum(n1 n0/N). A share, from -1 to 1. Undefined without a stratum,
    which raises.

    References
    ----------
    Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from
    retrospective studies of disease. Journal of the National Cancer Institute 22, 719-748.

    Examples
    --------
    >>> mantel_haenszel_difference(Strata.of([(3, 4, 1, 4), (2, 4, 0, 4)]))
    0.5
    """
    if not len(strata):
        raise ValueError("no prompt has texts of both sides")
    numerator, weight = _difference_terms(strata)
    return float(numerator.sum() / weight.sum())


def _difference_terms(s: Strata) -> tuple[Array, Array]:
    return (s.a * s.n0 - s.c * s.n1) / s.total, s.n1 * s.n0 / s.total


def sato_interval(strata: Strata, *, level: float = LEVEL) -> Interval | None:
    """Give the interval of the risk difference by Sato's variance.

    var = (RD sum P + sum Q) / (sum n1 n0/N)^2 with
    P = (n1^2 c - n0^2 a + n1 n0 (n0 - n1)/2)/N^2 and Q = (a(n0-c) + c(n1-a))/2N; RD +- z sqrt(var).
    It holds for few large and for many small strata alike. Limits may lie beyond -1 and 1.
    Undefined (None) where the variance comes out negative.

    References
    ----------
    Sato, T. (1989). On the variance estimator for the Mantel-Haenszel risk difference.
    Biometrics 45, 1323-1324.

    Examples
    --------
    >>> limits = sato_interval(Strata.of([(3, 4, 1, 4), (2, 4, 0, 4)]))
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.1126, 0.8874)
    """
    s, difference = strata, mantel_haenszel_difference(strata)
    p = (s.n1**2 * s.c - s.n0**2 * s.a + s.n1 * s.n0 * (s.n0 - s.n1) / 2) / s.total**2
    q = (s.a * (s.n0 - s.c) + s.c * (s.n1 - s.a)) / (2 * s.total)
    variance = (difference * p.sum() + q.sum()) / (s.n1 * s.n0 / s.total).sum() ** 2
    if variance < 0:
        return None
    half = normal_quantile(level) * math.sqrt(variance)
    return Interval(difference - half, difference + half)


def bootstrap_interval(
    strata: Strata, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> Interval | None:
    """Give the percentile interval of the risk difference over resampled prompts.

    In each draw as many prompts as there are, with replacement, all texts of a drawn prompt kept.
    Undefined (None) with one prompt: every draw is then that prompt.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.

    Examples
    --------
    >>> bootstrap_interval(Strata.of([(3, 4, 1, 4), (3, 4, 1, 4)]))
    Interval(low=0.5, high=0.5)
    """
    if len(strata) < 2:
        return None
    numerator, weight = _difference_terms(strata)
    counts = prompt_draws(len(strata), draws=draws, seed=seed)
    tail = (1 - level) / 2
    low, high = np.quantile((counts @ numerator) / (counts @ weight), [tail, 1 - tail])
    return Interval(float(low), float(high))


def newcombe_interval(matched: Matched, *, level: float = LEVEL) -> Interval:
    """Give Newcombe's hybrid interval on the two Mantel-Haenszel-weighted rates.

    p1 = sum(w a/n1)/sum(w), p0 = sum(w c/n0)/sum(w), w = n1 n0/N, so that p1 - p0 is the risk
    difference. Each rate's effective number is p(1-p)/v with v its jackknife variance, leaving
    out one text at a time of the models and one author at a time of the humans; it is at most
    the number of texts, and, where the rate is 0 or 1 or v cannot be had, the number of what is
    left out (texts of models, authors of humans).

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890 (method 10).
    Efron, B. (1982). The Jackknife, the Bootstrap and Other Resampling Plans. SIAM.

    Examples
    --------
    >>> from themes.stats.matched import match
    >>> from themes.stats.observations import Observation, cells_of, humans, models
    >>> cells = cells_of(
    ...     Observation(text=f"{a}{p}", prompt=p, author=a, kind=k, value=v, body=f"{a}{p}")
    ...     for p in "12345" for a, k, v in [("m", "model", 1), (f"h{p}", "human", 0)])
    >>> limits = newcombe_interval(match(models(cells), humans(cells)))
    >>> round(limits.low, 4), limits.high
    (0.3855, 1.0)
    """
    s = matched.strata
    weight = s.n1 * s.n0 / s.total
    rate1 = float((weight * s.a / s.n1).sum() / weight.sum())
    rate0 = float((weight * s.c / s.n0).sum() / weight.sum())
    models, people = matched.models, matched.humans
    n1 = _effective(rate1, _without_each_text(matched), units=models.texts, texts=models.texts)
    n0 = _effective(rate0, _without_each_author(matched), units=people.authors, texts=people.texts)
    return newcombe(_share(rate1), n1, _share(rate0), n0, level=level)


def _share(rate: float) -> float:
    """Put a share that rounding errors carried past 0 or 1 back on it."""
    return min(1.0, max(0.0, rate if 1e-12 < rate < 1 - 1e-12 else round(rate)))


def _effective(rate: float, leave_one_out: Array, *, units: int, texts: int) -> float:
    defined = len(leave_one_out)
    if _share(rate) in (0.0, 1.0) or defined < 2:
        return float(units)
    spread = ((leave_one_out - leave_one_out.mean()) ** 2).sum()
    variance = float(spread * (defined - 1) / defined)
    if variance <= rate * (1 - rate) / texts:
        return float(texts)
    return rate * (1 - rate) / variance


def _without_each_text(matched: Matched) -> Array:
    side, s = matched.models, matched.strata
    cell = side.text_cell
    stratum, size, mean = side.stratum[cell], side.size[cell], side.mean[cell]
    alone = size == 1
    shrunk = (size * mean - side.text_value) / np.where(alone, 1, size - 1)
    hits = s.a[stratum] - mean + np.where(alone, 0, shrunk)
    values = s.n1[stratum] - alone
    return _rate_without(
        (s.a, s.n1, s.n0), np.arange(side.texts), stratum, hits=hits, values=values
    )


def _without_each_author(matched: Matched) -> Array:
    side, s = matched.humans, matched.strata
    hits, values = s.c[side.stratum] - side.mean, s.n0[side.stratum] - 1
    return _rate_without((s.c, s.n0, s.n1), side.author, side.stratum, hits=hits, values=values)


def _rate_without(
    strata: tuple[Array, Array, Array], unit: Index, stratum: Index, *, hits: Array, values: Array
) -> Array:
    """Give the weighted rate without each unit, whose strata then have these hits and values."""
    own, size, other = strata
    whole = size * other / (size + other)
    weight = np.where(values > 0, values * other[stratum] / (values + other[stratum]), 0.0)
    term = np.where(values > 0, weight * hits / np.where(values > 0, values, 1), 0.0)
    terms = (whole * own / size).sum() + np.bincount(
        unit, weights=term - (whole * own / size)[stratum]
    )
    weights = whole.sum() + np.bincount(unit, weights=weight - whole[stratum])
    defined = weights > 1e-12 * whole.sum()
    return np.asarray(terms[defined] / weights[defined])


def risk_difference(
    matched: Matched, *, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> RiskDifference:
    """Give the risk difference with its three intervals and the widest of them.

    The widest stands because each alone covers too seldom where a motif is rare and a prompt has
    one human text. Its limits are kept within -1 and 1. Undefined where no prompt has texts of
    both sides; without interval where fewer than 10 human authors stand on several prompts each:
    their texts are then not independent, and they are too few to tell how far.

    References
    ----------
    Sato, T. (1989). On the variance estimator for the Mantel-Haenszel risk difference.
    Biometrics 45, 1323-1324.
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890 (method 10).

    Examples
    --------
    >>> from themes.stats.matched import match
    >>> risk_difference(match([], [])).reason
    'no prompt has both model and human texts'
    """
    if not len(matched.strata):
        return RiskDifference(value=None, reason="no prompt has both model and human texts")
    value = mantel_haenszel_difference(matched.strata)
    authors = matched.humans.authors
    if matched.humans.reuses_prompts and authors < FEWEST_REUSING_AUTHORS:
        return RiskDifference(value=value, reason=_too_few_authors(authors))
    intervals = Intervals(
        sato=sato_interval(matched.strata, level=level),
        bootstrap=bootstrap_interval(matched.strata, level=level, draws=draws, seed=seed),
        newcombe=newcombe_interval(matched, level=level),
    )
    widest = intervals.widest()
    if widest is None:  # Newcombe's always has limits
        raise ArithmeticError("no interval")
    name, limits = widest
    return RiskDifference(
        value=value,
        low=max(-1.0, limits.low),
        high=min(1.0, limits.high),
        widest=name,
        intervals=intervals,
    )


def _too_few_authors(authors: int) -> str:
    who = "one person who wrote" if authors == 1 else f"{authors} people who wrote"
    return (
        f"the human texts are by {who} on several prompts; "
        f"under {FEWEST_REUSING_AUTHORS} such authors no interval holds"
    )


def crude_difference(strata: Strata) -> float | None:
    """Give the difference of the two rates with the prompts thrown together.

    sum(a)/sum(n1) - sum(c)/sum(n0), over the prompts that have both. It mixes the effect with
    which prompts which side wrote on, and is shown only to be compared with the stratified one.
    Undefined (None) without a stratum.

    References
    ----------
    Simpson, E. H. (1951). The interpretation of interaction in contingency tables. Journal of the
    Royal Statistical Society B 13, 238-241.

    Examples
    --------
    >>> crude_difference(Strata.of([(3, 4, 1, 4), (2, 4, 0, 4)]))
    0.5
    """
    if not len(strata):
        return None
    return float(strata.a.sum() / strata.n1.sum() - strata.c.sum() / strata.n0.sum())
