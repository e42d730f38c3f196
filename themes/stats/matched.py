"""Model and human author values side by side, prompt by prompt."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from themes.stats.observations import Cell, on_prompts, prompts_of
from themes.stats.resampling import SEED, Array

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """Per prompt: ``a`` model hits of ``n1``, ``c`` human hits of ``n0``; hits may be fractions."""

    a: Array
    n1: Array
    c: Array
    n0: Array

    @property
    def total(self) -> Array:
        return self.n1 + self.n0

    def __len__(self) -> int:
        return len(self.a)

    @classmethod
    def of(cls, rows: Sequence[tuple[float, float, float, float]]) -> "Strata":
        """Take rows of (model hits, model values, human hits, human values)."""
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        if np.any(table[:, [1, 3]] < 1):
            raise ValueError("a stratum needs a model value and a human value")
        if np.any(table < 0) or np.any(table[:, [0, 2]] > table[:, [1, 3]]):
            raise ValueError("hits lie between none and all")
        return cls(*(np.ascontiguousarray(column) for column in table.T))


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side's cells as columns: stratum, author, mean and number of texts, and the texts."""

    stratum: Index
    author: Index
    mean: Array
    size: Array
    text_cell: Index
    text_value: Array

    @property
    def texts(self) -> int:
        return len(self.text_value)

    @property
    def authors(self) -> int:
        return len(np.unique(self.author))

    @property
    def reuses_prompts(self) -> bool:
        """Whether any author stands on more than one prompt."""
        return len(self.stratum) > self.authors


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """The prompts that both sides wrote on, and what they wrote there."""

    prompts: tuple[str, ...]
    strata: Strata
    models: Side
    humans: Side

    def values(self) -> list[tuple[Array, Array]]:
        """List, per prompt, the model authors' values and the human authors'."""
        return list(
            zip(
                _split(self.models, len(self.prompts)),
                _split(self.humans, len(self.prompts)),
                strict=True,
            )
        )


def match(model_cells: Sequence[Cell], human_cells: Sequence[Cell]) -> Matched:
    """Keep the prompts with both a model's and a person's text, in the order of their ids."""
    both = prompts_of(model_cells) & prompts_of(human_cells)
    prompts = tuple(sorted(both))
    number = {prompt: index for index, prompt in enumerate(prompts)}
    model_side = _side(on_prompts(model_cells, both), number)
    human_side = _side(on_prompts(human_cells, both), number)
    strata = Strata(*_sums(model_side, len(prompts)), *_sums(human_side, len(prompts)))
    return Matched(prompts, strata, model_side, human_side)


def _side(cells: Sequence[Cell], number: dict[str, int]) -> Side:
    authors = {name: i for i, name in enumerate(sorted({cell.author for cell in cells}))}
    sizes = [len(cell.values) for cell in cells]
    return Side(
        stratum=np.array([number[cell.prompt or ""] for cell in cells], dtype=np.int64),
        author=np.array([authors[cell.author] for cell in cells], dtype=np.int64),
        mean=np.array([cell.mean for cell in cells], dtype=np.float64),
        size=np.array(sizes, dtype=np.float64),
        text_cell=np.repeat(np.arange(len(cells)), sizes),
        text_value=np.array([v for cell in cells for v in cell.values], dtype=np.float64),
    )


def _sums(side: Side, strata: int) -> tuple[Array, Array]:
    hits = np.bincount(side.stratum, weights=side.mean, minlength=strata)
    values = np.bincount(side.stratum, minlength=strata)
    return hits.astype(np.float64), values.astype(np.float64)


def _split(side: Side, strata: int) -> list[Array]:
    order = np.argsort(side.stratum, kind="stable")
    edges = np.searchsorted(side.stratum[order], np.arange(1, strata))
    return np.split(side.mean[order], edges)


def one_prompt_each(human_cells: Sequence[Cell], *, seed: int = SEED) -> tuple[Cell, ...]:
    """Keep one prompt of each human author, by lot.

    The lot is a hash of seed, author and prompt, so that it depends neither on the order of the
    texts nor on what else was written.
    """
    kept: dict[str, tuple[bytes, Cell]] = {}
    for cell in human_cells:
        lot = sha256(f"{seed}\x1f{cell.author}\x1f{cell.prompt}".encode()).digest()
        if cell.author not in kept or lot < kept[cell.author][0]:
            kept[cell.author] = (lot, cell)
    return tuple(kept[author][1] for author in sorted(kept))
