"""What is sought, read into something that finds it in a body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from corpus.kwic.folding import (
    ABJAD_LETTERS,
    ABJAD_POINTS,
    UNSPACED_SCRIPTS,
    folded,
    is_word_character,
    marks,
)
from corpus.nlp.patterns import MIN_PREFIX, PatternError

Span = tuple[int, int]
MAX_WORDS = 12
_UNSPACED = re.compile(f"[{UNSPACED_SCRIPTS}]")
_ABJAD = re.compile(f"[{ABJAD_LETTERS}]")
_POINTED = re.compile(f"[{ABJAD_POINTS}]")
_INDEXED = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Finder:
    """Finds any of several wordings, folded: each is words side by side, `*` ending one begun."""

    wordings: tuple[str, ...]

    def spans(self, body: str) -> Iterator[Span]:
        """Yield half-open code point offsets, in order, never overlapping."""
        text = folded(body)
        search = self._expression.search
        is_spaced, position = self._is_spaced, 0
        while found := search(text, position):
            start, position = found.span()
            # Looked at here: before the first letter it would keep `re` from leaping ahead.
            if is_spaced and start and is_word_character(text[start - 1]):
                position = start + 1
            else:
                yield start, position

    def indexed(self) -> list[list[str]] | None:
        """Return for each wording whole words that a text with it has; None if some have none.

        The index knows stems: it cannot say where a word only begins, nor words within the run of
        letters of a script without spaces, nor those with marks that it takes for ends of words,
        as those of Hebrew and Arabic may have in a text whether they are asked for or not.
        """
        found = []
        for wording in self.wordings:
            plain = [word for word in wording.split() if "*" not in word]
            if any(_is_unindexed(word) for word in plain):
                return None
            words = [part for word in plain for part in _INDEXED.findall(word)]
            if not words:
                return None
            found.append(words)
        return found

    @cached_property
    def _is_spaced(self) -> bool:
        return is_word_character(self.wordings[0][0]) and not _UNSPACED.search(self.wordings[0])

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        longest_first = sorted(self.wordings, key=lambda wording: (-len(wording), wording))
        return re.compile("|".join(map(_as_expression, longest_first)))


def word_finder(q: str) -> Finder:
    """Return a finder of one word, exactly so written but for capitals, or begun: `whisper*`."""
    words = folded(q).split()
    if len(words) > 1:
        raise PatternError(len(words[0]), _("more than one word; ask by phrase."))
    return phrase_finder(q)


def phrase_finder(q: str) -> Finder:
    """Return a finder of words side by side, nothing but white space between them."""
    words = folded(q).replace('"', "").split()
    if not words:
        raise PatternError(0, _("nothing to look for; write a word such as leaf or whisper*."))
    if len(words) > MAX_WORDS:
        raise PatternError(0, _("write at most {most} words.").format(most=MAX_WORDS))
    for word in words:
        _check(word, q)
    return Finder((" ".join(words),))


def lemma_finder(forms: Sequence[str]) -> Finder:
    """Return a finder of any of a lemma's forms."""
    return Finder(tuple(dict.fromkeys(folded(form) for form in forms)))


def _check(word: str, q: str) -> None:
    star = word.find("*")
    at = max(0, folded(q).find(word))
    if 0 <= star < len(word) - 1:
        raise PatternError(at + star, _("* may only end a word; move it there or leave it out."))
    if not any(character.isalnum() for character in word):
        raise PatternError(at, _("{word} has no letter.").format(word=word))
    if star >= 0 and len(word) - 1 < MIN_PREFIX:
        raise PatternError(
            at, _("write at least {least} letters before *.").format(least=MIN_PREFIX)
        )


def _is_unindexed(word: str) -> bool:
    return bool(_UNSPACED.search(word) or _ABJAD.search(word) or re.search(f"[{marks()}]", word))


def _as_expression(wording: str) -> str:
    return r"\s+".join(map(_word_expression, wording.split()))


def _word_expression(word: str) -> str:
    """Return one word; its end must be a word's end, save in scripts without spaces."""
    letter = rf"(?:[^\W_]|[{marks()}])"
    if word.endswith("*"):
        return _letters(word[:-1]) + f"{letter}*"
    if _UNSPACED.search(word) or not is_word_character(word[-1]):
        return _letters(word)
    return _letters(word) + f"(?!{letter})"


def _letters(word: str) -> str:
    """Return a word as written; Hebrew and Arabic without points stand for any pointing of them."""
    plain = re.escape(word)
    return plain if _POINTED.search(word) else _ABJAD.sub(rf"\g<0>[{ABJAD_POINTS}]*", plain)
