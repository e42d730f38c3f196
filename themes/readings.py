"""Which readings count in a scope, and against which codebook they were made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from annotations.models import CodebookVersion, Study, StudyText, Submission
from annotations.readings import CountedReading, CountedReadings, counted_readings
from themes.first_read import first_read
from themes.motifs_read import MotifRead, MotifsOf
from themes.scope import FigureScope, ScopeText, sources_in


@dataclass(frozen=True)
class ReadingMade:
    """A reading, and the numbers of the codebook's versions it was begun and submitted under."""

    versions: frozenset[int]
    reading: CountedReading


@dataclass(frozen=True)
class CodebookRead:
    """A codebook version, its motifs, and the readings made against it in the scope."""

    version: CodebookVersion
    motifs: tuple[MotifRead, ...]
    made: dict[UUID, tuple[ReadingMade, ...]]
    asked: dict[UUID, int]
    unblinded: int
    studies: tuple[int, ...]
    # The studies whose readers were shown suggestions while they read.
    shown_suggestions: tuple[int, ...] = ()

    @cached_property
    def readings(self) -> dict[UUID, tuple[CountedReading, ...]]:
        """Return every reading of each text, whichever version it was made under."""
        return {pk: tuple(row.reading for row in rows) for pk, rows in self.made.items()}

    def readings_of(self, motif: MotifRead) -> dict[UUID, tuple[CountedReading, ...]]:
        """Return the readings that could find a motif: silence of the others is not a "no"."""
        asked = {
            pk: tuple(row.reading for row in rows if row.versions <= motif.versions)
            for pk, rows in self.made.items()
        }
        return {pk: rows for pk, rows in asked.items() if rows}

    @property
    def brought(self) -> int:
        return sum(reading.brought for row in self.readings.values() for reading in row)

    def suggested(self, motif: str | None = None) -> int:
        """Return how many tags, of one motif or of all, were accepted from suggestions."""
        return sum(
            tag.suggested and motif in (None, tag.motif)
            for rows in self.readings.values()
            for reading in rows
            for tag in reading.tags
        )

    @property
    def count(self) -> int:
        return sum(map(len, self.readings.values()))

    @property
    def unread(self) -> int:
        """Return how many texts were to be read and have no reading that counts."""
        return sum(text not in self.readings for text in self.asked)

    @property
    def fewer(self) -> int:
        """Return how many texts have a reading, but fewer than were asked for."""
        return sum(0 < len(self.readings.get(t, ())) < n for t, n in self.asked.items())


def codebooks_read(scope: FigureScope, texts: list[ScopeText]) -> list[CodebookRead]:
    """Return the codebooks that texts of the scope were read against, the oldest first.

    Of a study its own. Of any other scope those of the closed studies that read some of its texts.
    """
    by_id = {text.id: text for text in texts}
    grouped: dict[int, list[Study]] = {}
    for study in _studies(scope):
        if study.codebook_version is not None:
            grouped.setdefault(study.codebook_version.codebook_id, []).append(study)
    return [_codebook(studies, by_id) for _, studies in sorted(grouped.items())]


def motif_keys(scope: FigureScope) -> list[str]:
    """Return the keys that motifs of this scope are asked by, without reading the readings."""
    versions: dict[int, CodebookVersion] = {}
    for study in _studies(scope):
        if study.codebook_version is not None:
            versions[study.codebook_version.codebook_id] = _newest(
                versions.get(study.codebook_version.codebook_id), _version_read(study)
            )
    many = len(versions) > 1
    return [
        public_key(version, key, many=many)
        for version in versions.values()
        for key in MotifsOf(version).reported()
    ]


def public_key(version: CodebookVersion, key: str, *, many: bool) -> str:
    """Return a motif's key, headed by its codebook's number where there are several."""
    return f"{version.codebook_id}:{key}" if many else key


def _motifs(
    version: CodebookVersion,
    made: dict[UUID, tuple[ReadingMade, ...]],
    texts: dict[UUID, ScopeText],
) -> tuple[MotifRead, ...]:
    """Return the motifs in use, each with the versions that have it and whether it stood before."""
    begun = first_read([texts[pk] for pk in made])
    return MotifsOf(version).read(
        (row.versions, row.reading.tagged, begun[pk]) for pk, rows in made.items() for row in rows
    )


def _studies(scope: FigureScope) -> list[Study]:
    studies = Study.objects.select_related("codebook_version__codebook").order_by("pk")
    if scope.study:
        return list(studies.filter(pk=scope.study.pk))
    reads = StudyText.objects.filter(
        study=OuterRef("pk"), taken_out_at=None, text__in=sources_in(scope).values("pk")
    )
    return list(studies.filter(Exists(reads), state=Study.State.CLOSED))


