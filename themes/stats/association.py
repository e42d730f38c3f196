"""Odds within prompt: their ratio, whether there is any association, whether it is even."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from themes.stats.intervals import LEVEL, normal_quantile
from themes.stats.matched import Strata
from themes.stats.resampling import Array

FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsRatio:
    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChiSquare:
    statistic: float | None
    df: int = 0
    p: float | None = None
    reason: str = ""


def odds_ratio(strata: Strata, *, level: float = LEVEL) -> OddsRatio:
    """Give the Mantel-Haenszel odds ratio with the Robins-Breslow-Greenland interval.

    With b = n1 - a and d = n0 - c: OR = R/S, R = sum(a d/N), S = sum(b c/N);
    var(log OR) = sum(P R)/2R^2 + sum(P S + Q R)/2RS + sum(Q S)/2S^2 with P = (a+d)/N, Q = (b+c)/N
    within stratum. 0 where only R is 0; undefined, with a reason, where S is: it is
    then infinite or 0/0. Neither has an interval.

    References
    ----------
    Robins, J., Breslow, N. & Greenland, S. (1986). Estimators of the Mantel-Haenszel variance
    consistent in both sparse data and large-strata limiting models. Biometrics 42, 311-323.

    Examples
    --------
    >>> result = odds_ratio(Strata.of([(3, 4, 1, 4), (3, 4, 2, 4)]))
    >>> round(result.value, 4)
    5.0
    """
    s = strata
    r_k, s_k = s.a * (s.n0 - s.c) / s.total, (s.n1 - s.a) * s.c / s.total
    r, t = float(r_k.sum()), float(s_k.sum())
    if r <= 0 or t <= 0:
        value = 0.0 if r <= 0 < t else None
        return OddsRatio(value=value, reason=_no_odds_ratio(r, t))
    p = (s.a + s.n0 - s.c) / s.total
    q = 1 - p
    variance = (
        (p * r_k).sum() / (2 * r * r)
        + (p * s_k + q * r_k).sum() / (2 * r * t)
        + (q * s_k).sum() / (2 * t * t)
    )
    half = normal_quantile(level) * math.sqrt(variance)
    return OddsRatio(
        value=r / t, low=math.exp(math.log(r / t) - half), high=math.exp(math.log(r / t) + half)
    )


def _no_odds_ratio(r: float, s: float) -> str:
    if r <= 0 and s <= 0:
        return "no prompt tells the two sides apart"
    return (
        "the odds ratio is infinite"
        if s <= 0
        else "the odds ratio is zero: its logarithm has no interval"
    )


def cochran_mantel_haenszel(strata: Strata, *, continuity: bool = False) -> ChiSquare:
    """Give the chi-square of no association within prompt, for screening.

    With m1 hits and m0 misses in a stratum: (sum(a - n1 m1/N))^2 / sum(n1 n0 m1 m0/(N^2(N-1))),
    1 degree of freedom; ``continuity`` takes a half off the absolute sum first, as R does.
    Halves among the values make it conservative. Undefined where no stratum has both hits and
    misses.

    References
    ----------
    Cochran, W. G. (1954). Some methods for strengthening the common chi-square tests. Biometrics
    10, 417-451.
    Mantel, N. & Haenszel, W. (1959). Statistical aspects of the analysis of data from
    retrospective studies of disease. Journal of the National Cancer Institute 22, 719-748.

    Examples
    --------
    >>> result = cochran_mantel_haenszel(Strata.of([(3, 4, 1, 4), (2, 4, 0, 4)]))
    >>> round(result.statistic, 4), round(result.p, 4)
    (4.0, 0.0455)
    """
    s = strata
    hits = s.a + s.c
    variance = float((s.n1 * s.n0 * hits * (s.total - hits) / (s.total**2 * (s.total - 1))).sum())
    if variance <= 0:
        return ChiSquare(statistic=None, reason="no prompt has both hits and misses")
    excess = abs(float((s.a - s.n1 * hits / s.total).sum()))
    if continuity:
        excess = max(0.0, excess - 0.5)
    statistic = excess**2 / variance
    return ChiSquare(statistic=statistic, df=1, p=float(chi2.sf(statistic, 1)))


def breslow_day(strata: Strata) -> ChiSquare:
    """Test, Breslow and Day's way with Tarone's correction, that the odds ratio is the same.

    Under the pooled odds ratio psi a stratum's expected a solves
    a (n0 - m1 + a) = psi (n1 - a)(m1 - a); V is the reciprocal of the sum of the reciprocals of
    its four expected cells. sum((a - E)^2/V) - (sum(a - E))^2/sum V, strata - 1 degrees of
    freedom. It speaks of the odds ratio only. Undefined with one stratum, without a finite odds
    ratio, and where any expected cell is under 5.

    References
    ----------
    Breslow, N. E. & Day, N. E. (1980). Statistical Methods in Cancer Research I. IARC.
    Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. Biometrika 72, 91-95.

    Examples
    --------
    >>> result = breslow_day(Strata.of([(30, 50, 20, 50), (25, 50, 25, 50)]))
    >>> result.df, round(result.p, 3)
    (1, 0.155)
    """
    pooled = odds_ratio(strata)
    if len(strata) < 2:
        return ChiSquare(statistic=None, reason="one prompt: nothing to compare")
    if not pooled.value:
        return ChiSquare(statistic=None, reason=pooled.reason)
    cells = _expected_cells(strata, pooled.value)
    if cells.min() < FEWEST_EXPECTED:
        return ChiSquare(
            statistic=None, reason=f"expected counts under {FEWEST_EXPECTED}: too few per prompt"
        )
    variance = 1 / (1 / cells).sum(axis=0)
    excess = strata.a - cells[0]
    statistic = float((excess**2 / variance).sum() - excess.sum() ** 2 / variance.sum())
    df = len(strata) - 1
    return ChiSquare(statistic=statistic, df=df, p=float(chi2.sf(statistic, df)))


def _expected_cells(s: Strata, ratio: float) -> Array:
    """Give the four cells of each stratum, its margins kept, under one odds ratio."""
    hits = s.a + s.c
    square, linear = 1 - ratio, s.n0 - hits + ratio * (s.n1 + hits)
    constant = -ratio * s.n1 * hits
    # the stable form of the quadratic's root, which also serves a ratio of 1
    a = -2 * constant / (linear + np.sqrt(linear**2 - 4 * square * constant))
    return np.stack([a, s.n1 - a, hits - a, s.n0 - hits + a])
