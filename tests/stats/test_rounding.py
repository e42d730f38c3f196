import json
import math
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.stats.rounding import as_record, round_significant


@dataclass(frozen=True)
class Pair:
    share: float
    count: int
    inner: tuple[float | None, ...] = ()


def test_record_rounds_floats_when_nested_and_leaves_counts() -> None:
    record = as_record({"a": Pair(1 / 3, 1234567, (2 / 3, None)), "b": [Pair(0.0, 1)]})
    assert record == {
        "a": {"share": 0.333333, "count": 1234567, "inner": [0.666667, None]},
        "b": [{"share": 0.0, "count": 1, "inner": []}],
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_round_undefined(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_significant(value)


def test_round_drops_the_sign_of_zero() -> None:
    assert json.dumps(round_significant(-0.0)) == "0.0"


@settings(deadline=None)
@given(st.floats(1e-12, 1e12))
def test_round_hides_the_last_binary_digit(value: float) -> None:
    rounded = round_significant(value)
    assert rounded == pytest.approx(value, rel=5.1e-6)
    assert round_significant(rounded) == rounded
