"""Which motif a tag counts as: merged motifs point to others, and the chain is followed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotations.models import Motif


def final_motif(motif: Motif) -> Motif:
    """Return the motif at the end of the chain of merges; itself if it was not merged.

    Select `motif__merged_into__merged_into` beside many: a chain is rarely longer.
    """
    while motif.merged_into is not None:
        motif = motif.merged_into
    return motif


def final_keys(codebook_id: int | None) -> dict[str, str]:
    """Return for every key of a codebook the key that its tags count as."""
    rows = Motif.objects.filter(codebook=codebook_id)
    return followed(dict(rows.values_list("key", "merged_into__key")))


def followed(into: Mapping[str, str | None]) -> dict[str, str]:
    """Follow pointers from key to key, each to its end.

    Examples
    --------
    >>> followed({"a": "b", "b": "c", "c": None, "d": None})
    {'a': 'c', 'b': 'c', 'c': 'c', 'd': 'd'}
    """
    return {key: _end(key, into) for key in into}


def _end(key: str, into: Mapping[str, str | None]) -> str:
    seen = {key}
    while (following := into.get(key)) is not None and following not in seen:
        seen.add(following)
        key = following
    return key


def merged_with(ids: Iterable[int]) -> set[int]:
    """Return these motifs, and every one whose tags count as theirs."""
    found = set(ids)
    new = found
    while new:
        below = Motif.objects.filter(merged_into__in=new).values_list("pk", flat=True)
        new = set(below) - found
        found |= new
    return found
