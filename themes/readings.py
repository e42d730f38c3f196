"""Which readings count in a scope, and against which codebook they were made."""

from __future__ import annotations

from collections.abc import Collection as Ids
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from annotations.models import CodebookVersion, Motif, Study, StudyText
from annotations.readings import CountedReading, CountedReadings, counted_readings
from themes.scope import FigureScope, ScopeText, sources_in


@dataclass(frozen=True)
class MotifRead:
    """A motif as it was worded when the texts were read."""

    key: str
    name: str
    sigla: str
    definition: str
    patterns: tuple[str, ...]
    # Candidates were proposed from texts; only what stood before the reading may be claimed.
    is_candidate: bool


@dataclass(frozen=True)
class CodebookRead:
    """A codebook version, its motifs, and the readings made against it in the scope."""

    version: CodebookVersion
    motifs: tuple[MotifRead, ...]
    readings: dict[UUID, tuple[CountedReading, ...]]
    asked: dict[UUID, int]
    unblinded: int
    studies: tuple[int, ...]

    @property
    def brought(self) -> int:
        return sum(reading.brought for row in self.readings.values() for reading in row)

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
    ids = {text.id for text in texts}
    grouped: dict[int, list[Study]] = {}
    for study in _studies(scope):
        if study.codebook_version is not None:
            grouped.setdefault(study.codebook_version.codebook_id, []).append(study)
    return [_codebook(studies, ids) for _, studies in sorted(grouped.items())]


def motif_keys(scope: FigureScope) -> list[str]:
    """Return the keys that motifs of this scope are asked by, without reading the readings."""
    versions: dict[int, CodebookVersion] = {}
    for study in _studies(scope):
        if study.codebook_version is not None:
            versions[study.codebook_version.codebook_id] = _newest(
                versions.get(study.codebook_version.codebook_id), study.codebook_version
            )
    many = len(versions) > 1
    return [
        public_key(version, motif.key, many=many)
        for version in versions.values()
        for motif in motifs_of(version)
    ]


def public_key(version: CodebookVersion, key: str, *, many: bool) -> str:
    """Return a motif's key, headed by its codebook's number where there are several."""
    return f"{version.codebook_id}:{key}" if many else key


def motifs_of(version: CodebookVersion) -> tuple[MotifRead, ...]:
    """Return the motifs of a frozen version that are in use."""
    rows = [row for row in version.content if row["status"] != Motif.Status.RETIRED]
    return tuple(_motif(row) for row in rows)


def _motif(row: dict[str, Any]) -> MotifRead:
    return MotifRead(
        key=row["key"],
        name=row["name"],
        sigla=row["sigla"],
        definition=row["definition"],
        patterns=tuple(row["patterns"]),
        is_candidate=row["status"] == Motif.Status.CANDIDATE,
    )


def _studies(scope: FigureScope) -> list[Study]:
    studies = Study.objects.select_related("codebook_version__codebook").order_by("pk")
    if scope.study:
        return list(studies.filter(pk=scope.study.pk))
    reads = StudyText.objects.filter(
        study=OuterRef("pk"), taken_out_at=None, text__in=sources_in(scope).values("pk")
    )
    return list(studies.filter(Exists(reads), state=Study.State.CLOSED))


def _codebook(studies: list[Study], ids: Ids[UUID]) -> CodebookRead:
    version: CodebookVersion | None = None
    readings: dict[UUID, list[CountedReading]] = {}
    asked: dict[UUID, int] = {}
    unblinded = 0
    for study in studies:
        version = _newest(version, study.codebook_version)
        counted: CountedReadings = counted_readings(study)
        unblinded += counted.unblinded
        for text_id in study.study_texts.filter(taken_out_at=None).values_list("text", flat=True):
            if text_id in ids:
                asked[text_id] = asked.get(text_id, 0) + study.reviewers_per_text
        for reading in counted.readings:
            if reading.text_id in ids:
                readings.setdefault(reading.text_id, []).append(reading)
    assert version is not None  # studies without one were left out
    return CodebookRead(
        version=version,
        motifs=motifs_of(version),
        readings={pk: tuple(rows) for pk, rows in sorted(readings.items())},
        asked=asked,
        unblinded=unblinded,
        studies=tuple(study.pk for study in studies),
    )


def _newest(one: CodebookVersion | None, other: CodebookVersion | None) -> CodebookVersion:
    known = [version for version in (one, other) if version is not None]
    return max(known, key=lambda version: version.number)
