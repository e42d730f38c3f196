import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from tests.stats.cast import row, table
from themes.stats.matched import one_prompt_each
from themes.stats.observations import cells_of, humans, models
from themes.stats.permutation import PermutationTest, exceedance_test, stratified_permutation

Pairs = list[tuple[list[float], list[float]]]

half = st.sampled_from([0.0, 0.5, 1.0])
small = st.lists(
    st.tuples(st.lists(half, min_size=1, max_size=4), st.lists(half, min_size=1, max_size=2)),
    min_size=1,
    max_size=3,
)


def permuted(pairs: Pairs, *, resolve: float = 0.001) -> PermutationTest:
    arrays = [(np.array(m, dtype=float), np.array(h, dtype=float)) for m, h in pairs]
    return stratified_permutation(arrays, resolve=resolve)


def enumerated(pairs: Pairs) -> float:
    """Go through every way of choosing the human values."""
    sums = [[sum(chosen) for chosen in combinations(m + h, len(h))] for m, h in pairs]
    seen = sum(sum(h) for _, h in pairs)
    totals = [sum(way) for way in product(*sums)]
    return sum(total <= seen + 1e-9 for total in totals) / len(totals)


@settings(deadline=None)
@given(small)
def test_exact_test_against_enumeration(pairs: Pairs) -> None:
    test = permuted(pairs)
    assert test.method.startswith("exact")
    assert test.p == pytest.approx(enumerated(pairs))


def test_exact_test_against_fisher() -> None:
    pairs = [([1.0] * 8 + [0.0] * 3, [1.0] * 2 + [0.0] * 7)]
    expected = fisher_exact([[8, 3], [2, 7]], alternative="greater").pvalue
    assert permuted(pairs).p == pytest.approx(expected)


def test_exact_test_against_r() -> None:
    """The rabbits of `mantelhaen.test`, exact and one-sided: p = .020."""
    rabbits = [(0, 6, 0, 5), (3, 6, 0, 6), (6, 6, 2, 6), (5, 6, 6, 6), (2, 2, 5, 5)]
    pairs = [
        ([1.0] * a + [0.0] * (n1 - a), [1.0] * c + [0.0] * (n0 - c)) for a, n1, c, n0 in rabbits
    ]
    assert round(permuted(pairs).p, 3) == 0.020


def test_thirds_are_exact_when_a_model_was_sampled_three_times() -> None:
    pairs = [([1 / 3, 2 / 3, 1.0], [1 / 3]), ([0.0, 2 / 3], [0.0])] * 2
    test = permuted(pairs)
    assert test.method == "exact, in steps of 1/3"
    assert test.p == pytest.approx(enumerated(pairs))


def test_draws_when_values_have_no_common_grid() -> None:
    pairs = [([math.pi / 4, 0.3, 1.0, 0.9], [0.1 / math.e]), ([0.5, 1.0], [math.pi / 5])] * 2
    test = permuted(pairs)
    assert test.method == "Monte Carlo, 9999 permutations"
    assert test.p == pytest.approx(enumerated(pairs), abs=4 * math.sqrt(0.25 / 9999))
    assert test == permuted(pairs)


def test_draws_are_enough_for_what_they_must_resolve() -> None:
    pairs = [([0.9, 1.0 / math.e], [0.0])] * 2
    assert permuted(pairs, resolve=0.05 / 40).method == "Monte Carlo, 7999 permutations"


def test_draws_never_give_zero() -> None:
    pairs = [([1 - 0.1 / math.pi] * 9, [0.0])] * 12
    assert permuted(pairs, resolve=0.01).p == pytest.approx(1 / 1000)


@settings(deadline=None)
@given(small)
def test_reversed_sides_share_out_the_probability(pairs: Pairs) -> None:
    """What is no more than seen and what is no less than seen overlap in the tie."""
    test = permuted(pairs)
    turned = permuted([([1 - v for v in m], [1 - v for v in h]) for m, h in pairs])
    assert test.p + turned.p - test.tie == pytest.approx(1)


def test_nothing_to_learn_when_a_prompt_is_all_alike() -> None:
    assert permuted([([1.0, 1.0], [1.0])]).p == 1
    more = permuted([([1.0, 1.0], [1.0]), ([1.0, 1.0, 1.0], [0.0])])
    assert more.p == pytest.approx(0.25)


def test_undefined_without_people() -> None:
    test = exceedance_test(models(cells_of([row("aster", "p1", 1)])), [])
    assert test.p == 1
    assert "no person wrote" in test.reason


def test_one_prompt_kept_of_each_person_who_reuses_them() -> None:
    rows = table({"aster": 0.6}, prompts=10, people=lambda p: ("h1", "h2", "h3"))
    kept = one_prompt_each(humans(cells_of(rows)))
    assert [cell.author for cell in kept] == ["h1", "h2", "h3"]
    assert kept == one_prompt_each(humans(cells_of(rows[::-1]))[::-1])
    others = {one_prompt_each(humans(cells_of(rows)), seed=seed) for seed in range(20)}
    assert len(others) > 5
    test = exceedance_test(models(cells_of(rows)), humans(cells_of(rows)))
    assert test.human_authors == 3
    assert test.strata <= 3


def test_nothing_dropped_when_each_person_has_one_prompt() -> None:
    rows = table({"aster": 0.6}, prompts=10)
    test = exceedance_test(models(cells_of(rows)), humans(cells_of(rows)))
    assert (test.strata, test.human_authors) == (10, 10)


def test_large_strata_stay_exact_and_quick() -> None:
    rng = np.random.default_rng(2)
    pairs = [
        (list(rng.integers(0, 2, 400).astype(float)), list(rng.integers(0, 2, 300).astype(float)))
        for _ in range(20)
    ]
    test = permuted(pairs)
    assert test.method == "exact"
    assert 0 < test.p < 1
