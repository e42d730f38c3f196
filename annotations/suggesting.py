"""Looking through a study's texts for what its motifs' patterns would tag. Done in tasks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotations.models import (
    Codebook,
    Motif,
    Study,
    StudyText,
    Suggestion,
    SuggestionScan,
)
from annotations.models.codebook import STANDING
from annotations.resolving import final_motif
from corpus.jobs import Progress
from corpus.models import Job, Text
from corpus.nlp.patterns import PatternError, parse_pattern

DETECTOR = "pattern"
# Raise it whenever the same patterns would mark other words.
DETECTOR_VERSION = 1


@dataclass(frozen=True)
class Found:
    """A place, and the first of its motif's patterns that has it."""

    motif: int
    start: int
    end: int
    pattern: str


def run_suggestions(job: Job, progress: Progress) -> None:
    """Look through every text that the present patterns have not been looked for in."""
    study = Study.objects.select_related("codebook").get(pk=job.arguments["study"])
    if study.state != Study.State.OPEN or study.suggestions == Study.Suggestions.OFF:
        return
    patterns = patterns_of(study)
    digest = digest_of(patterns)
    unseen = list(_unseen(study, digest).order_by("text").values_list("text", flat=True))
    progress(0, len(unseen))
    for done, pk in enumerate(unseen, start=1):
        _look_through(study, pk, patterns, digest)
        progress(done)
        progress.give_way()


def patterns_of(study: Study) -> list[tuple[int, str]]:
    """Return each motif in use with each pattern that suggests it and can be read."""
    if study.codebook is None:
        return []
    found = patterns_in_use(study.codebook)
    return [(motif.pk, pattern) for motif, pattern in found if _is_readable(pattern)]


def patterns_in_use(codebook: Codebook) -> list[tuple[Motif, str]]:
    """Return each motif in use with its patterns, and with those of what was merged into it."""
    motifs = codebook.motifs.filter(is_private=False).select_related("merged_into").order_by("pk")
    ends = [(final_motif(motif), motif.patterns) for motif in motifs]
    found = {
        (motif.pk, pattern): (motif, pattern)
        for motif, patterns in ends
        if motif.status in STANDING
        for pattern in patterns
    }
    return [found[key] for key in sorted(found, key=lambda key: key[0])]


def digest_of(patterns: list[tuple[int, str]]) -> str:
    """Return a hash of what texts are looked through with."""
    parts = [DETECTOR, DETECTOR_VERSION, patterns]
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _is_readable(pattern: str) -> bool:
    try:
        parse_pattern(pattern)
    except PatternError:
        return False
    return True


def _unseen(study: Study, digest: str) -> QuerySet[StudyText]:
    seen = SuggestionScan.objects.filter(study=study, digest=digest).values("text")
    return study.study_texts.filter(~Q(text__in=seen), taken_out_at=None)


def _look_through(
    study: Study, text_id: UUID, patterns: list[tuple[int, str]], digest: str
) -> None:
    """Look through one text; one that cannot be read is set aside with its error."""
    text = Text.objects.get(pk=text_id)
    try:
        found, version = _find(text, patterns)
    except Exception as error:  # whatever a body does to the pipeline, the others go on
        said = f"{type(error).__name__}: {error}"[:500]
        _note(study, text_id, digest, error=said)
        return
    with transaction.atomic():
        _store(study, text, found, version)
        _note(study, text_id, digest)


def _find(text: Text, patterns: list[tuple[int, str]]) -> tuple[list[Found], str]:
    from corpus.nlp.matching import find_all_spans
    from corpus.nlp.pipeline import build_pipeline

    spans = find_all_spans(list(dict.fromkeys(p for _, p in patterns)), text.body, text.language)
    found: dict[tuple[int, int, int], Found] = {}
    for motif, pattern in patterns:
        for start, end in spans[pattern]:
            found.setdefault((motif, start, end), Found(motif, start, end, pattern))
    version = f"{DETECTOR} {DETECTOR_VERSION}; {build_pipeline(text.language).version}"
    return [found[place] for place in sorted(found)], version[:200]


def _store(study: Study, text: Text, found: list[Found], version: str) -> None:
    """Make these the text's suggestions; what somebody has decided on stays in any case."""
    there = Suggestion.objects.filter(study=study, text=text, detector=DETECTOR)
    old = {(row.motif_id, row.start, row.end): row for row in there}
    places = {(place.motif, place.start, place.end) for place in found}
    gone = [row.pk for place, row in old.items() if place not in places]
    _let_go(study, text, there.filter(pk__in=gone, decisions=None, tags=None))
    back = [row.pk for place, row in old.items() if place in places and row.withdrawn_at]
    there.filter(pk__in=back).update(withdrawn_at=None)
    Suggestion.objects.bulk_create(
        [
            _suggestion(study, text, place, version)
            for place in found
            if (place.motif, place.start, place.end) not in old
        ],
        ignore_conflicts=True,
    )


def _let_go(study: Study, text: Text, gone: QuerySet[Suggestion]) -> None:
    """Delete suggestions; those that a reading may have taken without a line are only withdrawn.

    Else its reader could not save it, or the tag would pass for one that was found unprompted. One
    that is submitted may be opened again, and a draft of it still lie in a browser that is offline.
    """
    if study.reviews.filter(text=text).exists():
        gone.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    else:
        gone.delete()


def _suggestion(study: Study, text: Text, place: Found, version: str) -> Suggestion:
    quote = text.body[place.start : place.end]
    return Suggestion(
        study=study,
        text=text,
        motif_id=place.motif,
        start=place.start,
        end=place.end,
        quote=quote,
        detector=DETECTOR,
        detector_version=version,
        pattern=place.pattern,
    )


def _note(study: Study, text_id: UUID, digest: str, *, error: str = "") -> None:
    SuggestionScan.objects.update_or_create(
        study=study, text_id=text_id, defaults={"digest": digest, "error": error}
    )
