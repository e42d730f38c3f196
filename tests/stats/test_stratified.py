from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from tests.stats.cast import UCB_ADMISSIONS, matched_of, row, table
from themes.stats.association import breslow_day, cochran_mantel_haenszel, odds_ratio
from themes.stats.intervals import Interval, newcombe, wilson
from themes.stats.matched import Strata, match
from themes.stats.observations import Observation, cells_of, humans, models
from themes.stats.resampling import prompt_draws
from themes.stats.stratified import (
    Intervals,
    RiskDifference,
    _without_each_author,
    _without_each_text,
    bootstrap_interval,
    crude_difference,
    mantel_haenszel_difference,
    newcombe_interval,
    risk_difference,
    sato_interval,
)

UCB = Strata.of(UCB_ADMISSIONS)
CENTRES = [
    *((11, 36, 10, 37), (16, 20, 22, 32), (14, 19, 7, 19), (2, 16, 1, 17)),
    *((6, 17, 0, 12), (1, 11, 0, 10), (1, 5, 1, 9), (4, 6, 6, 7)),
]


def _hits_of(n: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, n).map(lambda hits: (hits, n))


side = st.integers(1, 12).flatmap(_hits_of)
strata = st.lists(st.tuples(side, side).map(lambda pair: (*pair[0], *pair[1])), min_size=1)


def test_difference_against_r() -> None:
    interval = sato_interval(UCB)
    assert interval is not None
    assert mantel_haenszel_difference(UCB) == pytest.approx(-0.0184, abs=5e-5)
    assert (round(interval.low, 4), round(interval.high, 4)) == (-0.0475, 0.0106)


def test_sato_interval_against_published_example() -> None:
    """Agresti's multi-centre trial of a cream, 8 centres."""
    interval = sato_interval(Strata.of(CENTRES))
    assert interval is not None
    assert mantel_haenszel_difference(Strata.of(CENTRES)) == pytest.approx(0.13, abs=5e-4)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0313, 0.2284)


def test_odds_ratio_against_r() -> None:
    result = odds_ratio(UCB)
    rounded = [round(value or 0, 4) for value in (result.value, result.low, result.high)]
    assert rounded == [0.9047, 0.7719, 1.0603]


def test_odds_ratio_of_one_table_is_woolfs() -> None:
    result = odds_ratio(Strata.of([(7, 19, 3, 14)]))
    spread = 1.959963985 * np.sqrt(1 / 7 + 1 / 12 + 1 / 3 + 1 / 11)
    assert result.value == pytest.approx(7 * 11 / (12 * 3))
    assert result.high == pytest.approx(7 * 11 / (12 * 3) * np.exp(spread))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(2, 4, 0, 3)], "infinite"),
        ([(0, 4, 0, 3), (2, 2, 2, 2)], "tells the two sides apart"),
    ],
)
def test_odds_ratio_undefined(rows: list[tuple[int, int, int, int]], reason: str) -> None:
    result = odds_ratio(Strata.of(rows))
    assert (result.value, result.low, result.high) == (None, None, None)
    assert reason in result.reason


def test_odds_ratio_is_zero_without_interval_when_no_model_has_it() -> None:
    strata = Strata.of([(0, 4, 1, 3)] * 3)
    result = odds_ratio(strata)
    assert (result.value, result.low, result.high) == (0.0, None, None)
    assert "zero" in result.reason
    assert breslow_day(strata).statistic is None


def test_lowest_limit_is_the_lowest_of_the_three_when_another_is_wider() -> None:
    shown = RiskDifference(
        value=0.2,
        low=0.1,
        high=0.4,
        widest="newcombe",
        intervals=Intervals(sato=Interval(0.08, 0.3), newcombe=Interval(0.1, 0.4)),
    )
    assert shown.lowest == 0.08
    assert RiskDifference(value=0.2, low=0.1, high=0.4).lowest == 0.1
    assert RiskDifference(value=0.2).lowest is None


def test_chi_square_against_r() -> None:
    result = cochran_mantel_haenszel(UCB, continuity=True)
    assert (round(result.statistic or 0, 4), round(result.p or 0, 4)) == (1.4269, 0.2323)


def test_chi_square_of_one_table_against_scipy() -> None:
    rows = np.array([[7, 12], [3, 11]])
    pearson = chi2_contingency(rows, correction=False).statistic
    ours = cochran_mantel_haenszel(Strata.of([(7, 19, 3, 14)])).statistic
    assert ours == pytest.approx(pearson * 32 / 33)


