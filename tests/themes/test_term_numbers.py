"""The numbers of candidate terms, on tables made by hand."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import numpy as np
import pytest

from corpus.nlp.terms import CandidateTerm
from themes.scope import ScopeText
from themes.stats.evidence import margin_p, motif_evidence
from themes.stats.matched import match
from themes.stats.multiplicity import q_values
from themes.stats.observations import cells_of, humans, models
from themes.stats.stratified import risk_difference
from themes.terms.against_people import _observations, _rarefied, compare_terms
from themes.terms.counts import TermTable

FAMILIES = ("aster", "borealis", "cinder", "dovetail")
PROMPTS = 24


def text(author: str, prompt: int, *, body: str = "", human: bool = False) -> ScopeText:
    key = body or f"{author}/{prompt}"
    return ScopeText(
        id=uuid4(),
        kind="story",
        language="en",
        length=10,
        sha256=f"{author}/{prompt}/{body}",
        folded_sha256=key,
        author_id=uuid4(),
        author=author,
        author_kind="human" if human else "model",
        family="" if human else author,
        family_stated=True,
        prompt=f"p{prompt:02}",
        elicitation="task",
        key=f"{author}/{prompt}/{body}",
    )


def table_of(texts: list[ScopeText], counts: np.ndarray, words: list[int]) -> TermTable:
    number = counts.shape[1]
    return TermTable(
        terms=tuple(
            CandidateTerm(f"term{n:02}", 9, 9, ((f"term{n:02}", 9),)) for n in range(number)
        ),
        texts=tuple(texts),
        counts=counts.astype(np.uint16),
        words=np.array(words, dtype=np.int64),
        leaking=(frozenset(),) * number,
    )


def site() -> list[ScopeText]:
    rows = [text(family, prompt) for prompt in range(PROMPTS) for family in FAMILIES]
    return rows + [text(f"person {prompt}", prompt, human=True) for prompt in range(PROMPTS)]


def drawn(
    texts: list[ScopeText], rate: Callable[[int, ScopeText], float], terms: int
) -> np.ndarray:
    rng = np.random.default_rng(4)
    rates = np.array([[rate(number, one) for number in range(terms)] for one in texts])
    return (rng.random(rates.shape) < rates).astype(int)


def test_q_is_over_the_whole_p_value_of_every_term_tested():
    """One family carries most terms: the margin alone is nearly met, the families are not."""

    def rate(number: int, one: ScopeText) -> float:
        if number < 6:
            return 0.25 if one.is_human else 0.75
        return 0.9 if one.author == FAMILIES[number % 4] else 0.2

    texts = site()
    table = table_of(texts, drawn(texts, rate, 60), [100] * len(texts))
    found = compare_terms(table, noun="text")
    whole, margins = [], []
    for number in range(60):
        seen = _observations(table, number)
        whole.append(motif_evidence(seen, key=str(number), unit="term").p)
        cells = cells_of(seen)
        matched = match(models(cells), humans(cells))
        margins.append(margin_p(risk_difference(matched), prompts=PROMPTS))
    q = q_values(whole)
    shown = {term.number: term.verdict.q for term in found.shown}
    assert shown == pytest.approx({number: q[number] for number in shown})
    assert found.tested == 60
    short = q_values([m if m > 0.05 else p for m, p in zip(margins, whole, strict=True)])
    assert any(abs(short[number] - q[number]) > 0.01 for number in shown)


def test_a_body_that_an_author_gave_twice_counts_once_when_lengths_are_made_equal():
    texts = site()
    counts = np.array([[0 if one.is_human else 1] for one in texts])
    once = _rarefied(table_of(texts, counts, [100] * len(texts)), 0)
    again = [text("aster", 0, body="aster/0") for _ in range(9)]
    more = [*texts, *again]
    # the same body under other keys, here said to be without the term so that it would tell
    counts = np.concatenate([counts, np.zeros((9, 1), dtype=int)])
    assert _rarefied(table_of(more, counts, [100] * len(more)), 0) == once
