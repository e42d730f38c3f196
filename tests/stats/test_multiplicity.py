import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.stats.multiplicity import (
    families_exceeding,
    partial_conjunction,
    q_values,
    selected_level,
)

BH_1995 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
# multiples of 1/9973, a prime: none lies on a threshold, where rounding errors decide
p_lists = st.lists(st.integers(1, 9973).map(lambda count: count / 9973), max_size=12)


def test_q_values_against_paper() -> None:
    assert sum(q <= 0.05 for q in q_values(BH_1995)) == 4
    assert sum(p <= 0.05 / len(BH_1995) for p in BH_1995) == 3


@settings(deadline=None)
@given(p_lists)
def test_q_values_select_what_the_step_up_rule_rejects(p_values: list[float]) -> None:
    q = q_values(p_values)
    ranked = sorted(p_values)
    m = len(ranked)
    last = max((i for i, p in enumerate(ranked, 1) if m * p / i <= 0.05), default=0)
    assert sum(value <= 0.05 for value in q) == last
    assert all(value >= p - 1e-15 for value, p in zip(q, p_values, strict=True))


def test_partial_conjunction_against_paper() -> None:
    combined = partial_conjunction([0.3, 0.0004, 0.02, 0.003, 0.012])
    assert combined == pytest.approx((0.002, 0.012, 0.036, 0.040, 0.300))


@settings(deadline=None)
@given(p_lists)
def test_partial_conjunction_never_grows_stronger_with_u(p_values: list[float]) -> None:
    combined = partial_conjunction(p_values)
    assert list(combined) == sorted(combined)
    assert combined == partial_conjunction(p_values[::-1])
    assert all(0 <= p <= 1 for p in combined)


@pytest.mark.parametrize(
    ("p_values", "expected"), [([], 0), ([0.05], 1), ([0.051], 0), ([0.0004, 0.003, 0.9], 2)]
)
def test_families_exceeding_when_few(p_values: list[float], expected: int) -> None:
    assert families_exceeding(p_values) == expected


def test_everything_undefined_when_nothing_was_tested() -> None:
    assert q_values([]) == ()
    assert partial_conjunction([]) == ()
    assert selected_level(0, 0) is None


def test_selected_level_when_some_or_all_are_selected() -> None:
    assert selected_level(1, 140) == pytest.approx(1 - 0.1 / 140)
    assert selected_level(7, 7) == pytest.approx(0.9)
    with pytest.raises(ValueError, match="no more"):
        selected_level(3, 2)