def _codebook(studies: list[Study], texts: dict[UUID, ScopeText]) -> CodebookRead:
    version: CodebookVersion | None = None
    made: dict[UUID, list[ReadingMade]] = {}
    asked: dict[UUID, int] = {}
    unblinded = 0
    for study in studies:
        assert study.codebook_version is not None  # studies without one were left out
        version = _newest(version, _version_read(study))
        frozen = list(version.codebook.versions.order_by("number"))
        counted: CountedReadings = counted_readings(study)
        unblinded += counted.unblinded
        for text_id in study.study_texts.filter(taken_out_at=None).values_list("text", flat=True):
            if text_id in texts:
                asked[text_id] = asked.get(text_id, 0) + study.reviewers_per_text
        for reading in counted.readings:
            if reading.text_id in texts:
                row = ReadingMade(_versions_of(reading, study.codebook_version, frozen), reading)
                made.setdefault(reading.text_id, []).append(row)
    assert version is not None  # there is at least one study
    kept = {pk: tuple(rows) for pk, rows in sorted(made.items())}
    return CodebookRead(
        version=version,
        motifs=_motifs(version, kept, texts),
        made=kept,
        asked=asked,
        unblinded=unblinded,
        studies=tuple(study.pk for study in studies),
        shown_suggestions=tuple(
            study.pk for study in studies if study.suggestions == Study.Suggestions.SHOWN
        ),
    )


def _version_read(study: Study) -> CodebookVersion:
    """Return the newest version that a reading of the study was submitted under."""
    assert study.codebook_version is not None  # studies without one were left out
    noted = CodebookVersion.objects.filter(
        Exists(Submission.objects.filter(codebook_version=OuterRef("pk"), review__study=study))
    )
    newest = noted.select_related("codebook").order_by("-number").first()
    return _newest(study.codebook_version, newest)


def _versions_of(
    reading: CountedReading, opened: CodebookVersion, frozen: list[CodebookVersion]
) -> frozenset[int]:
    """Return the versions that were the newest when the reading was begun and submitted.

    What was added in between its reader may have seen or not: their silence on it says nothing.
    """
    at_first = opened.number
    for version in frozen:
        if reading.begun_at is not None and version.at <= reading.begun_at:
            at_first = max(at_first, version.number)
    return frozenset((at_first, max(at_first, reading.version or 0)))


def _newest(one: CodebookVersion | None, other: CodebookVersion | None) -> CodebookVersion:
    known = [version for version in (one, other) if version is not None]
    return max(known, key=lambda version: version.number)


def codebook_record(book: CodebookRead) -> dict[str, Any]:
    """Say of a codebook what was read against it, and what was not."""
    return {
        "codebook": book.version.codebook_id,
        "name": book.version.codebook.name,
        "number": book.version.number,
        "sha256": book.version.sha256,
        "studies": list(book.studies),
        "texts_asked": len(book.asked),
        "texts_read": len(book.readings),
        "texts_unread": book.unread,
        "texts_with_fewer_readings": book.fewer,
        "readings": book.count,
        "readings_by_who_brought_the_text": book.brought,
        "readings_left_out_as_unblinded": book.unblinded,
        "studies_that_showed_suggestions": list(book.shown_suggestions),
        "tags_accepted_from_suggestions": {
            motif.key: n for motif in book.motifs if (n := book.suggested(motif.key))
        },
    }


def read_caveats(
    book: CodebookRead, motif: MotifRead, *, texts: int, whole_study: bool
) -> list[str]:
    """Say which texts a motif's figures are of: nothing is inferred to those nobody read for it."""
    read = len(book.readings_of(motif))
    these = "this one text" if read == 1 else f"these {read} texts"
    if not read:
        said = f"None of the {texts} texts was read for it."
    elif read == texts:
        said = f"Of {these} only."
    elif whole_study:
        said = f"Of {these} only; {texts - read} of {texts} not read."
    else:
        said = f"Of the {read} texts that were read, of {texts}."
    if other := len(book.readings) - read:
        was = "text was" if other == 1 else "texts were"
        said += (
            f" {other} more {was} read against a version of the codebook that does not have it so "
            "worded, and cannot say."
        )
    if motif.also:
        said += f" What was tagged as {', '.join(motif.also)} counts too: merged into it since."
    return [said, *_suggestion_caveats(book, motif)]


def _suggestion_caveats(book: CodebookRead, motif: MotifRead) -> list[str]:
    """Say that readers were shown where to look, and what came of it."""
    if not book.shown_suggestions:
        return []
    many = len(book.shown_suggestions) > 1
    n = book.suggested(motif.key)
    said = (
        f"{'Studies' if many else 'Study'} {', '.join(map(str, book.shown_suggestions))} showed "
        "readers what patterns would tag: these readings are not blind to suggestions."
    )
    if n:
        tags = "tag was" if n == 1 else "tags were"
        said += (
            f" {n} {tags} accepted from suggestions and not counted; a reading that has the motif "
            "by these alone says neither yes nor no."
        )
    return [said]
