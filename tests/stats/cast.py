"""The cast of the statistics: six families, many people, prompts that some of them share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from themes.stats.matched import Matched, match
from themes.stats.observations import Observation, cells_of, humans, models

FAMILIES = ("aster", "borealis", "cinder", "dovetail", "ember", "fathom")

UCB_ADMISSIONS = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]


def row(author: str, prompt: str | None, value: float = 0, **extra: Any) -> Observation:
    """Make one text; an author whose name begins with h is a person."""
    person = author.startswith("h")
    name = f"{author}/{prompt}/{extra.pop('copy', 0)}"
    fields = {
        "text": name,
        "body": name,
        "kind": "human" if person else "model",
        "family": None if person else author.rstrip("0123456789"),
    }
    return Observation(author=author, prompt=prompt, value=value, **(fields | extra))


def pid(number: int) -> str:
    return f"p{number:03}"


def table(
    rates: Mapping[str, float],
    *,
    prompts: int,
    human_rate: float = 0.1,
    people: Callable[[int], Sequence[str]] = lambda prompt: (f"h{prompt}",),
    seed: int = 1,
    **extra: Any,
) -> list[Observation]:
    """Draw one text of each model and of each person of a prompt, on every prompt."""
    generator = np.random.default_rng(seed)
    rows = []
    for prompt in range(prompts):
        for author, rate in rates.items():
            rows.append(row(author, pid(prompt), float(generator.random() < rate), **extra))
        for person in people(prompt):
            rows.append(row(person, pid(prompt), float(generator.random() < human_rate), **extra))
    return rows


def planted(having: int, *, prompts: int = 60, seed: int = 1) -> list[Observation]:
    """Draw six families of which the first so many carry the motif far more often than people."""
    rates = {name: 0.7 if i < having else 0.1 for i, name in enumerate(FAMILIES)}
    return table(rates, prompts=prompts, seed=seed)


def matched_of(rows: Sequence[Observation]) -> Matched:
    cells = cells_of(rows)
    return match(models(cells), humans(cells))
