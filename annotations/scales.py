"""The four scales a study begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# At this point or above, the reviewer is asked to write the action.
ACTION_SCALE = "actionability"
ACTION_FROM = 4
# No keys: below the page of scales these are addresses of their own.
RESERVED = ("new", "defaults")


@dataclass(frozen=True)
class ScaleDraft:
    """A scale before it is stored; points from 1 up."""

    key: str
    name: str
    question: str
    points: tuple[str, ...]


def moved(scales: Sequence[ScaleDraft], key: str, *, up: bool) -> list[ScaleDraft]:
    """Return the scales with one of them a place higher or lower; at the end it stays."""
    order = list(scales)
    at = next((number for number, scale in enumerate(order) if scale.key == key), None)
    to = None if at is None else at - 1 if up else at + 1
    if at is not None and to is not None and 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    return order


DEFAULT_SCALES = (
    ScaleDraft(
        "concreteness",
        "Concreteness",
        "How much of this could you point at?",
        (
            "All abstraction; there is nothing here to see or touch.",
            "A thing or two, held up to illustrate an idea.",
            "As much that could be pointed at as could not.",
            "Mostly things you could point at; few abstractions.",
            "Things, people and acts all the way through; the ideas are left to you.",
        ),
    ),
    ScaleDraft(
        "specificity",
        "Specificity",
        "How few other cases could this be about?",
        (
            "Could be said of almost anyone, anywhere.",
            "Fits a broad kind of person or situation.",
            "Fits some cases clearly and leaves others out.",
            "Could be about few other cases.",
            "Could be about this case only; change a detail and it would be wrong.",
        ),
    ),
    ScaleDraft(
        "actionability",
        "Actionability",
        "What could a reader do because of this?",
        (
            "Nothing a reader could do because of it.",
            "A leaning: one might be a little more this or less that.",
            "Something to do, but the reader must work out what, or when.",
            "One thing a reader could do, nearly ready to begin.",
            "A reader could begin this week, and would know when it was done.",
        ),
    ),
    ScaleDraft(
        "resonance",
        "Resonance",
        "How much did it feel like insight, whether or not it is?",
        (
            "It went past me.",
            "I saw what it was after, and felt little.",
            "A line or a moment of it caught.",
            "It moved me, or changed how something looked, while I read.",
            "It stayed with me, whatever it is worth.",
        ),
    ),
)
