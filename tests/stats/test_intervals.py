import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from themes.stats.intervals import newcombe, normal_quantile, wilson

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611)]
)
def test_wilson_against_paper(hits: int, n: int, low: float, high: float) -> None:
    interval = wilson(hits / n, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@settings(deadline=None)
@given(counts, st.sampled_from([0.8, 0.95, 0.999]))
def test_wilson_against_scipy(count: tuple[int, int], level: float) -> None:
    hits, n = count
    expected = binomtest(hits, n).proportion_ci(level, method="wilson")
    interval = wilson(hits / n, n, level=level)
    assert interval.low == pytest.approx(expected.low, abs=1e-12)
    assert interval.high == pytest.approx(expected.high, abs=1e-12)


@settings(deadline=None)
@given(counts)
def test_wilson_symmetric(count: tuple[int, int]) -> None:
    hits, n = count
    one, other = wilson(hits / n, n), wilson(1 - hits / n, n)
    assert one.low == pytest.approx(1 - other.high, abs=1e-12)


@pytest.mark.parametrize(("rate", "n"), [(0.5, 0), (0.5, -1), (-0.1, 5), (1.1, 5)])
def test_wilson_undefined(rate: float, n: float) -> None:
    with pytest.raises(ValueError, match="needs a rate"):
        wilson(rate, n)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_quantile_undefined(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        normal_quantile(level)


def test_quantile_against_scipy() -> None:
    assert normal_quantile(0.9) == pytest.approx(norm.isf(0.05), rel=1e-12)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_against_paper(table: tuple[int, int, int, int], low: float, high: float) -> None:
    a, n1, c, n0 = table
    interval = newcombe(a / n1, n1, c / n0, n0)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@settings(deadline=None)
@given(counts, counts)
def test_newcombe_symmetric_and_within_bounds(one: tuple[int, int], two: tuple[int, int]) -> None:
    p1, p0 = one[0] / one[1], two[0] / two[1]
    interval = newcombe(p1, one[1], p0, two[1])
    turned = newcombe(p0, two[1], p1, one[1])
    assert -1 - 1e-12 <= interval.low <= p1 - p0 <= interval.high <= 1 + 1e-12
    assert interval.low == pytest.approx(-turned.high, abs=1e-12)
