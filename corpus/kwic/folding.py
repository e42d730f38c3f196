"""How bodies and what is sought are made comparable, every offset kept."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

from corpus.nlp.pipeline import CHARACTERS

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})
# Thai, Lao, Tibetan, Myanmar and Khmer: written without spaces, as Kana and Han are.
UNSPACED_SCRIPTS = rf"{CHARACTERS}\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"

# Letters of Hebrew and Arabic, and what is written over and under them, or as often left out.
ABJAD_LETTERS = "\u05d0-\u05f2\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06fa-\u06ff"
ABJAD_POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)


def folded(body: str) -> str:
    """Return a body in lower case with straight marks, every character where it was.

    Examples
    --------
    >>> folded("She’d SAID “no”")
    'she\\'d said "no"'
    >>> len(folded("İstanbul")) == len("İstanbul")
    True
    """
    lower = body.lower()
    if len(lower) != len(body):  # a capital that is two characters when small, such as İ
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in body)
    return lower.translate(_STRAIGHT) if not lower.isascii() else lower


@cache
def marks() -> str:
    """Return all combining marks as ranges of a character class: they belong to their word."""
    points = [n for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n))[0] == "M"]
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


def is_word_character(character: str) -> bool:
    """Say whether a character is part of a word: a letter, a digit or a mark upon one.

    An underscore is not: it marks emphasis in plain texts.
    """
    # No mark is below U+0300, and most characters are: this is asked at every match.
    return character.isalnum() or (
        character >= "\u0300" and unicodedata.category(character)[0] == "M"
    )
