"""From a scope to a report's frozen content. Imported in tasks only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from themes.evidence import Beat, is_readable, motif_run, motif_values, nothing
from themes.passages import choose_passages, passage_records
from themes.positions import profiles_of
from themes.readings import (
    CodebookRead,
    MotifRead,
    codebook_record,
    codebooks_read,
    public_key,
    read_caveats,
)
from themes.records import motif_record
from themes.reports.conclusions import headline, not_concluded
from themes.reports.heterogeneity import heterogeneity_rows
from themes.reports.terms import terms_section
from themes.scope import FigureScope, ScopeText, left_out, noun_for, prompt_texts, texts_in
from themes.snapshot import canonical, pipeline_versions, take_snapshot
from themes.stats.resampling import SEED
from themes.stats.rounding import as_record
from themes.stats.verdicts import judge_run
from themes.versions import code_version

FORMAT = 1


@dataclass(frozen=True)
class Built:
    """A report's canonical JSON, and what its row keeps beside it."""

    content: str
    snapshot: str
    codebook_version: int | None
    texts: tuple[UUID, ...]


def build_report(scope: FigureScope, *, beat: Beat = nothing) -> Built:
    """Compute everything a report says of a scope. The same snapshot gives the same bytes."""
    texts = texts_in(scope)
    prompts = prompt_texts(texts)
    books = codebooks_read(scope, texts)
    snapshot = take_snapshot(scope, texts, books)
    noun = noun_for(texts)
    motifs = [
        row for book in books for row in _motifs(scope, book, texts, prompts, noun, len(books) > 1)
    ]
    content = {
        "format": FORMAT,
        "snapshot": snapshot,
        "seed": SEED,
        "code_version": code_version(),
        "pipeline_versions": pipeline_versions(texts),
        "scope": _scope_record(scope, noun),
        "counts": _counts(scope, texts),
        "codebooks": [codebook_record(book) for book in books],
        "motifs": motifs,
        "heterogeneity": [
            row
            for book in books
            for row in heterogeneity_rows(book, texts, prompts, noun=noun, many=len(books) > 1)
        ],
        "terms": terms_section(texts, prompts, noun=noun, beat=beat),
    }
    content["headline"] = headline(content)
    content["not_concluded"] = not_concluded(content)
    only = books[0].version.pk if len(books) == 1 else None
    counted = tuple(text.id for text in texts)
    return Built(canonical(as_record(content)), snapshot, only, counted)


def _motifs(
    scope: FigureScope,
    book: CodebookRead,
    texts: Sequence[ScopeText],
    prompts: dict[str, str],
    noun: str,
    many: bool,
) -> list[dict[str, Any]]:
    """Judge a codebook's motifs as one run, and add where each falls and how it reads."""
    run = motif_run(book, texts, prompts, many=many)
    rows: list[dict[str, Any]] = []
    for motif, evidence, verdict in zip(book.motifs, run, judge_run(run, noun=noun), strict=True):
        readings = book.readings_of(motif)
        values = motif_values(book, motif)
        chosen = choose_passages(motif.key, texts, readings, values)
        unread = read_caveats(book, motif, texts=len(texts), whole_study=scope.study is not None)
        rows.append(
            {
                **motif_record(evidence, verdict),
                "caveats": [*verdict.caveats, *unread],
                "key": public_key(book.version, motif.key, many=many),
                "sigla": motif.sigla,
                "definition": motif.definition,
                "unreadable_patterns": [p for p in motif.patterns if not is_readable(p)],
                "rules": _rules(book, motif, texts),
                "positions": profiles_of(motif.key, texts, readings),
                "passages": passage_records(chosen),
            }
        )
    return rows


def _rules(book: CodebookRead, motif: MotifRead, texts: Sequence[ScopeText]) -> dict[str, Any]:
    """Count the texts that have a motif by majority, by any reading and by all of them."""
    counts: dict[str, dict[str, float]] = {}
    readings = book.readings_of(motif)
    for text in texts:
        votes = [
            motif.key in reading.motifs
            for reading in readings.get(text.id, ())
            if reading.votes_on(motif.key)
        ]
        if votes:
            side = counts.setdefault(
                "human" if text.is_human else "model",
                {"texts": 0, "majority": 0.0, "any": 0, "all": 0},
            )
            share = sum(votes) / len(votes)
            side["texts"] += 1
            side["majority"] += 0.5 if share == 0.5 else float(share > 0.5)
            side["any"] += any(votes)
            side["all"] += all(votes)
    return counts


def _scope_record(scope: FigureScope, noun: str) -> dict[str, Any]:
    sentence = f"This report speaks of {scope.phrase}."
    if scope.interim:
        sentence += " It is interim: the study is open, and its own texts are counted."
    return {**scope.as_data(), "sentence": sentence, "noun": noun, "sample": scope.is_sample}


def _counts(scope: FigureScope, texts: Sequence[ScopeText]) -> dict[str, Any]:
    """Count texts, families, people and prompts."""
    families: dict[str, set[str | None]] = {}
    for text in texts:
        if text.counts_as_family:
            families.setdefault(text.family, set()).add(text.prompt)
    by_models = {text.prompt for text in texts if text.prompt and not text.is_human}
    by_people = {text.prompt for text in texts if text.prompt and text.is_human}
    shared = set.intersection(*families.values()) - {None} if families else set()
    return {
        "texts": len(texts),
        "model_texts": sum(not text.is_human for text in texts),
        "human_texts": sum(text.is_human for text in texts),
        "families": sorted(families),
        "people": len({text.author_id for text in texts if text.is_human}),
        "prompts": len(by_models | by_people),
        "shared_prompts": len(shared),
        "prompts_with_both": len(by_models & by_people),
        "without_prompt": sum(text.prompt is None for text in texts),
        "unstated_models": len(
            {t.author_id for t in texts if not t.is_human and not t.counts_as_family}
        ),
        "unstated_texts": sum(not text.is_human and not text.counts_as_family for text in texts),
        "left_out": left_out(scope),
    }
