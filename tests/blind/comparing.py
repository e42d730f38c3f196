"""Asking both sites the same, and saying where they differ or name what is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.blind.conftest import Standing
from tests.blind.crawl import Answers
from tests.blind.invented import SECRETS
from tests.blind.site import People

# Cleo is released from one text of that collection, and so may know of it.
RELEASED = {("cleo", "Held collection")}


def ask_both(sites: Standing, ask: Callable[[People], Answers]) -> tuple[Answers, Answers]:
    """Ask each site everything, the first before the second is put in its place."""
    answers = []
    for variant in ("a", "b"):
        with sites(variant) as people:
            answers.append(ask(people))
    return answers[0], answers[1]


def differing(first: Answers, second: Answers) -> list[str]:
    """Say where the two sites answer differently, and around which bytes."""
    said = []
    for asked, (status, content) in first.items():
        other_status, other = second[asked]
        if (status, content) != (other_status, other):
            at = next(
                (n for n, (x, y) in enumerate(zip(content, other, strict=False)) if x != y), 0
            )
            around = slice(max(0, at - 60), at + 60)
            said.append(f"{asked}: {status}/{other_status} {content[around]!r} {other[around]!r}")
    return said


def betrayed(answers: Answers, *, among: Sequence[str] = SECRETS) -> list[str]:
    """Say where a word stands that only a held source says, unless the question named it."""
    return [
        f"{secret} in {asked}"
        for asked, (_, content) in answers.items()
        for secret in among
        if secret.encode() in content
        and secret.replace(" ", "+") not in asked[1]
        and (asked[0], secret) not in RELEASED
    ]
