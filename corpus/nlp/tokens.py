"""A text as tokens with their offsets, sentences and paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.nlp.lexicon import Lexeme
from corpus.nlp.pipeline import Pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONG_LINE = 120
"""Lines longer than this are paragraphs of their own; shorter ones may be verse or hard-wrapped."""


@dataclass(frozen=True)
class Tokens:
    """Tokens in order: spaCy's hash of each, what it is and where it begins.

    `sentence_starts` are token numbers, `paragraphs` half-open offsets.
    """

    orths: Sequence[int]
    lexemes: Sequence[Lexeme]
    starts: Sequence[int]
    sentence_starts: Sequence[int]
    paragraphs: Sequence[tuple[int, int]]
    lemmas: Sequence[str] | None = None

    def sentence_spans(self) -> Iterator[tuple[int, int]]:
        """Yield the offsets of each sentence that has a word, without the space around it."""
        for first, after in pairwise([*self.sentence_starts, len(self.lexemes)]):
            if any(lexeme.is_word for lexeme in self.lexemes[first:after]):
                last = after - 1
                while self.lexemes[last].is_space:
                    last -= 1
                yield self.starts[first], self.starts[last] + len(self.lexemes[last].text)


def straighten(body: str) -> str:
    """Return the body with typographic apostrophes made straight, every offset kept."""
    return body.replace("’", "'").replace("ʼ", "'")


def prepare(body: str, pipeline: Pipeline) -> str:
    """Return the body as the pipeline reads it, or refuse one that would exhaust the memory."""
    limit = pipeline.nlp.max_length
    if len(body) > limit:
        raise ValueError(f"{len(body):,} characters; at most {limit:,} can be analysed: split it")
    return straighten(body)


def tokenise(body: str, pipeline: Pipeline) -> Tokens:
    """Return the tokens of one body."""
    return read_tokens(pipeline.nlp(prepare(body, pipeline)), body, pipeline)


def read_tokens(doc: Doc, body: str, pipeline: Pipeline) -> Tokens:
    """Copy out of a spaCy document what is needed, so that the document can be dropped."""
    lexicon = pipeline.lexicon
    orths = doc.to_array("ORTH").tolist()
    lexemes = [lexicon[orth] for orth in orths]
    starts = _starts(doc)
    breaks = _paragraph_breaks(lexemes, body)
    marked = [i for i, mark in enumerate(doc.to_array("SENT_START").tolist()) if mark == 1]
    lemmas = None
    if pipeline.uses_model:
        strings = doc.vocab.strings
        lemmas = [strings[lemma].lower() for lemma in doc.to_array("LEMMA").tolist()]
    return Tokens(
        orths=orths,
        lexemes=lexemes,
        starts=starts,
        sentence_starts=_sentence_starts(lexemes, starts, marked, breaks),
        paragraphs=_paragraphs(starts, breaks, len(body)),
        lemmas=lemmas,
    )


def _starts(doc: Doc) -> list[int]:
    from numpy import cumsum

    ends = cumsum(doc.to_array(["LENGTH", "SPACY"]).sum(axis=1)).tolist()
    return [0, *ends[:-1]] if ends else []


def _paragraph_breaks(lexemes: Sequence[Lexeme], body: str) -> list[int]:
    """Return the tokens of space that end a paragraph.

    Blank lines do. Where there is none, each line does, if some are too long to be verse or
    hard-wrapped prose.
    """
    breaks = [i for i, lexeme in enumerate(lexemes) if lexeme.ends_paragraph]
    if not breaks and any(len(line) > LONG_LINE for line in body.split("\n")):
        breaks = [i for i, lexeme in enumerate(lexemes) if lexeme.ends_line]
    return breaks


def _paragraphs(
    starts: Sequence[int], breaks: Sequence[int], length: int
) -> tuple[tuple[int, int], ...]:
    edges = [0, *(starts[i] for i in breaks), length]
    return tuple(pairwise(edges))


def _sentence_starts(
    lexemes: Sequence[Lexeme], starts: Sequence[int], marked: Sequence[int], breaks: Sequence[int]
) -> list[int]:
    """Return the tokens that begin a sentence: spaCy's, mended for what stories do with quotes.

    Its sentencizer leaves an opening quotation mark with the sentence before, and ends one inside
    `"Stop!" he said` and `I waited… and left`.
    """
    after_breaks = {i + 1 for i in breaks}
    found = {_skip_space(lexemes, i) for i in after_breaks}
    for i in marked:
        first = _skip_space(lexemes, i)
        first = _take_opening_marks(lexemes, starts, first)
        if not _carries_on(lexemes, first):
            found.add(first)
    found.discard(len(lexemes))
    return sorted(found)


def _skip_space(lexemes: Sequence[Lexeme], i: int) -> int:
    while i < len(lexemes) and lexemes[i].is_space:
        i += 1
    return i


def _take_opening_marks(lexemes: Sequence[Lexeme], starts: Sequence[int], i: int) -> int:
    """Step back over the marks that touch token `i` and that space, or nothing, precedes."""
    if i == len(lexemes):
        return i
    first = i
    while first and lexemes[first - 1].is_enclosing and _touch(lexemes, starts, first):
        first -= 1
    return i if first and _touch(lexemes, starts, first) else first


def _touch(lexemes: Sequence[Lexeme], starts: Sequence[int], i: int) -> bool:
    """Tell whether token `i` follows the one before without space."""
    before = lexemes[i - 1]
    return not before.is_space and starts[i - 1] + len(before.text) == starts[i]


def _carries_on(lexemes: Sequence[Lexeme], i: int) -> bool:
    """Tell whether the sentence goes on in lower case after a closing quote or an ellipsis."""
    if not 0 < i < len(lexemes) or not lexemes[i].starts_lower:
        return False
    before = i - 1
    while before and lexemes[before].is_space:
        before -= 1
    return lexemes[before].is_enclosing or lexemes[before].is_ellipsis
