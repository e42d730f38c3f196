"""Numbers of reports, written for people."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()
DASH = "–"


@register.filter
def percent(value: float | None) -> str:
    """Write a share as a percentage, with a decimal below ten."""
    if value is None:
        return DASH
    scaled = 100 * value
    text = f"{scaled:.1f}" if 0 < scaled < 9.95 else f"{scaled:.0f}"
    return f"{text.removesuffix('.0')} %"


@register.filter
def signed(value: float | None) -> str:
    """Write a difference of shares in points, with its sign."""
    if value is None:
        return DASH
    text = f"{100 * value:+.1f}" if abs(value) < 0.0995 else f"{100 * value:+.0f}"
    text = text.removesuffix(".0")
    return "0" if text in ("+0", "-0") else text.replace("-", "−")


@register.filter
def hits(value: float | None) -> str:
    """Write a count in which a tied text is one half."""
    if value is None:
        return DASH
    whole = int(value)
    half = "½" if value - whole else ""
    return half if half and not whole else f"{whole:,}{half}"


@register.filter
def pvalue(value: float | None) -> str:
    """Write a p-value as far as it can be trusted."""
    if value is None:
        return DASH
    return "< .001" if value < 0.001 else f"{value:.2g}".removeprefix("0") if value < 1 else "1"


@register.simple_tag
def interval(low: float | None, high: float | None, *, points: bool = False) -> str:
    """Write an interval, or a dash where there is none."""
    if low is None or high is None:
        return DASH
    write: Any = signed if points else percent
    return _("{low} to {high}").format(low=write(low), high=write(high))
