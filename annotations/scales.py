"""The four scales a study begins with."""

from __future__ import annotations

from dataclasses import dataclass

# At this point or above, the reviewer is asked to write the action.
ACTION_SCALE = "actionability"
ACTION_FROM = 4


@dataclass(frozen=True)
class ScaleDraft:
    """A scale before it is stored; points from 1 up."""

    key: str
    name: str
    question: str
    points: tuple[str, ...]


DEFAULT_SCALES = (
    ScaleDraft(
        "concreteness",
        "Concreteness",
        "How much of it could you point at?",
        (
            "Only abstractions; nothing to see, hear or touch.",
            "Mostly abstractions, with a thing here and there.",
            "Things and abstractions in about equal parts.",
            "Mostly things you could point at; few abstractions.",
            "All of it happens among things you could point at.",
        ),
    ),
    ScaleDraft(
        "specificity",
        "Specificity",
        "How few other cases could it be about?",
        (
            "Would fit nearly anything.",
            "Would fit many cases as well as this one.",
            "Fits a recognisable kind of case.",
            "Could be about few other cases.",
            "Could be about this case and no other.",
        ),
    ),
    ScaleDraft(
        "actionability",
        "Actionability",
        "Could a reader do something because of it?",
        (
            "Nothing a reader could do because of it.",
            "A direction, but no step in it.",
            "A step could be worked out, with effort.",
            "A step is nearly there: who, what or when is missing.",
            "Who should do what, and when, is plain.",
        ),
    ),
    ScaleDraft(
        "resonance",
        "Resonance",
        "How much did it feel like insight?",
        (
            "It left me cold.",
            "A flicker, gone by the next line.",
            "I noticed it working on me.",
            "It moved me, and I can say where.",
            "It stayed with me, whatever it is worth.",
        ),
    ),
)
