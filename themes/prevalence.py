"""The figure of prevalence: per motif or pattern and group, and against people. For tasks only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from themes.evidence import (
    Beat,
    leaking_prompts,
    motif_run,
    motif_values,
    nothing,
    observe,
    pattern_evidence,
    pattern_values,
    prompt_languages,
)
from themes.figures import Question
from themes.readings import (
    CodebookRead,
    codebook_record,
    codebooks_read,
    public_key,
    read_caveats,
)
from themes.records import group_record, groups_of, motif_record
from themes.scope import ScopeText, left_out, noun_for, prompt_texts, texts_in
from themes.snapshot import pipeline_versions
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.observations import Observation
from themes.stats.prevalence import By, prevalence_by
from themes.stats.resampling import SEED
from themes.stats.rounding import as_record
from themes.stats.verdicts import judge_run
from themes.versions import code_version


def prevalence_figure(question: Question, *, beat: Beat = nothing) -> dict[str, Any]:
    """Compute the answer to a question, as data with six significant digits."""
    texts = texts_in(question.scope)
    prompts = prompt_texts(texts)
    books = codebooks_read(question.scope, texts)
    noun = noun_for(texts)
    results: list[dict[str, Any]] = []
    if question.pattern:
        results.append(_pattern(question, texts, prompts, noun, beat))
    else:
        for book in books:
            results += _motifs(question, book, texts, prompts, noun, many=len(books) > 1)
    return as_record(
        {
            "seed": SEED,
            "code_version": code_version(),
            "pipeline_versions": pipeline_versions(texts),
            "texts": len(texts),
            "left_out": left_out(question.scope),
            "codebooks": [codebook_record(book) for book in books],
            "readings": sum(book.count for book in books),
            "results": results,
            "undefined_reason": "" if results else "no text in this scope was read for motifs",
        }
    )


def _motifs(
    question: Question,
    book: CodebookRead,
    texts: Sequence[ScopeText],
    prompts: dict[str, str],
    noun: str,
    *,
    many: bool,
) -> list[dict[str, Any]]:
    """Judge the whole codebook together, whichever motif is asked for."""
    run = motif_run(book, texts, prompts, many=many)
    languages = prompt_languages(texts)
    rows = []
    for motif, evidence, verdict in zip(book.motifs, run, judge_run(run, noun=noun), strict=True):
        if question.motif in ("", public_key(book.version, motif.key, many=many)):
            leaking = leaking_prompts(motif.patterns, prompts, languages)
            seen = observe(texts, motif_values(book, motif), leaking)
            row = motif_record(evidence, verdict)
            row["groups"] = _groups(question, texts, seen, evidence)
            row["caveats"] += read_caveats(
                book, motif, texts=len(texts), whole_study=question.scope.study is not None
            )
            rows.append(row)
    return rows


def _pattern(
    question: Question,
    texts: Sequence[ScopeText],
    prompts: dict[str, str],
    noun: str,
    beat: Beat,
) -> dict[str, Any]:
    evidence = pattern_evidence(question.pattern, texts, prompts, beat=beat)
    row = motif_record(evidence, judge_run([evidence], noun=noun)[0])
    leaking = leaking_prompts((question.pattern,), prompts, prompt_languages(texts))
    seen = (
        observe(texts, pattern_values(question.pattern, texts, beat=beat), leaking)
        if question.by != "family"
        else []
    )
    row["groups"] = _groups(question, texts, seen, evidence)
    return row


def _groups(
    question: Question,
    texts: Sequence[ScopeText],
    seen: Sequence[Observation],
    evidence: MotifEvidence,
) -> list[dict[str, Any]]:
    """Return prevalence by the groups asked for; authors by name, the id kept beside it."""
    if question.by == "family":
        return groups_of(evidence)
    found = [group_record(g) for g in prevalence_by(seen, by=cast(By, question.by), seed=SEED)]
    if question.by == "elicitation":
        return found
    known = {text.author_key: text for text in texts}
    named = [
        {**row, "author": str(known[row["group"]].author_id), "group": known[row["group"]].author}
        for row in found
    ]
    return sorted(named, key=lambda row: (row["kind"], row["group"]))
