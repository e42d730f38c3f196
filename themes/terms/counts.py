"""How often each candidate term stands in each text, gathered without holding the corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
import numpy.typing as npt

from corpus.nlp.features import analyse_texts
from corpus.nlp.records import Form, TextFeatures
from corpus.nlp.terms import CandidateTerm, candidate_terms
from themes.evidence import Beat, features_of, nothing, prompt_languages
from themes.scope import ScopeText

MOST_TERMS = 300
# Terms are proposed from at most so many texts: the first by the hash of their bodies, a lot that
# knows no source and falls alike on every site. What is proposed is then counted in all of them.
MOST_PROPOSING = 5000
LARGEST_COUNT = np.iinfo(np.uint16).max


@dataclass(frozen=True)
class TermTable:
    """Counts of the candidate terms, `counts[text, term]`, over the analysed texts."""

    terms: tuple[CandidateTerm, ...]
    texts: tuple[ScopeText, ...]
    counts: npt.NDArray[np.uint16]
    words: npt.NDArray[np.int64]
    # Per term the prompts whose own words have it: they asked for it.
    leaking: tuple[frozenset[str], ...]

    def present(self, term: int) -> dict[UUID, float]:
        """Return of every text whether it has the term."""
        column = self.counts[:, term] > 0
        return {text.id: float(has) for text, has in zip(self.texts, column, strict=True)}


def count_terms(
    texts: Sequence[ScopeText],
    prompts: Mapping[str, str],
    *,
    limit: int = MOST_TERMS,
    beat: Beat = nothing,
) -> TermTable:
    """Choose the candidate terms by how many texts have them, knowing no author, and count them.

    Two walks over the stored features: one proposes, one counts. In between only the distinct
    forms and the counts of the chosen terms are kept.
    """
    proposing = sorted(texts, key=lambda text: (text.stable_key, text.id))[:MOST_PROPOSING]
    terms = tuple(candidate_terms(_slim(proposing, beat), limit=limit))
    beat()
    column = {term.lemma: number for number, term in enumerate(terms)}
    by_id = {text.id: text for text in texts}
    counts = np.zeros((len(texts), len(terms)), dtype=np.uint16)
    kept: list[ScopeText] = []
    words: list[int] = []
    for pk, features in features_of(texts):
        _count_into(counts[len(kept)], features, column)
        kept.append(by_id[pk])
        words.append(features.n_words)
        if len(kept) % 500 == 0:
            beat()
    return TermTable(
        terms=terms,
        texts=tuple(kept),
        counts=counts[: len(kept)],
        words=np.array(words, dtype=np.int64),
        leaking=_leaking(terms, prompts, prompt_languages(texts)),
    )


def _slim(texts: Sequence[ScopeText], beat: Beat) -> Iterator[TextFeatures]:
    """Yield features without their sentences, equal forms being one object."""
    forms: dict[Form, Form] = {}
    for number, (_, features) in enumerate(features_of(texts)):
        shared = tuple(forms.setdefault(form, form) for form in features.forms)
        yield replace(features, sentences=(), forms=shared)
        if number % 500 == 499:
            beat()


def _count_into(
    row: npt.NDArray[np.uint16], features: TextFeatures, column: Mapping[str, int]
) -> None:
    for form in features.forms:
        for lemma in form.lemmas:
            number = column.get(lemma)
            if number is not None:
                row[number] = min(LARGEST_COUNT, int(row[number]) + form.n)


def _leaking(
    terms: Sequence[CandidateTerm], prompts: Mapping[str, str], languages: Mapping[str, str]
) -> tuple[frozenset[str], ...]:
    """Find for each term the prompts that have it themselves, in any of its readings."""
    having: dict[str, set[str]] = {term.lemma: set() for term in terms}
    items = [(digest, words, languages[digest]) for digest, words in sorted(prompts.items())]
    for features in analyse_texts(items):
        if isinstance(features, TextFeatures):
            for word in having.keys() & features.word_counts.keys():
                having[word].add(str(features.id))
    return tuple(frozenset(having[term.lemma]) for term in terms)
