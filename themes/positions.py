"""Where in a text a motif falls: the share of its tags in each tenth of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from annotations.readings import CountedReading
from themes.scope import ScopeText
from themes.stats.intervals import wilson
from themes.stats.resampling import DRAWS, SEED, prompt_draws

TENTHS = 10
FEWEST_TEXTS = 5


@dataclass(frozen=True)
class PositionProfile:
    """One group's profile; `low` and `high` are empty where too few texts carry a band."""

    group: str
    kind: str
    texts: int
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    reason: str
    # The last fifth, which a report puts into words, with its own interval over texts.
    ending: float
    ending_low: float
    ending_high: float


def profile(starts: Sequence[Sequence[float]], *, seed: int = SEED) -> tuple[list[float], ...]:
    """Give the share of a motif's beginnings in each tenth of the text, with a band.

    ``starts`` lists for each text where its tags begin, as shares of its length, 0 to 1 (1 is
    counted to the last tenth). A text weighs 1, divided among its tags. The band is the 2.5 and
    97.5 percentiles over 2,000 samples of texts; empty under five texts. Undefined without a
    text, or for one without tags, which raise.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.

    Examples
    --------
    >>> shares, low, high = profile([[0.05], [0.95, 1.0]])
    >>> shares[0], shares[9], low
    (0.5, 0.5, [])
    """
    if not starts or not all(starts):
        raise ValueError("a profile needs texts that have the motif")
    table = np.zeros((len(starts), TENTHS))
    for row, places in zip(table, starts, strict=True):
        for place in places:
            row[min(TENTHS - 1, int(place * TENTHS))] += 1 / len(places)
    shares = table.mean(axis=0).tolist()
    if len(starts) < FEWEST_TEXTS:
        return shares, [], []
    drawn = prompt_draws(len(starts), draws=DRAWS, seed=seed) @ table / len(starts)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return shares, low.tolist(), high.tolist()


def profiles_of(
    motif: str,
    texts: Sequence[ScopeText],
    readings: Mapping[UUID, Iterable[CountedReading]],
) -> list[PositionProfile]:
    """Return a motif's profile in all model texts, each stated family and human texts."""
    groups: dict[tuple[str, str], list[list[float]]] = {}
    for text in texts:
        places = sorted(
            tag.start / text.length
            for reading in readings.get(text.id, ())
            for tag in reading.tags
            if tag.motif == motif and tag.start is not None and not tag.suggested
        )
        if places:
            for group in _groups(text):
                groups.setdefault(group, []).append(places)
    return [_profile(kind, name, starts) for (kind, name), starts in sorted(groups.items())]


def _groups(text: ScopeText) -> list[tuple[str, str]]:
    if text.is_human:
        return [("human", "human")]
    family = [("family", text.family)] if text.counts_as_family else []
    return [("model", "models"), *family]


def _profile(kind: str, name: str, starts: list[list[float]]) -> PositionProfile:
    shares, low, high = profile(sorted(starts))
    ending = min(1.0, shares[-2] + shares[-1])
    limits = wilson(ending, len(starts))
    few = f"under {FEWEST_TEXTS} texts: no band" if not low else ""
    return PositionProfile(
        group=name,
        kind=kind,
        texts=len(starts),
        shares=tuple(shares),
        low=tuple(low),
        high=tuple(high),
        reason=few,
        ending=ending,
        ending_low=limits.low,
        ending_high=limits.high,
    )
