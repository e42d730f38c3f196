"""The terms of a corpus."""

from __future__ import annotations

import pytest

from corpus.nlp.features import analyse_texts
from corpus.nlp.terms import candidate_terms, corpus_names

pytestmark = pytest.mark.pure

BODIES = [
    "The leaves whispered. We saw Elias and Will there. An echo, an echo.",
    "A leaf whispers. Then we met Elias. I will go. The wound of it.",
    "One leaf, and one echo; she wound the clock.",
    "He was there with Petra, and it is 1984.",
]


@pytest.fixture(scope="module")
def texts():
    return list(analyse_texts((number, body, "en") for number, body in enumerate(BODIES)))


def test_names_are_capitalised_twice_and_never_lower_case(texts):
    assert corpus_names(texts) == {"elias"}


def test_terms_are_content_words_in_a_settled_order(texts):
    found = candidate_terms(texts, min_documents=2)
    assert [(term.lemma, term.documents, term.occurrences) for term in found] == [
        ("leaf", 3, 3),
        ("echo", 2, 3),
        ("whisper", 2, 2),
        ("wound", 2, 2),
    ]
    assert candidate_terms(reversed(texts), min_documents=2) == found


def test_terms_show_the_surfaces_they_were_met_as(texts):
    first = candidate_terms(texts, min_documents=3)[0]
    assert first.surfaces == (("leaf", 2), ("leaves", 1))


def test_a_second_reading_alone_makes_no_term(texts):
    lemmas = {term.lemma for term in candidate_terms(texts, min_documents=1)}
    assert "wound" in lemmas
    assert not lemmas & {"wind", "leave", "elias", "the", "1984", "be"}


def test_terms_keep_to_their_bounds(texts):
    assert candidate_terms(texts, min_documents=3, max_document_share=0.5) == []
    assert candidate_terms(texts, min_documents=3, max_document_share=0.75) != []
    assert len(candidate_terms(texts, min_documents=1, limit=2)) == 2


def test_terms_are_none_without_texts():
    assert candidate_terms([]) == []