def test_chi_square_undefined() -> None:
    result = cochran_mantel_haenszel(Strata.of([(0, 4, 0, 3), (2, 2, 1, 1)]))
    assert result.statistic is None
    assert "hits and misses" in result.reason


def test_homogeneity_against_r() -> None:
    result = breslow_day(UCB)
    assert round(result.statistic or 0, 4) == 18.8255
    assert result.df == 5


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(30, 50, 20, 50)], "one prompt"),
        ([(30, 50, 20, 50), (0, 1, 1, 1)], "under 5"),
        ([(3, 50, 0, 50), (2, 9, 0, 9)], "infinite"),
    ],
)
def test_homogeneity_undefined(rows: list[tuple[int, int, int, int]], reason: str) -> None:
    result = breslow_day(Strata.of(rows))
    assert result.statistic is None
    assert reason in result.reason


def test_homogeneity_when_all_tables_are_alike() -> None:
    result = breslow_day(Strata.of([(30, 50, 20, 50)] * 4))
    assert result.statistic == pytest.approx(0, abs=1e-9)
    assert result.p == pytest.approx(1)


def test_crude_difference_when_prompts_mislead() -> None:
    """Both prompts are even, yet thrown together the model seems ahead (Simpson)."""
    uneven = Strata.of([(8, 10, 2, 2.5), (0.5, 2.5, 2, 10)])
    assert mantel_haenszel_difference(uneven) == pytest.approx(0)
    assert crude_difference(uneven) == pytest.approx(0.36)


def test_crude_difference_against_r() -> None:
    a, n1, c, n0 = (column.sum() for column in (UCB.a, UCB.n1, UCB.c, UCB.n0))
    assert round(a * (n0 - c) / ((n1 - a) * c), 3) == 1.841
    assert crude_difference(UCB) == pytest.approx(a / n1 - c / n0)
    assert crude_difference(Strata.of([])) is None


@settings(deadline=None)
@given(strata)
def test_difference_symmetric(rows: list[tuple[int, int, int, int]]) -> None:
    there, back = Strata.of(rows), Strata.of([(c, n0, a, n1) for a, n1, c, n0 in rows])
    absent = Strata.of([(n1 - a, n1, n0 - c, n0) for a, n1, c, n0 in rows])
    value = mantel_haenszel_difference(there)
    assert mantel_haenszel_difference(back) == pytest.approx(-value, abs=1e-12)
    assert mantel_haenszel_difference(absent) == pytest.approx(-value, abs=1e-12)
    one, other = sato_interval(there), sato_interval(back)
    if one is not None and other is not None:
        assert one.low == pytest.approx(-other.high, abs=1e-6)


@pytest.mark.parametrize("rows", [[(1, 0, 0, 1)], [(0, 1, 0, 0)], [(2, 1, 0, 1)], [(-1, 1, 0, 1)]])
def test_strata_refused_when_impossible(rows: list[tuple[int, int, int, int]]) -> None:
    with pytest.raises(ValueError, match=r"stratum|hits"):
        Strata.of(rows)


def test_bootstrap_against_plain_resampling() -> None:
    small = Strata.of(CENTRES)
    drawn = []
    for counts in prompt_draws(len(small), draws=400, seed=3):
        rows = [row for row, n in zip(CENTRES, counts, strict=True) for _ in range(int(n))]
        drawn.append(mantel_haenszel_difference(Strata.of(rows)))
    interval = bootstrap_interval(small, draws=400, seed=3)
    assert interval is not None
    assert [interval.low, interval.high] == pytest.approx(np.quantile(drawn, [0.025, 0.975]))


def test_bootstrap_undefined_with_one_prompt() -> None:
    assert bootstrap_interval(Strata.of([(3, 4, 1, 4)])) is None


def _uneven_texts() -> list[Observation]:
    rows = table({"aster": 0.5, "borealis": 0.4}, prompts=12, human_rate=0.3, seed=5)
    rows += [row("aster", f"p{i:03}", i % 2, copy=1) for i in range(0, 12, 3)]
    rows += [row(f"h{i % 4}", f"p{i:03}", 0.5 if i % 3 else 1, copy=2) for i in range(5, 12)]
    return rows


