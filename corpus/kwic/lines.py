"""One line: a match with the words before and after it, and what lines are sorted by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from corpus.kwic.finding import Span
from corpus.kwic.folding import UNSPACED_SCRIPTS

WORDS, CHARACTERS = "words", "characters"
UNITS = (WORDS, CHARACTERS)
# Where a word begins to count as one: in scripts without spaces every character does.
_WORD = re.compile(rf"[{UNSPACED_SCRIPTS}]|[^\s{UNSPACED_SCRIPTS}]+")
_LETTERS = re.compile(r"[^\W_]+")
# No word is longer than this in a window of words: a body need not have spaces at all.
_LONGEST = 40
# Lines are sorted by so many characters: made for every match of a walk, a key must be cheap.
_SORTED_BY = 48
# A space at the end of what a browser lays out on its own is dropped; this one is not.
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match stands: enough to order lines and to go on after one."""

    key: tuple[Any, ...]
    text: UUID
    start: int
    end: int

    @property
    def rank(self) -> Rank:
        return (self.key, self.text.hex, self.start, self.end)


# A place as plain data: compared for every match, of which few become lines.
Rank = tuple[tuple[Any, ...], str, int, int]


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a match, as they stand in the body."""

    left: str
    match: str
    right: str

    @property
    def left_shown(self) -> str:
        """Return what stands before as a line shows it, with the space that a browser drops."""
        words = self.left.rstrip()
        return words + NBSP if words != self.left else words

    @property
    def right_shown(self) -> str:
        """Return what stands after as a line shows it: a comma stands close, a word apart."""
        words = self.right.lstrip()
        return NBSP + words if words != self.right else words


def context_of(body: str, span: Span, *, window: int, unit: str) -> Context:
    """Return a match with so many words, or characters, on either side.

    Examples
    --------
    >>> context_of("She heard the door, and rose.", (14, 18), window=2, unit="words")
    Context(left='heard the ', match='door', right=', and ')
    """
    start, end = span
    if unit == CHARACTERS:
        left, right = max(0, start - window), min(len(body), end + window)
    else:
        left = _left_edge(body, start, window)
        right = _right_edge(body, end, window)
    return Context(body[left:start], body[start:end], body[end:right])


def _left_edge(body: str, start: int, window: int) -> int:
    first = max(0, start - window * _LONGEST)
    begins = [found.start() for found in _WORD.finditer(body, first, start)]
    return begins[-window] if len(begins) >= window else first


def _right_edge(body: str, end: int, window: int) -> int:
    last = min(len(body), end + window * _LONGEST)
    ends = [found.end() for found in islice(_WORD.finditer(body, end, last), window)]
    return min(last, ends[-1] + 1) if len(ends) == window else last


Key = Callable[[str, Span], tuple[Any, ...]]


def _no_key(body: str, span: Span) -> tuple[Any, ...]:
    return ()


def _left_key(body: str, span: Span) -> tuple[Any, ...]:
    """Return the words before a match, the nearest first."""
    before = body[max(0, span[0] - _SORTED_BY) : span[0]].lower()
    return (" ".join(_LETTERS.findall(before)[::-1]),)


def _right_key(body: str, span: Span) -> tuple[Any, ...]:
    after = body[span[1] : span[1] + _SORTED_BY].lower()
    return (" ".join(_LETTERS.findall(after)),)


def _position_key(body: str, span: Span) -> tuple[Any, ...]:
    """Return how far into its text a match stands, 0 to 1."""
    return (round(span[0] / len(body), 6),)


SORTS: dict[str, Key] = {
    "text": _no_key,
    "left": _left_key,
    "right": _right_key,
    "position": _position_key,
}
