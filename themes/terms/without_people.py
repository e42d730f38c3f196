"""Terms where no person wrote on the prompts: "baseline unknown", two lists, nothing claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import numpy.typing as npt
from wordfreq import word_frequency

from corpus.nlp.pipeline import base_language
from themes.evidence import Beat, nothing, observe
from themes.stats.prevalence import GroupPrevalence, prevalence_by
from themes.stats.resampling import SEED
from themes.terms.counts import TermTable

SHOWN = 15
MARGIN = 0.05
# Below this the word list knows no word: its rarest has one occurrence in a hundred million.
RAREST = 1e-8


@dataclass(frozen=True)
class OverusedTerm:
    """A term that families use in more texts than general English would."""

    number: int
    groups: tuple[GroupPrevalence, ...]
    expected: tuple[float, ...]
    families_over: int
    families: int


@dataclass(frozen=True)
class DifferingTerm:
    """A term that one family uses in far more texts than another."""

    number: int
    groups: tuple[GroupPrevalence, ...]
    spread: float
    gap: float
    highest: str
    lowest: str


@dataclass(frozen=True)
class UnknownBaseline:
    """The two lists."""

    overused: tuple[OverusedTerm, ...]
    differing: tuple[DifferingTerm, ...]
    compared: int
    english_texts: int
    word_list: str


def terms_without_baseline(table: TermTable, *, beat: Beat = nothing) -> UnknownBaseline:
    """Rank the candidate terms by over-use in families, and by how families differ."""
    overused: list[OverusedTerm] = []
    differing: list[DifferingTerm] = []
    english = [base_language(text.language) == "en" for text in table.texts]
    for number in range(len(table.terms)):
        groups = _families(table, number)
        if any(english):
            overused.append(_overused(table, number, groups, english))
        if len(groups) >= 2:
            differing.append(_differing(number, groups))
        beat()
    overused.sort(key=lambda term: (-term.families_over, -_excess(term), term.number))
    differing.sort(key=lambda term: (-term.gap, term.number))
    return UnknownBaseline(
        overused=tuple(term for term in overused if term.families_over)[:SHOWN],
        differing=tuple(term for term in differing if term.gap > 0)[:SHOWN],
        compared=len(table.terms),
        english_texts=sum(english),
        word_list=f"wordfreq {version('wordfreq')}, English, counted before 2022",
    )


def expected_presence(words: npt.NDArray[np.int64], frequency: float) -> npt.NDArray[np.float64]:
    """Give the chance that each text has a word which has this share of general English.

    1 - (1 - f)^N with f the share and N the words of the text, each taken as an independent draw.
    Words come in clusters, so that texts of general English have it less often than this: the
    comparison leans towards finding no over-use. 0 for a text without words.

    References
    ----------
    Church, K. W. & Gale, W. A. (1995). Poisson mixtures. Natural Language Engineering 1, 163-190.

    Examples
    --------
    >>> import numpy as np
    >>> expected_presence(np.array([0, 1000]), 0.001).round(4).tolist()
    [0.0, 0.6323]
    """
    return np.asarray(-np.expm1(words * np.log1p(-min(frequency, 0.5))))


def _families(table: TermTable, number: int) -> tuple[GroupPrevalence, ...]:
    seen = observe(table.texts, table.present(number), table.leaking[number])
    groups = prevalence_by([o for o in seen if o.kind == "model"], by="family", seed=SEED)
    return tuple(
        group
        for group in groups
        if group.stated and group.group != "mean of families" and group.estimate is not None
    )


def _overused(
    table: TermTable, number: int, groups: Sequence[GroupPrevalence], english: Sequence[bool]
) -> OverusedTerm:
    surfaces = {surface.lower() for surface, _ in table.terms[number].surfaces}
    surfaces.add(table.terms[number].lemma)
    share = max(RAREST, sum(word_frequency(word, "en") for word in sorted(surfaces)))
    chance = expected_presence(table.words, share)
    expected = tuple(_mean_chance(table, number, group.group, chance, english) for group in groups)
    over = sum(
        group.low is not None and group.low > value + MARGIN
        for group, value in zip(groups, expected, strict=True)
    )
    return OverusedTerm(number, tuple(groups), expected, over, len(groups))


def _mean_chance(
    table: TermTable,
    number: int,
    family: str,
    chance: npt.NDArray[np.float64],
    english: Sequence[bool],
) -> float:
    """Average the expected presence over a family's English texts on prompts without the term."""
    leaking = table.leaking[number]
    own = [
        float(value)
        for text, value, is_english in zip(table.texts, chance, english, strict=True)
        if is_english
        and text.counts_as_family
        and text.family == family
        and text.prompt not in leaking
    ]
    return sum(own) / len(own) if own else 1.0


def _excess(term: OverusedTerm) -> float:
    """Return by how much the least of the families that over-use it does so."""
    over = [
        group.low - value
        for group, value in zip(term.groups, term.expected, strict=True)
        if group.low is not None and group.low > value + MARGIN
    ]
    return min(over, default=0.0)


def _differing(number: int, groups: Sequence[GroupPrevalence]) -> DifferingTerm:
    """Compare the two families that are furthest apart: between their intervals lies the gap."""
    ordered = sorted(groups, key=lambda group: (group.estimate or 0.0, group.group))
    lowest, highest = ordered[0], ordered[-1]
    return DifferingTerm(
        number=number,
        groups=tuple(groups),
        spread=(highest.estimate or 0.0) - (lowest.estimate or 0.0),
        gap=(highest.low or 0.0) - (lowest.high if lowest.high is not None else 1.0),
        highest=highest.group,
        lowest=lowest.group,
    )
