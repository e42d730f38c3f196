"""A codebook's motifs as its readers had them: how worded, what counts as each, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from annotations.models import CodebookVersion, Motif
from annotations.resolving import final_keys, followed
from annotations.services.codebooks.books import FROZEN_FIELDS

# Two motifs of one key are the same motif where these are: a reader was asked the same.
WORDING = ("key", "definition", "counts_when", "does_not_count_when")
# Neither is offered to a reader.
GONE = (Motif.Status.RETIRED, Motif.Status.MERGED)
Row = dict[str, Any]


@dataclass(frozen=True)
class MotifRead:
    """A motif as it was worded when the texts were read."""

    key: str
    name: str
    sigla: str
    definition: str
    patterns: tuple[str, ...]
    # The numbers of the codebook's versions that have it so worded: readings under these count.
    versions: frozenset[int]
    # Candidates are proposed from texts; only what stood before their reading may be claimed.
    stood_before: bool
    # Motifs that were merged into it, whose tags in these readings count as its own.
    also: tuple[str, ...] = ()


class MotifsOf:
    """The motifs of a codebook version, seen with the merges made since and all its versions."""

    def __init__(self, version: CodebookVersion) -> None:
        self.version = version
        self.versions: list[CodebookVersion] = list(version.codebook.versions.order_by("number"))
        self.counts_as = final_keys(version.codebook_id)

    def reported(self) -> list[str]:
        """Return the keys of the motifs that figures are computed of."""
        return [row["key"] for row in self._reported()]

    def read(
        self, made: Iterable[tuple[frozenset[int], frozenset[str], datetime]]
    ) -> tuple[MotifRead, ...]:
        """Return the motifs, given of each reading its versions, its tags and its text's first."""
        made = list(made)
        return tuple(self._motif(row, made) for row in self._reported())

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        """Every motif as this version words it, or where it came later as it is worded now."""
        live = Motif.objects.filter(codebook=self.version.codebook_id).values(*FROZEN_FIELDS)
        return {row["key"]: row for row in (*live, *self.version.content)}

    def _reported(self) -> list[Row]:
        """Return the rows in use; of a motif that was merged since, the one it counts as."""
        found: dict[str, Row] = {}
        for row in in_use(self.version.content):
            asked: str = row["key"]
            key = self.counts_as.get(asked, asked)
            if key in self._rows and self._rows[key]["status"] not in GONE:
                found.setdefault(key, self._rows[key])
        return list(found.values())

    def _motif(
        self, row: Row, made: Sequence[tuple[frozenset[int], frozenset[str], datetime]]
    ) -> MotifRead:
        members = {key for key, end in self.counts_as.items() if end == row["key"]} | {row["key"]}
        having = frozenset(v.number for v in self.versions if self._has_any(v, members))
        read = [(tagged, first) for under, tagged, first in made if under <= having]
        also = (members - {row["key"]}) & {key for tagged, _ in read for key in tagged}
        begun = min((first for _, first in read), default=None)
        stood = row["status"] == Motif.Status.ACTIVE and any(
            (begun is None or v.at <= begun) and _stands_in(v, row, also) for v in self.versions
        )
        return MotifRead(
            key=row["key"],
            name=row["name"],
            sigla=row["sigla"],
            definition=row["definition"],
            patterns=self._patterns(row, members),
            versions=having,
            stood_before=stood,
            also=tuple(sorted(also)),
        )

    def _patterns(self, row: Row, members: set[str]) -> tuple[str, ...]:
        """Return what says that a prompt asked for it: also the words of what counts as it now."""
        others = sorted(members - {row["key"]})
        rows = [row, *(self._rows[key] for key in others if key in self._rows)]
        return tuple(dict.fromkeys(pattern for one in rows for pattern in one["patterns"]))

    def _has_any(self, version: CodebookVersion, members: set[str]) -> bool:
        """Say whether a reader of that version was asked for one of these, so worded."""
        return any(
            row["key"] in members and is_same(row, self._rows[row["key"]])
            for row in in_use(version.content)
        )


def in_use(content: Iterable[Row]) -> list[Row]:
    """Return the motifs of a version that were offered to readers."""
    return [row for row in content if row["status"] not in GONE]


def is_same(row: Row, other: Row) -> bool:
    """Say whether a reader was asked the same by both."""
    return all(row[field] == other[field] for field in WORDING)


def _stands_in(version: CodebookVersion, row: Row, also: set[str]) -> bool:
    """Say whether a version has the motif active, so worded, with all that counts as it now.

    A merge that was made after the texts were read is a choice that their readings may have
    suggested: what it brings together did not stand before them.
    """
    standing = any(
        is_same(row, other) and other["status"] == Motif.Status.ACTIVE for other in version.content
    )
    ends = followed({other["key"]: other.get("merged_into") for other in version.content})
    return standing and all(ends.get(key) == row["key"] for key in also)
