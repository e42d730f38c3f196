"""What can be said of a token from its letters alone, worked out once per distinct surface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.strings import StringStore

    from corpus.nlp.lemmas import Lemmatise

FIRST_PERSON = frozenset(
    ("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves")
)
CLITICS = frozenset({"'s", "'ll", "'re", "'ve", "'d", "'m", "n't"})

_QUOTES_AND_BRACKETS = frozenset("\"'“”‘’„‚«»‹›「」『』()[]{}（）【】《》*_")
_ELLIPSES = frozenset({"…", "...", "...."})
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|[\f\u2029]")


class Lexeme(NamedTuple):
    """A surface and the traits that the features ask for."""

    text: str
    lemmas: tuple[str, ...]
    is_space: bool
    is_word: bool
    is_clitic: bool
    is_capital: bool
    is_first_person: bool
    is_enclosing: bool
    is_ellipsis: bool
    starts_lower: bool
    ends_line: bool
    ends_paragraph: bool


class Lexicon(dict[int, Lexeme]):
    """Lexemes by spaCy's hash of their surface, each made when it is first met."""

    def __init__(self, strings: StringStore, lemmatise: Lemmatise, *, english: bool) -> None:
        super().__init__()
        self._strings = strings
        self._lemmatise = lemmatise
        self._english = english

    def __missing__(self, orth: int) -> Lexeme:
        lexeme = self.describe(self._strings[orth])
        self[orth] = lexeme
        return lexeme

    def describe(self, text: str) -> Lexeme:
        """Return the traits of one surface."""
        is_space = text.isspace()
        is_word = any(character.isalnum() for character in text)
        lower = text.lower()
        return Lexeme(
            text=text,
            lemmas=self._lemmatise(text) if is_word else (),
            is_space=is_space,
            is_word=is_word,
            is_clitic=lower in CLITICS,
            is_capital=len(text) > 1 and text[0].isupper() and text[-1].isalpha(),
            is_first_person=self._english and lower in FIRST_PERSON and text != "US",
            is_enclosing=text in _QUOTES_AND_BRACKETS,
            is_ellipsis=text in _ELLIPSES,
            starts_lower=text[0].islower(),
            ends_line=is_space and "\n" in text,
            ends_paragraph=is_space and bool(_BLANK_LINE.search(text)),
        )