def test_jackknife_against_leaving_each_out() -> None:
    rows = _uneven_texts()
    matched = matched_of(rows)
    cells = cells_of(rows)
    one_text = []
    for cell in models(cells):
        for i in range(len(cell.values)):
            rest = [r for r in rows if r.text != f"{cell.author}/{cell.prompt}/{i}"]
            one_text.append(_weighted(rest, "model"))
    assert sorted(_without_each_text(matched)) == pytest.approx(sorted(one_text))
    people = {cell.author for cell in humans(cells)}
    one_author = [_weighted([r for r in rows if r.author != who], "human") for who in people]
    assert sorted(_without_each_author(matched)) == pytest.approx(sorted(one_author))


def _weighted(rows: list[Observation], kind: str) -> float:
    s = matched_of(rows).strata
    weight = s.n1 * s.n0 / s.total
    rate = s.a / s.n1 if kind == "model" else s.c / s.n0
    return float((weight * rate).sum() / weight.sum())


def _units(leave_one_out: list[float], rate: float, texts: int) -> float:
    out = np.array(leave_one_out)
    variance = ((out - out.mean()) ** 2).sum() * (len(out) - 1) / len(out)
    return min(float(rate * (1 - rate) / variance), texts)


@pytest.mark.parametrize("even", [False, True])
def test_newcombe_against_plain_jackknife(even: bool) -> None:
    """Where readings are tied the jackknife sees more units than texts: the texts are the most."""
    rows = _uneven_texts()
    if even:
        first = {rows[0].text, next(r.text for r in rows if r.kind == "human")}
        rows = [replace(r, value=1 if r.text in first else 0.5) for r in rows]
    matched = matched_of(rows)
    rate1, rate0 = _weighted(rows, "model"), _weighted(rows, "human")
    kinds = {kind: [r for r in rows if r.kind == kind] for kind in ("model", "human")}
    one = [_weighted([r for r in rows if r.text != t.text], "model") for t in kinds["model"]]
    people = sorted({r.author for r in kinds["human"]})
    two = [_weighted([r for r in rows if r.author != who], "human") for who in people]
    n1 = _units(one, rate1, len(kinds["model"]))
    n0 = _units(two, rate0, len(kinds["human"]))
    assert (n1 == len(kinds["model"])) == even
    found, expected = newcombe_interval(matched), newcombe(rate1, n1, rate0, n0)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_newcombe_on_weighted_rates_when_nobody_carries_it() -> None:
    """No hit at all: the width comes from 24 texts and 12 people."""
    rows = table({"aster": 0, "borealis": 0}, prompts=12, human_rate=0)
    interval = newcombe_interval(matched_of(rows))
    assert interval.low == pytest.approx(-wilson(0, 12).high)
    assert interval.high == pytest.approx(wilson(0, 24).high)


def test_widest_interval_is_the_widest() -> None:
    result = risk_difference(matched_of(_uneven_texts_by_many()))
    found = result.intervals
    widths = {
        name: interval.width
        for name in ("sato", "bootstrap", "newcombe")
        if (interval := getattr(found, name)) is not None
    }
    assert len(widths) == 3
    assert result.widest == max(widths, key=lambda name: widths[name])
    assert result.low is not None
    assert result.high is not None
    assert result.value is not None
    assert result.low < result.value < result.high


def _uneven_texts_by_many() -> list[Observation]:
    return table({"aster": 0.5, "borealis": 0.4}, prompts=12, human_rate=0.3, seed=5)


def test_no_interval_when_few_people_reuse_prompts() -> None:
    rows = table({"aster": 0.5}, prompts=12, people=lambda p: (f"h{p % 9}",))
    result = risk_difference(matched_of(rows))
    assert result.value is not None
    assert (result.low, result.high, result.widest) == (None, None, None)
    assert "9 people who wrote on several prompts" in result.reason
    ten = table({"aster": 0.5}, prompts=12, people=lambda p: (f"h{p % 10}",))
    assert risk_difference(matched_of(ten)).low is not None


def test_interval_given_when_few_people_have_one_prompt_each() -> None:
    rows = table({"aster": 0.5}, prompts=4)
    assert risk_difference(matched_of(rows)).low is not None


def test_difference_undefined_when_no_prompt_is_shared() -> None:
    rows = [row("aster", "p1", 1), row("h1", "p2", 0), row("h2", None, 0)]
    result = risk_difference(matched_of(rows))
    assert result.value is None
    assert result.reason == "no prompt has both model and human texts"
    assert match([], []).prompts == ()


def test_limits_kept_within_bounds_when_sato_leaves_them() -> None:
    rows = [row("aster", "p1", 1), row("h1", "p1", 0)]
    result = risk_difference(matched_of(rows))
    assert result.value == 1
    assert result.high == 1
    assert result.low is not None
    assert result.low >= -1
