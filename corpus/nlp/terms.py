"""The words of a corpus that a report may test: content words, never names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.nlp.pipeline import base_language, build_pipeline
from corpus.nlp.records import TextFeatures

MIN_LETTERS = 3
SHOWN_SURFACES = 5


@dataclass(frozen=True)
class CandidateTerm:
    """A lemma with its document frequency and the surfaces it was met as, the most frequent first.

    The lemma is an index: a surface that may be a form of two lemmas is counted for both, so the
    surfaces are what is shown.
    """

    lemma: str
    documents: int
    occurrences: int
    surfaces: tuple[tuple[str, int], ...]


@dataclass
class _Tally:
    documents: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    is_first_reading: bool = False


def corpus_names(texts: Iterable[TextFeatures], *, min_sentences: int = 2) -> frozenset[str]:
    """Return the words that are names, lower-cased.

    A name is capitalised after the first word of `min_sentences` sentences or more, over all the
    texts, and never written in lower case in any of them. Months, peoples and gods are names too.
    """
    sentences: Counter[str] = Counter()
    lower: set[str] = set()
    for text in texts:
        for name, count in text.names.items():
            sentences[name.lower()] += count
        lower.update(form.surface for form in text.forms if form.surface.islower())
    return frozenset(name for name, n in sentences.items() if n >= min_sentences) - lower


def candidate_terms(
    texts: Iterable[TextFeatures],
    *,
    min_documents: int = 3,
    max_document_share: float = 0.8,
    limit: int | None = None,
) -> list[CandidateTerm]:
    """Return the content lemmas of a corpus, those in most texts first, then by alphabet.

    Parameters
    ----------
    texts
        Features of every text, read once and kept.
    min_documents, max_document_share
        Bounds, both included, of the document frequency: d texts of D have the lemma among the
        candidates of a surface; kept where d >= `min_documents` and d / D <= `max_document_share`.
    limit
        At most so many terms.

    Returns
    -------
    list of CandidateTerm
        Lemmas of letters only, three or more, that are no function word, no name
        (`corpus_names`), and the first reading of a surface at least once. Empty without texts.
    """
    known = list(texts)
    names = corpus_names(known)
    most = max_document_share * len(known)
    terms = [
        _term(lemma, tally)
        for lemma, tally in _tallies(known, names).items()
        if tally.is_first_reading and min_documents <= tally.documents <= most
    ]
    terms.sort(key=lambda term: (-term.documents, term.lemma))
    return terms[:limit]


def _tallies(texts: Sequence[TextFeatures], names: frozenset[str]) -> dict[str, _Tally]:
    """Count documents and surfaces of each lemma that may be a term."""
    stop_words = {language: _stop_words(language) for language in {t.language for t in texts}}
    tallies: defaultdict[str, _Tally] = defaultdict(_Tally)
    for text in texts:
        left_out = stop_words[text.language]
        met: set[str] = set()
        for form in text.forms:
            lower = form.surface.lower()
            if lower in names or lower in left_out:
                continue
            for rank, lemma in enumerate(form.lemmas):
                if _may_be_term(lemma) and lemma not in left_out and lemma not in names:
                    tallies[lemma].surfaces[lower] += form.n
                    tallies[lemma].is_first_reading |= rank == 0
                    met.add(lemma)
        for lemma in met:
            tallies[lemma].documents += 1
    return tallies


def _may_be_term(lemma: str) -> bool:
    return len(lemma) >= MIN_LETTERS and lemma.isalpha()


def _stop_words(language: str) -> frozenset[str]:
    return build_pipeline(base_language(language)).stop_words


def _term(lemma: str, tally: _Tally) -> CandidateTerm:
    ranked = sorted(tally.surfaces.items(), key=lambda item: (-item[1], item[0]))
    return CandidateTerm(
        lemma, tally.documents, sum(tally.surfaces.values()), tuple(ranked[:SHOWN_SURFACES])
    )
