"""What somebody typed into the search box, taken apart into words that can be quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r'"([^"]*)"?|([^\s"]+)')
_WORD = re.compile(r"\w+")
MAX_TERMS = 32


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side; of the last one, perhaps only the beginning is given."""

    words: tuple[str, ...]
    is_prefix: bool = False


def parse_query(q: str) -> list[Term]:
    """Return the terms of a search, all of which must occur.

    Examples
    --------
    >>> parse_query('whisper* "the old house" self-aware')  # doctest: +NORMALIZE_WHITESPACE
    [Term(words=('whisper',), is_prefix=True), Term(words=('the', 'old', 'house'), is_prefix=False),
     Term(words=('self', 'aware'), is_prefix=False)]
    >>> parse_query("— …")
    []
    """
    terms = []
    for phrase, word in _TOKEN.findall(q.replace("\x00", " ")):
        words = tuple(found.replace("_", "") for found in _WORD.findall(phrase or word))
        words = tuple(filter(None, words))
        if words:
            terms.append(Term(words, is_prefix=word.endswith("*")))
    return terms[:MAX_TERMS]
