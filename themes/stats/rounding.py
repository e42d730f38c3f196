"""Numbers as they leave: six significant digits, counts exact, nothing that is not a number."""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

SIGNIFICANT_DIGITS = 6


def round_significant(value: float, *, digits: int = SIGNIFICANT_DIGITS) -> float:
    """Round to a number of significant decimal digits.

    x is rounded to the nearest number with ``digits`` digits after its leading zeros, halves to
    even, in decimal, so that two machines that differ in the last binary digit print the same.
    Zero keeps no sign. Undefined for infinities and NaN, which raise: an undefined figure is
    ``None`` with a reason and must never get as far as this.

    References
    ----------
    IEEE Std 754-2019, clause 5.12: conversion to decimal character sequences, correctly rounded.

    Examples
    --------
    >>> round_significant(0.123456789)
    0.123457
    >>> round_significant(123456789.0)
    123457000.0
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return float(f"{value:.{digits}g}") + 0.0


def as_record(value: Any) -> Any:
    """Turn dataclasses into plain dictionaries and lists, every float rounded."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_record(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: as_record(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_record(item) for item in value]
    return round_significant(value) if isinstance(value, float) else value
