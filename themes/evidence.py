"""From readings and words to observations, and from those to evidence. Imported in tasks only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from annotations.readings import share_with_motif
from corpus.models import Text, TextAnalysis
from corpus.nlp.matching import matches
from corpus.nlp.patterns import PatternError, parse_pattern
from corpus.nlp.records import TextFeatures
from themes.readings import CodebookRead, MotifRead, public_key
from themes.scope import ScopeText
from themes.stats.evidence import motif_evidence
from themes.stats.evidence_shapes import Basis, MotifEvidence
from themes.stats.observations import Observation
from themes.stats.resampling import SEED

BATCH = 200
Beat = Callable[[], None]


def nothing() -> None:
    """Stand in where nobody waits to hear how far the work is."""


def motif_values(book: CodebookRead, motif: MotifRead) -> dict[UUID, float]:
    """Return 1, 0 or one half of every text that was read: the majority of its readings."""
    readings = book.readings_of(motif)
    values = {pk: share_with_motif(rows, motif.key) for pk, rows in readings.items()}
    return {pk: value for pk, value in values.items() if value is not None}


def observe(
    texts: Sequence[ScopeText], values: Mapping[UUID, float], leaking: frozenset[str]
) -> list[Observation]:
    """Return one observation for each text that has a value.

    Texts and authors go by what they are, not by their ids: those are drawn anew on every site,
    and a lot drawn over them would give the same texts other numbers there.
    """
    return [
        Observation(
            text=text.stable_key,
            prompt=text.prompt,
            author=text.author_key,
            kind="human" if text.is_human else "model",
            value=values[text.id],
            body=text.folded_sha256,
            family=None if text.is_human else text.family or None,
            family_stated=text.family_stated,
            prompt_leaks=text.prompt in leaking,
            elicitation=text.elicitation,
        )
        for text in texts
        if text.id in values
    ]


def motif_run(
    book: CodebookRead,
    texts: Sequence[ScopeText],
    prompts: Mapping[str, str],
    *,
    many: bool = False,
    beat: Beat = nothing,
) -> list[MotifEvidence]:
    """Compute the evidence of every motif of a codebook, from the readings alone."""
    run = []
    for motif, seen in motif_observations(book, texts, prompts):
        run.append(
            motif_evidence(
                seen,
                key=public_key(book.version, motif.key, many=many),
                label=motif.name,
                unit="motif",
                basis=basis_of(motif),
                tested=len(book.motifs),
                prompts_searched=any(is_readable(pattern) for pattern in motif.patterns),
                seed=SEED,
            )
        )
        beat()
    return run


def motif_observations(
    book: CodebookRead, texts: Sequence[ScopeText], prompts: Mapping[str, str]
) -> Iterator[tuple[MotifRead, list[Observation]]]:
    """Yield each motif of a codebook with what its readings say of every text read for it."""
    languages = prompt_languages(texts)
    for motif in book.motifs:
        leaking = leaking_prompts(motif.patterns, prompts, languages)
        yield motif, observe(texts, motif_values(book, motif), leaking)


def basis_of(motif: MotifRead) -> Basis:
    """Say what a motif stood on before the texts were read.

    Frozen is what was active, so worded, in a version older than the first reading of any of these
    texts in any study. Whatever came later, and any candidate, may be proposed from these texts.
    """
    return "frozen" if motif.stood_before else "same_texts"


def pattern_evidence(
    pattern: str,
    texts: Sequence[ScopeText],
    prompts: Mapping[str, str],
    *,
    beat: Beat = nothing,
) -> MotifEvidence:
    """Compute the evidence of one pattern asked singly: the word, not the motif."""
    leaking = leaking_prompts((pattern,), prompts, prompt_languages(texts))
    return motif_evidence(
        observe(texts, pattern_values(pattern, texts, beat=beat), leaking),
        key=pattern,
        unit="term",
        basis="single",
        seed=SEED,
    )


def pattern_values(
    pattern: str, texts: Sequence[ScopeText], *, beat: Beat = nothing
) -> dict[UUID, float]:
    """Return of every text whether the pattern is in it: by its features where these suffice."""
    languages = {text.id: text.language for text in texts}
    values: dict[UUID, float] = {}
    if parse_pattern(pattern).is_single_word:
        for pk, features in features_of(texts):
            try:
                values[pk] = float(matches(pattern, features))
            except PatternError:  # a language without spaces: look into the body
                continue
    missing = [text.id for text in texts if text.id not in values]
    for start in range(0, len(missing), BATCH):
        rows = Text.objects.filter(pk__in=missing[start : start + BATCH])
        for pk, body in rows.values_list("pk", "body"):
            values[pk] = float(matches(pattern, body, language=languages[pk]))
        beat()
    return values


def features_of(texts: Sequence[ScopeText]) -> Iterator[tuple[UUID, TextFeatures]]:
    """Yield the stored features of each analysed text, in order, a batch in memory at a time."""
    ids = [text.id for text in texts]
    for start in range(0, len(ids), BATCH):
        rows = TextAnalysis.objects.filter(
            text__in=ids[start : start + BATCH], state=TextAnalysis.State.DONE
        )
        stored = dict(rows.values_list("text", "features"))
        for pk in ids[start : start + BATCH]:
            if pk in stored:
                yield pk, TextFeatures.from_json(stored[pk])


def leaking_prompts(
    patterns: Sequence[str], prompts: Mapping[str, str], languages: Mapping[str, str]
) -> frozenset[str]:
    """Return the prompts that contain one of a motif's patterns: they asked for it."""
    readable = [pattern for pattern in patterns if is_readable(pattern)]
    return frozenset(
        digest
        for digest, words in prompts.items()
        if any(matches(pattern, words, language=languages[digest]) for pattern in readable)
    )


def is_readable(pattern: str) -> bool:
    """Say whether a pattern can be looked for; one that cannot is reported, not guessed at."""
    try:
        parse_pattern(pattern)
    except PatternError:
        return False
    return True


def prompt_languages(texts: Sequence[ScopeText]) -> dict[str, str]:
    """Return the language in which each prompt was most often answered."""
    counts: dict[str, dict[str, int]] = {}
    for text in texts:
        if text.prompt:
            row = counts.setdefault(text.prompt, {})
            row[text.language] = row.get(text.language, 0) + 1
    return {digest: min(row, key=lambda tag: (-row[tag], tag)) for digest, row in counts.items()}
