"""The lots: which texts propose terms, and which prompt of a person is tested."""

from __future__ import annotations

from collections import Counter

import pytest

from corpus.models import Collection
from tests import cast
from tests.stats.cast import pid, row
from tests.themes.matched import analyse
from themes.scope import FigureScope, prompt_texts, texts_in
from themes.stats.matched import one_prompt_each
from themes.stats.observations import cells_of, humans
from themes.terms import counts
from themes.terms.against_people import compare_terms


def scope_texts(name: str) -> list:
    return texts_in(FigureScope(collection=Collection.objects.get(name=name)))


def add_marked(by, *, collection: str, models: int = 30) -> None:
    """Add texts each with a word of its own run, so that one can tell which of them proposed."""
    words = ("harbour", "lantern", "kettle", "ladder", "orchard", "saddle")
    for number in range(models):
        word = words[number % len(words)]
        cast.add_text(
            f"There was a {word} by the road, {number} steps from the river and the bridge.",
            by=by,
            collection=collection,
            author=cast.author(f"family{number % 3}-1"),
            prompt=cast.prompt(f"{collection}{number}", f"Say what you saw on walk {number}."),
        )
    analyse()


@pytest.mark.django_db
def test_terms_are_proposed_by_a_lot_over_bodies_and_counted_in_all(ada, monkeypatch):
    add_marked(ada, collection="Walks")
    monkeypatch.setattr(counts, "MOST_PROPOSING", 12)
    texts = scope_texts("Walks")
    table = counts.count_terms(texts, prompt_texts(texts))
    first = sorted(texts, key=lambda text: text.sha256)[:12]
    bodies = {row.pk: row.text.body for row in Collection.objects.get().sources.all()}
    proposing = Counter(bodies[text.id].split()[3] for text in first)
    proposed = {term.lemma for term in table.terms}
    for word, documents in proposing.items():
        assert (word in proposed) == (documents >= 3)
    assert 0 < len(proposed & set(proposing)) < 6
    # what twelve texts proposed is counted in all thirty
    for number, term in enumerate(table.terms):
        if term.lemma in proposing:
            assert sum(table.present(number).values()) == 5


@pytest.mark.django_db
def test_the_lot_over_texts_knows_no_author_and_no_order(ada, monkeypatch):
    add_marked(ada, collection="Walks")
    monkeypatch.setattr(counts, "MOST_PROPOSING", 12)
    texts = scope_texts("Walks")
    prompts = prompt_texts(texts)
    there = counts.count_terms(texts, prompts).terms
    assert counts.count_terms(texts[::-1], prompts).terms == there
    for source in Collection.objects.get().sources.select_related("author"):
        source.author.name = f"renamed {source.author.name}"
        source.author.save()
    renamed = scope_texts("Walks")
    assert {text.author for text in renamed} != {text.author for text in texts}
    assert counts.count_terms(renamed, prompts).terms == there


@pytest.mark.django_db
def test_no_term_is_confirmed_on_the_texts_that_proposed_it(ada):
    """No prompts are held out: whatever its p-value, a term is exploratory at most."""
    for number in range(16):
        for family in ("aster", "borealis", "cinder", "dovetail"):
            cast.add_text(
                f"A lantern hung on day {number}, as {family} knew, and no wind came to it.",
                by=ada,
                collection="Lights",
                author=cast.author(f"{family}-1"),
                prompt=cast.prompt(f"l{number}", f"Say what you saw on day {number}."),
            )
        cast.add_text(
            f"My neighbour came by on day {number} with eggs and bread.",
            by=ada,
            collection="Lights",
            author=cast.author(f"Writer {number}", kind="human"),
            prompt=cast.prompt(f"l{number}", f"Say what you saw on day {number}."),
        )
    analyse()
    texts = scope_texts("Lights")
    table = counts.count_terms(texts, prompt_texts(texts))
    found = compare_terms(table, noun="text")
    verdicts = {term.evidence.key: term for term in found.shown}
    assert verdicts["lantern"].verdict.q < 0.05
    assert {term.verdict.verdict for term in found.shown} <= {"exploratory", "not_shown"}
    assert verdicts["lantern"].evidence.basis == "same_texts"


def people(prompts: int = 40, *, each: int = 5):
    rows = [
        row(f"h{person:02}", pid((person * 7 + step * 3) % prompts), float(step % 2))
        for person in range(60)
        for step in range(each)
    ]
    return rows, humans(cells_of(rows))


def test_one_prompt_of_each_person_is_kept_and_none_is_favoured():
    rows, cells = people()
    kept = one_prompt_each(cells, seed=1)
    assert [cell.author for cell in kept] == sorted({cell.author for cell in cells})
    assert set(kept) <= set(cells)
    # the lot is even: over many seeds a person's prompts are kept about equally often
    seen = Counter(
        cell.prompt for seed in range(600) for cell in one_prompt_each(cells[:5], seed=seed)
    )
    assert len(seen) == 5
    assert min(seen.values()) > 75
    # and it knows neither the order nor the values: only seed, author and prompt
    turned = humans(cells_of([row(r.author, r.prompt, 1 - r.value) for r in rows[::-1]]))
    assert [(c.author, c.prompt) for c in one_prompt_each(turned, seed=1)] == [
        (c.author, c.prompt) for c in kept
    ]


def test_the_lot_of_one_person_is_the_same_whoever_else_wrote():
    _, cells = people()
    alone = one_prompt_each([cell for cell in cells if cell.author == "h07"], seed=1)
    assert alone[0] in one_prompt_each(cells, seed=1)
