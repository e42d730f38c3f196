"""Spans laid over a text: cut into pieces that do not overlap, each with what covers it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of code points, as it is drawn: one of six tones, and a siglum at its head."""

    id: str
    start: int
    end: int
    tone: int
    siglum: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words under the same marks; `heads` are those that begin here."""

    start: int
    words: str
    over: tuple[Mark, ...]
    heads: tuple[Mark, ...]

    @property
    def tone(self) -> int:
        """The tone of the shortest mark: what lies in another is seen in it."""
        return min(self.over, key=lambda mark: mark.end - mark.start).tone

    @property
    def sigla(self) -> str:
        return " ".join(mark.siglum for mark in self.heads)


def pieces_of(body: str, marks: Iterable[Mark], *, cuts: Iterable[int] = ()) -> list[Piece]:
    """Cut a body at both ends of every mark, and where else it is asked for."""
    marks = list(marks)
    places = {0, len(body), *cuts}
    for mark in marks:
        places |= {mark.start, mark.end}
    ends = sorted(places)
    return [
        Piece(
            start=start,
            words=body[start:end],
            over=tuple(mark for mark in marks if mark.start <= start and end <= mark.end),
            heads=tuple(mark for mark in marks if mark.start == start),
        )
        for start, end in pairwise(ends)
    ]


def letter(number: int) -> str:
    """Return the siglum of the n-th reader from 0: A to Z, then AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def runs_backward(body: str) -> bool:
    """Say whether the first letter with a direction is of a script that runs from right to left."""
    for character in body:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def has_backward(body: str) -> bool:
    """Say whether any letter is of a script that runs from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in set(body))


def inside(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    """Return the pieces that lie between two places at which the body was cut."""
    return [piece for piece in pieces if start <= piece.start < end]
