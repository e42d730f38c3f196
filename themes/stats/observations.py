"""One motif's observations, and the author x prompt values that everything is counted in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["model", "human"]
VALUES = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Whether one text has one motif: 1, 0, or one half where its readings are tied.

    ``body`` is a hash of the body, ``family`` the base-model lineage (None, or a name with
    ``family_stated`` false, where nobody stated one), ``prompt_leaks`` says that the prompt
    contains or implies the motif.
    """

    text: str
    prompt: str | None
    author: str
    kind: Kind
    value: float
    body: str
    family: str | None = None
    family_stated: bool = True
    prompt_leaks: bool = False
    elicitation: str = "unknown"

    def __post_init__(self) -> None:
        if self.kind not in ("model", "human"):
            raise ValueError(f"kind is model or human, not {self.kind!r}")
        if self.value not in VALUES:
            raise ValueError(f"a value is 0, one half or 1, not {self.value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """All that one author wrote on one prompt."""

    author: str
    prompt: str | None
    kind: Kind
    family: str
    stated: bool
    elicitation: str
    leaks: bool
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)

    @property
    def hits(self) -> float:
        return sum(self.values)


def cells_of(observations: Iterable[Observation]) -> tuple[Cell, ...]:
    """Gather observations into author x prompt cells, equal bodies of one author counted once.

    Of equal bodies the one whose prompt does not leak is kept, else the first by prompt and value:
    the order in which observations come changes nothing. A prompt leaks if any of its texts
    says so.
    """
    rows = list(observations)
    leaking = {row.prompt for row in rows if row.prompt_leaks and row.prompt is not None}
    rows.sort(key=lambda row: _order(row, row.prompt in leaking))
    seen: set[tuple[str, str]] = set()
    gathered: dict[tuple[str, str | None], list[Observation]] = {}
    for row in rows:
        if (row.author, row.body) not in seen:
            seen.add((row.author, row.body))
            gathered.setdefault((row.author, row.prompt), []).append(row)
    cells = [_cell(group, group[0].prompt in leaking) for group in gathered.values()]
    _check_authors(cells)
    return tuple(sorted(cells, key=lambda cell: (cell.author, cell.prompt or "")))


def _order(row: Observation, leaks: bool) -> tuple[str, bool, bool, str, str, float, str]:
    return (row.author, leaks, row.prompt is None, row.prompt or "", row.body, row.value, row.text)


def _cell(group: Sequence[Observation], leaks: bool) -> Cell:
    first = group[0]
    return Cell(
        author=first.author,
        prompt=first.prompt,
        kind=first.kind,
        family=first.family or first.author,
        stated=first.kind == "model" and first.family_stated and bool(first.family),
        elicitation=first.elicitation,
        leaks=leaks,
        values=tuple(row.value for row in group),
    )


def _check_authors(cells: Iterable[Cell]) -> None:
    """Refuse an author who is both a model and a person, or of two families."""
    known: dict[str, tuple[str, str, bool]] = {}
    for cell in cells:
        identity = (cell.kind, cell.family, cell.stated)
        if known.setdefault(cell.author, identity) != identity:
            raise ValueError(f"author {cell.author!r} has two kinds or two families")


def models(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.kind == "model")


def humans(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.kind == "human")


def stated_families(cells: Iterable[Cell]) -> tuple[str, ...]:
    """List the families that count: those that somebody stated."""
    return tuple(sorted({cell.family for cell in cells if cell.stated}))


def of_family(cells: Iterable[Cell], family: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.stated and cell.family == family)


def not_leaking(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if not cell.leaks)


def prompts_of(cells: Iterable[Cell]) -> frozenset[str]:
    return frozenset(cell.prompt for cell in cells if cell.prompt is not None)


def on_prompts(cells: Iterable[Cell], prompts: frozenset[str]) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if cell.prompt in prompts)


def text_count(cells: Iterable[Cell]) -> int:
    return sum(len(cell.values) for cell in cells)


def hit_count(cells: Iterable[Cell]) -> float:
    """Count the texts that have the motif, a tied text for one half."""
    return float(sum(cell.hits for cell in cells))
