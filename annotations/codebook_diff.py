"""What differs between two versions of a codebook, down to the words. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

FIELDS = (
    "name",
    "sigla",
    "status",
    "parent",
    "merged_into",
    "split_from",
    "definition",
    "counts_when",
    "does_not_count_when",
    "examples",
    "patterns",
)
PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words: `same`, or only in the version `before` or `after`."""

    where: str
    words: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One part of a motif that changed."""

    field: str
    before: str
    after: str
    words: tuple[Words, ...]

    @property
    def called(self) -> str:
        """Return its name as words."""
        return self.field.replace("_", " ")


@dataclass(frozen=True, slots=True)
class MotifDiff:
    """A motif that is in both versions, and not the same."""

    key: str
    name: str
    sigla: str
    fields: tuple[FieldDiff, ...]


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """Two versions compared: rows only in one, and motifs changed, in the later one's order."""

    added: tuple[dict[str, Any], ...]
    removed: tuple[dict[str, Any], ...]
    changed: tuple[MotifDiff, ...]
    unchanged: int

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def diff_versions(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> VersionDiff:
    """Compare the motifs of two versions by key.

    Examples
    --------
    >>> old = [{"key": "bell", "name": "Bell", "sigla": "b", "definition": "A bell rings."}]
    >>> new = [{"key": "bell", "name": "Bell", "sigla": "b", "definition": "A small bell rings."}]
    >>> found = diff_versions(old, new)
    >>> [(w.where, w.words) for w in found.changed[0].fields[0].words]
    [('same', 'A'), ('after', ' small'), ('same', ' bell rings.')]
    """
    old = {row["key"]: row for row in before}
    new = {row["key"]: row for row in after}
    both = [(old[key], row) for key, row in new.items() if key in old]
    changed = [_motif(one, other) for one, other in both]
    different = tuple(motif for motif in changed if motif.fields)
    return VersionDiff(
        added=tuple(row for key, row in new.items() if key not in old),
        removed=tuple(row for key, row in old.items() if key not in new),
        changed=different,
        unchanged=len(both) - len(different),
    )


def words_changed(before: str, after: str) -> tuple[Words, ...]:
    """Return both wordings as one run: what stays, what went and what came."""
    one, other = PIECE.findall(before), PIECE.findall(after)
    found: list[Words] = []
    for step, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(Words("same", "".join(one[i1:i2])))
            continue
        if i2 > i1:
            found.append(Words("before", "".join(one[i1:i2])))
        if j2 > j1:
            found.append(Words("after", "".join(other[j1:j2])))
    return tuple(found)


def _motif(before: dict[str, Any], after: dict[str, Any]) -> MotifDiff:
    fields = (_field(name, before.get(name), after.get(name)) for name in FIELDS)
    return MotifDiff(
        key=after["key"],
        name=after["name"],
        sigla=after["sigla"],
        fields=tuple(field for field in fields if field is not None),
    )


def _field(name: str, before: Any, after: Any) -> FieldDiff | None:
    one, other = _as_words(before), _as_words(after)
    if one == other:
        return None
    return FieldDiff(name, one, other, words_changed(one, other))


def _as_words(value: str | Iterable[str] | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return "\n".join(map(str, value))
