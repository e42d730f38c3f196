"""Motifs below one another, as a codebook is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotations.models import Motif


@dataclass(slots=True)
class Branch:
    """A motif and those that are part of it."""

    motif: Motif
    parts: list[Branch] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[Motif, int]]:
        """Yield the motif and all below it, each with how deep it lies."""
        yield self.motif, depth
        for part in self.parts:
            yield from part.walk(depth + 1)


def branches(motifs: Iterable[Motif]) -> list[Branch]:
    """Return the motifs as a tree, in the order given; one whose parent is not here is a root."""
    made = {motif.pk: Branch(motif) for motif in motifs}
    roots: list[Branch] = []
    for branch in made.values():
        above = made.get(branch.motif.parent_id or 0)
        (above.parts if above is not None else roots).append(branch)
    return roots
