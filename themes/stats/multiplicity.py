"""Many families and many motifs: what may be said of some when all were looked at."""

from collections.abc import Sequence

from scipy.stats import false_discovery_control

ALPHA = 0.05


def partial_conjunction(p_values: Sequence[float]) -> tuple[float, ...]:
    """Give, for each u, the p-value of "fewer than u of these families exceed".

    With p_(1) <= ... <= p_(F): p^{u/F} = min(1, (F - u + 1) p_(u)), then the running maximum over
    u, so that evidence for more families is never stronger than for fewer. Bonferroni's form: it
    holds although the families share their human controls. No families give an empty answer.

    References
    ----------
    Benjamini, Y. & Heller, R. (2008). Screening for partial conjunction hypotheses.
    Biometrics 64, 1215-1222.

    Examples
    --------
    >>> [round(p, 3) for p in partial_conjunction([0.0004, 0.003, 0.012, 0.02, 0.3])]
    [0.002, 0.012, 0.036, 0.04, 0.3]
    """
    combined: list[float] = []
    highest = 0.0
    for rank, p_value in enumerate(sorted(p_values)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_value))
        combined.append(highest)
    return tuple(combined)


def families_exceeding(p_values: Sequence[float], *, alpha: float = ALPHA) -> int:
    """Count the families that can be said to exceed: the largest u whose p is at most alpha.

    "At least u families exceed" is then wrong with probability at most alpha, whatever u turns
    out to be; 0 says that it cannot be said of any.

    References
    ----------
    Benjamini, Y. & Heller, R. (2008). Screening for partial conjunction hypotheses.
    Biometrics 64, 1215-1222.

    Examples
    --------
    >>> families_exceeding([0.0004, 0.003, 0.012, 0.02, 0.3])
    4
    """
    return sum(p_value <= alpha for p_value in partial_conjunction(p_values))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Give Holm's adjusted p-values, in the order given: which families exceed, not how many.

    With p_(1) <= ... <= p_(F): the running maximum of min(1, (F - i + 1) p_(i)). Those at most
    alpha can all be named with probability at most alpha that any of them is wrong, however the
    tests depend; they are as many as ``families_exceeding`` counts. No p-values give an empty
    answer.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.

    Examples
    --------
    >>> [round(p, 3) for p in holm([0.04, 0.01, 0.02])]
    [0.04, 0.03, 0.04]
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = dict(zip(order, partial_conjunction(p_values), strict=True))
    return tuple(adjusted[index] for index in range(len(p_values)))


def q_values(p_values: Sequence[float]) -> tuple[float, ...]:
    """Give Benjamini and Hochberg's adjusted p-values, in the order given.

    With p_(1) <= ... <= p_(m): q_(i) = min over j >= i of m p_(j) / j, at most 1. To select those
    with q <= .05 keeps the expected share of false ones among the selected at .05. No p-values
    give an empty answer.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> [round(q, 3) for q in q_values([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    if not p_values:
        return ()
    return tuple(float(q) for q in false_discovery_control(list(p_values), method="bh"))


def selected_level(selected: int, tested: int, *, alpha: float = ALPHA) -> float | None:
    """Give the two-sided level at which the intervals of the selected are shown.

    level = 1 - 2 alpha R/m with R selected of m tested: each side misses with alpha R/m, so the
    expected share of selected lower limits that lie above their truth stays at alpha. Undefined
    (None) where nothing is selected: there is then no interval to adjust.

    References
    ----------
    Benjamini, Y. & Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence
    intervals for selected parameters. Journal of the American Statistical Association 100, 71-81.

    Examples
    --------
    >>> round(selected_level(3, 60), 4)
    0.995
    """
    if not 0 <= selected <= tested:
        raise ValueError("as many as were tested can be selected, and no more")
    return 1 - 2 * alpha * selected / tested if selected else None
