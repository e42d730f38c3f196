"""Intervals for a rate and for a difference of two rates."""

import math
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import ndtri

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits, low first."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


@lru_cache(maxsize=256)
def normal_quantile(level: float) -> float:
    """Give z, the half-width in standard errors of a two-sided normal interval.

    z = Phi^-1(1 - (1 - level)/2). Undefined unless 0 < level < 1, which raises.

    References
    ----------
    Abramowitz, M. & Stegun, I. A. (1964). Handbook of Mathematical Functions, chapter 26.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1")
    return float(ndtri(1 - (1 - level) / 2))


def wilson(rate: float, n: float, *, level: float = LEVEL) -> Interval:
    """Give Wilson's score interval for a rate.

    With p the rate, n the number of independent units behind it (it may be an effective number
    and need not be whole) and z the normal quantile:
    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Limits lie within 0 and 1, and are
    0 or 1 exactly where p is. Undefined for n <= 0 or p outside 0..1, which raise.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> limits = wilson(81 / 263, 263)
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.2553, 0.3662)
    """
    if n <= 0 or not 0 <= rate <= 1:
        raise ValueError("Wilson's interval needs a rate within 0 and 1 and a positive n")
    z = normal_quantile(level)
    middle = rate + z * z / (2 * n)
    half = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if rate == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if rate == 1 else min(1.0, (middle + half) / scale)
    return Interval(low, high)


def newcombe(rate1: float, n1: float, rate0: float, n0: float, *, level: float = LEVEL) -> Interval:
    """Give Newcombe's hybrid score interval for a difference of two independent rates.

    With (l1, u1) and (l0, u0) Wilson's limits of p1 and p0 at the same level:
    low = p1 - p0 - sqrt((p1-l1)^2 + (u0-p0)^2), high = p1 - p0 + sqrt((u1-p1)^2 + (p0-l0)^2).
    Lies within -1 and 1. Undefined where Wilson's interval is.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890 (method 10).

    Examples
    --------
    >>> limits = newcombe(56 / 70, 70, 48 / 80, 80)
    >>> round(limits.low, 4), round(limits.high, 4)
    (0.0524, 0.3339)
    """
    one, none = wilson(rate1, n1, level=level), wilson(rate0, n0, level=level)
    difference = rate1 - rate0
    return Interval(
        difference - math.hypot(rate1 - one.low, none.high - rate0),
        difference + math.hypot(one.high - rate1, rate0 - none.low),
    )
