"""Find a pattern in a text's features, or where it stands in its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.nlp.patterns import Pattern, PatternError, Term, TermKind, parse_pattern
from corpus.nlp.pipeline import UNSPACED, Pipeline, base_language, build_pipeline
from corpus.nlp.records import TextFeatures
from corpus.nlp.tokens import Tokens, straighten, tokenise
from corpus.saying import say as _

Span = tuple[int, int]


def contains(pattern: str, features: TextFeatures) -> bool:
    """Tell whether a text has the word; see `count_in`."""
    return count_in(pattern, features) > 0


def count_in(pattern: str, features: TextFeatures) -> int:
    """Count a word in a text by its features alone, without spaCy.

    Returns
    -------
    int
        Occurrences of the surfaces that the pattern accepts; one that may stand for several
        lemmas counts for each of them.

    Raises
    ------
    ValueError
        Where the order of words is needed: phrases, words with a mark inside, and languages
        written without spaces. Use `find_spans` on the body.
    """
    parsed = parse_pattern(pattern)
    if not parsed.is_single_word or base_language(features.language) in UNSPACED:
        raise PatternError(
            0,
            _("{pattern} is more than one word; look for it in the text itself.").format(
                pattern=pattern
            ),
        )
    term = parsed.terms[0]
    if term.kind is TermKind.LEMMA:
        return features.word_counts.get(term.text, 0)
    if term.kind is TermKind.PREFIX:
        surfaces = features.surface_counts.items()
        return sum(n for surface, n in surfaces if surface.startswith(term.text))
    return sum(form.n for form in features.forms if form.surface == term.text)


def matches(pattern: str, text: TextFeatures | str, *, language: str = "en") -> bool:
    """Tell whether a pattern is in a text, given as its features or as its body."""
    if isinstance(text, TextFeatures):
        return contains(pattern, text)
    return bool(find_spans(pattern, text, language))


def find_spans(pattern: str, body: str, language: str) -> list[Span]:
    """Return where a pattern stands: half-open code point offsets, in order, never overlapping."""
    return find_all_spans([pattern], body, language)[pattern]


def find_all_spans(patterns: Sequence[str], body: str, language: str) -> dict[str, list[Span]]:
    """Return the spans of each pattern, the body being read once."""
    parsed = {pattern: parse_pattern(pattern) for pattern in patterns}
    if base_language(language) in UNSPACED:
        return {source: _spans_of_text(p, body) for source, p in parsed.items()}
    pipeline = build_pipeline(language)
    tokens = tokenise(body, pipeline)
    return {source: list(_spans(p, tokens, pipeline)) for source, p in parsed.items()}


def _spans_of_text(pattern: Pattern, body: str) -> list[Span]:
    """Find the letters themselves where words are not parted by spaces; a star asks no more."""
    letters = r"\s*".join(re.escape(term.text) for term in pattern.terms)
    exact = all(term.kind is TermKind.EXACT for term in pattern.terms)
    found = re.finditer(letters, straighten(body), 0 if exact else re.IGNORECASE)
    return [match.span() for match in found]


def _spans(pattern: Pattern, tokens: Tokens, pipeline: Pipeline) -> Iterator[Span]:
    """Slide the terms along the tokens; single line ends are space, a paragraph's end is not."""
    terms = [part for term in pattern.terms for part in _split_term(term, pipeline)]
    kept = [i for i, x in enumerate(tokens.lexemes) if not x.is_space or x.ends_paragraph]
    position = 0
    while position <= len(kept) - len(terms):
        window = kept[position : position + len(terms)]
        if all(_accepts(term, tokens, i) for term, i in zip(terms, window, strict=True)):
            last = window[-1]
            yield tokens.starts[window[0]], tokens.starts[last] + len(tokens.lexemes[last].text)
            position += len(terms)
        else:
            position += 1


def _accepts(term: Term, tokens: Tokens, i: int) -> bool:
    lexeme = tokens.lexemes[i]
    lemmas = lexeme.lemmas if tokens.lemmas is None else (tokens.lemmas[i],)
    return term.accepts(lexeme.text, lemmas)


def _split_term(term: Term, pipeline: Pipeline) -> list[Term]:
    """Cut a term as the text is cut ("don't" is two tokens); only its last piece keeps a star."""
    pieces = [token.text for token in pipeline.nlp.tokenizer(term.text)]
    if term.kind is TermKind.PREFIX:
        whole, last = pieces[:-1], pieces[-1]
        return [*(Term(TermKind.LEMMA, text) for text in whole), Term(TermKind.PREFIX, last)]
    return [Term(term.kind, text) for text in pieces]
