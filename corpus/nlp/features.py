"""Features of texts, one text's trouble kept from the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from corpus.nlp.lexicon import Lexicon
from corpus.nlp.pipeline import Pipeline, build_pipeline
from corpus.nlp.quotations import quoted_spans
from corpus.nlp.records import Failed, Form, TextFeatures
from corpus.nlp.tokens import Tokens, prepare, read_tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Failed", "Form", "Item", "TextFeatures", "analyse_texts"]

Item = tuple[int | str, str, str]
"""A text's id, body and language tag."""

NOUNS_CAPITALISED = frozenset({"de", "lb", "nds"})
"""Languages that write every noun with a capital, which therefore tells nothing of names."""


def analyse_texts(
    items: Iterable[Item], *, batch_size: int = 32
) -> Iterator[TextFeatures | Failed]:
    """Yield the features of each text in the order given; a text that fails is yielded as such.

    Reads `batch_size` texts at a time, so that a long corpus is never held whole.
    """
    iterator = iter(items)
    while batch := list(islice(iterator, batch_size)):
        yield from _analyse_batch(batch)


def _analyse_batch(batch: Sequence[Item]) -> list[TextFeatures | Failed]:
    """Analyse the texts of each language together, then put them back in order."""
    by_language: dict[str, list[int]] = {}
    for position, (_, _, language) in enumerate(batch):
        by_language.setdefault(language, []).append(position)
    found: dict[int, TextFeatures | Failed] = {}
    for language, positions in by_language.items():
        results = _analyse_language([batch[position] for position in positions], language)
        found.update(zip(positions, results, strict=True))
    return [found[position] for position in range(len(batch))]


def _analyse_language(items: Sequence[Item], language: str) -> list[TextFeatures | Failed]:
    """Analyse texts of one language at once, and one by one only if that fails.

    spaCy's own error handler does not see what the tokenizer raises, which would end the stream.
    """
    try:
        pipeline = build_pipeline(language)
        return list(_analyse_together(items, pipeline))
    except Exception as error:
        if len(items) == 1:
            return [Failed(items[0][0], f"{type(error).__name__}: {error}")]
        return [result for item in items for result in _analyse_language([item], language)]


def _analyse_together(items: Sequence[Item], pipeline: Pipeline) -> Iterator[TextFeatures]:
    docs = pipeline.nlp.pipe(prepare(body, pipeline) for _, body, _ in items)
    for (text_id, body, language), doc in zip(items, docs, strict=True):
        yield _features(doc, body, pipeline, text_id=text_id, language=language)


def _features(
    doc: Doc, body: str, pipeline: Pipeline, *, text_id: int | str, language: str
) -> TextFeatures:
    tokens = read_tokens(doc, body, pipeline)
    words = [i for i, lexeme in enumerate(tokens.lexemes) if lexeme.is_word]
    counted = [i for i in words if not tokens.lexemes[i].is_clitic]
    spans = quoted_spans(body, tokens.paragraphs)
    first_person = [i for i in words if tokens.lexemes[i].is_first_person]
    spoken_first_person = _n_inside(first_person, tokens, spans)
    english = pipeline.language == "en"
    return TextFeatures(
        id=text_id,
        language=language,
        pipeline=pipeline.version,
        n_tokens=sum(not lexeme.is_space for lexeme in tokens.lexemes),
        n_words=len(counted),
        n_paragraphs=_n_with_words(tokens.paragraphs, [tokens.starts[i] for i in words]),
        n_spoken=_n_inside(counted, tokens, spans),
        n_first_person=len(first_person) if english else None,
        n_first_person_narrated=len(first_person) - spoken_first_person if english else None,
        sentences=tuple(tokens.sentence_spans()),
        forms=_forms(tokens, pipeline.lexicon),
        names=_names(tokens) if pipeline.language not in NOUNS_CAPITALISED else {},
    )


def _forms(tokens: Tokens, lexicon: Lexicon) -> tuple[Form, ...]:
    """Count each surface with its lemmas, in alphabetical order."""
    if tokens.lemmas is None:
        lexemes = ((lexicon[orth], n) for orth, n in Counter(tokens.orths).items())
        forms = [Form(x.text, n, x.lemmas) for x, n in lexemes if x.is_word]
    else:
        pairs = Counter(zip(tokens.orths, tokens.lemmas, strict=True))
        tagged = ((lexicon[orth], lemma, n) for (orth, lemma), n in pairs.items())
        forms = [Form(x.text, n, (lemma,)) for x, lemma, n in tagged if x.is_word]
    return tuple(sorted(forms))


def _names(tokens: Tokens) -> dict[str, int]:
    """Count, per capitalised word, the sentences that have it straight after a word or a comma.

    After a quotation mark, a colon or a dash a capital may only begin something said.
    """
    lexemes, seen = tokens.lexemes, set()
    for i, lexeme in enumerate(lexemes):
        if lexeme.is_capital and i and (lexemes[i - 1].is_word or lexemes[i - 1].text == ","):
            sentence = bisect_right(tokens.sentence_starts, i)
            if tokens.sentence_starts[sentence - 1] != i:
                seen.add((lexeme.text, sentence))
    return dict(sorted(Counter(text for text, _ in seen).items()))


def _n_inside(indexes: Sequence[int], tokens: Tokens, spans: Sequence[tuple[int, int]]) -> int:
    """Count the tokens that begin inside one of the spans."""
    starts = [tokens.starts[i] for i in indexes]
    return sum(bisect_left(starts, end) - bisect_left(starts, start) for start, end in spans)


def _n_with_words(spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> int:
    return sum(bisect_left(starts, end) > bisect_left(starts, start) for start, end in spans)
