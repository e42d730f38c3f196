"""The candidate terms of a report, as data. Imported in tasks only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from themes.evidence import Beat
from themes.records import WORD, group_record, motif_record
from themes.scope import ScopeText
from themes.terms.against_people import TestedTerm, compare_terms, prompts_with_both
from themes.terms.counts import MOST_PROPOSING, TermTable, count_terms
from themes.terms.without_people import terms_without_baseline


def terms_section(
    texts: Sequence[ScopeText], prompts: Mapping[str, str], *, noun: str, beat: Beat
) -> dict[str, Any]:
    """Return the terms: against people where there are any on the prompts, else two lists."""
    table = count_terms(texts, prompts, beat=beat)
    section: dict[str, Any] = {
        "counts": WORD,
        "texts_analysed": len(table.texts),
        "texts_not_analysed": len(texts) - len(table.texts),
        "candidates": len(table.terms),
        "proposed_from": min(len(table.texts), MOST_PROPOSING),
        "baseline": "none",
        "terms": [],
    }
    if not table.terms:
        return section
    if prompts_with_both(table):
        return {**section, **_tested(table, noun=noun, beat=beat)}
    return {**section, **_unknown(table, beat=beat)}


def _tested(table: TermTable, *, noun: str, beat: Beat) -> dict[str, Any]:
    found = compare_terms(table, noun=noun, beat=beat)
    return {
        "baseline": "human",
        "tested": found.tested,
        "selected": found.selected,
        "set_aside": found.set_aside,
        "strata": found.strata,
        "terms": [_term(table, term) for term in found.shown],
    }


def _term(table: TermTable, term: TestedTerm) -> dict[str, Any]:
    return {
        **motif_record(term.evidence, term.verdict),
        **_words(table, term.number),
        "rarefied": term.rarefied,
    }


def _unknown(table: TermTable, *, beat: Beat) -> dict[str, Any]:
    found = terms_without_baseline(table, beat=beat)
    return {
        "baseline": "unknown",
        "compared": found.compared,
        "english_texts": found.english_texts,
        "word_list": found.word_list,
        "overused": [
            {
                **_words(table, term.number),
                "families_over": term.families_over,
                "families": term.families,
                "groups": [
                    {**group_record(group), "expected": expected}
                    for group, expected in zip(term.groups, term.expected, strict=True)
                ],
            }
            for term in found.overused
        ],
        "differing": [
            {
                **_words(table, term.number),
                "spread": term.spread,
                "gap": term.gap,
                "highest": term.highest,
                "lowest": term.lowest,
                "groups": [group_record(group) for group in term.groups],
            }
            for term in found.differing
        ],
    }


def _words(table: TermTable, number: int) -> dict[str, Any]:
    """Show the forms met: the lemma is an index, and a form may belong to two."""
    term = table.terms[number]
    return {
        "key": term.lemma,
        "name": term.lemma,
        "surfaces": [surface for surface, _ in term.surfaces],
        "documents": term.documents,
    }
