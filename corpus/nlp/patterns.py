"""The pattern language for one word or phrase, read without spaCy so that a form can check it.

`whisper*`  a word beginning with these letters
`leaf`      a word that may be a form of this lemma, or is it as written
`"Leaf"`    exactly this, capitals too; several words may stand inside the quotes
`hold breath`  such terms side by side, nothing but space between them
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from corpus.nlp.pipeline import CHARACTERS
from corpus.saying import say as _

MAX_LENGTH = 200
MIN_PREFIX = 2

_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "“": '"', "”": '"'})
_CHARACTER = re.compile(f"[{CHARACTERS}]")
_PIECE = re.compile(r'"([^"]*)"|"|[^\s"]+')


class PatternError(ValueError):
    """A pattern that cannot be read: where, counted from 0, and what to do."""

    def __init__(self, position: int, advice: str) -> None:
        super().__init__(
            _("At character {number}: {advice}").format(number=position + 1, advice=advice)
        )
        self.position = position
        self.advice = advice


class TermKind(Enum):
    """How a term compares itself with a word."""

    LEMMA = "lemma"
    PREFIX = "prefix"
    EXACT = "exact"


@dataclass(frozen=True)
class Term:
    """One word of a pattern: lower-cased unless exact, without its marks."""

    kind: TermKind
    text: str

    def accepts(self, surface: str, lemmas: tuple[str, ...]) -> bool:
        """Tell whether a word of this surface and these candidate lemmas is meant."""
        if self.kind is TermKind.EXACT:
            return surface == self.text
        lower = surface.lower()
        if self.kind is TermKind.PREFIX:
            return lower.startswith(self.text)
        return lower == self.text or self.text in lemmas


@dataclass(frozen=True)
class Pattern:
    """A pattern's terms in order."""

    source: str
    terms: tuple[Term, ...]

    @property
    def is_single_word(self) -> bool:
        """Tell whether the features of a text are enough, or its body is needed.

        Letters alone, or digits alone, are never cut by a tokenizer; other words may be.
        """
        text = self.terms[0].text
        if len(self.terms) > 1 or (len(text) > 1 and _CHARACTER.search(text)):
            return False
        return text.isdecimal() or all(unicodedata.category(c)[0] in "LM" for c in text)


@lru_cache(maxsize=1024)
def parse_pattern(source: str) -> Pattern:
    """Read a pattern, or raise `PatternError`.

    Examples
    --------
    >>> [(t.kind.value, t.text) for t in parse_pattern('whisper* "Leaf" breath').terms]
    [('prefix', 'whisper'), ('exact', 'Leaf'), ('lemma', 'breath')]
    """
    if len(source) > MAX_LENGTH:
        raise PatternError(
            MAX_LENGTH, _("too long; write at most {most} characters.").format(most=MAX_LENGTH)
        )
    text = source.translate(_STRAIGHT)
    terms: list[Term] = []
    for piece in _PIECE.finditer(text):
        if piece.group(1) is not None:
            terms += _exact_terms(piece.group(1), piece.start())
        else:
            terms.append(_open_term(piece.group(), piece.start()))
    if not terms:
        raise PatternError(
            0, _('nothing to look for; write a word such as leaf, whisper* or "Leaf".')
        )
    return Pattern(source, tuple(terms))


def _exact_terms(text: str, position: int) -> list[Term]:
    """Read what stands between quotes."""
    if not text.strip():
        raise PatternError(position, _("nothing between the quotes; write the exact word there."))
    return [Term(TermKind.EXACT, unicodedata.normalize("NFC", word)) for word in text.split()]


def _open_term(text: str, position: int) -> Term:
    """Read a word that no quotes enclose."""
    if text == '"':
        raise PatternError(
            position, _("a quote that is not closed; add a second one after the word.")
        )
    star = text.find("*")
    word = text if star < 0 else text[:star]
    if 0 <= star < len(text) - 1:
        raise PatternError(
            position + star, _("* may only end a word; move it there or leave it out.")
        )
    if not any(character.isalnum() for character in word):
        raise PatternError(
            position, _("{word} has no letter; put marks between quotes.").format(word=text)
        )
    if star >= 0 and len(word) < MIN_PREFIX:
        raise PatternError(
            position, _("write at least {least} letters before *.").format(least=MIN_PREFIX)
        )
    kind = TermKind.LEMMA if star < 0 else TermKind.PREFIX
    return Term(kind, unicodedata.normalize("NFC", word).lower())
