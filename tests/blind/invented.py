"""What the two sites are made of: bodies that are held, two sets of sources, and their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests import cast


@dataclass(frozen=True)
class Origin:
    """Everything about a held text that the two variants have differently."""

    author: dict[str, Any]
    key: str
    title: str
    extra: dict[str, Any]


DOOR = {"key": "held-prompt", "text": "Write of a door."}
GATE = {"key": "gate-prompt", "text": "Write of a gate."}
# What it is, every variant has alike: its prompt, or none, and what it quotes.
KEPT_ALIKE = (
    *({"prompt": DOOR},) * 5,
    *({"prompt": GATE},) * 2,
    {"prompt": None},
    {"prompt": {"key": "answer-prompt", "text": "Write an answer."}},
)
# Read and shown to one reader, so that it is the same in both.
SHOWN = Origin(cast.author("vellum-2"), "run-5", "Eaves", {})
# The same bodies in either variant: by known models and a person, or by others.
VARIANTS: dict[str, list[Origin]] = {
    "a": [
        Origin(cast.author("quill-1"), "run-a-1", "Aardvark", {"sampling": {"temperature": 0.1}}),
        Origin(cast.author("vellum-2"), "run-a-2", "Basalt", {"licence": "MIT"}),
        Origin(cast.author("Perpetua Loam", kind="human"), "run-a-3", "Cistern", {}),
        Origin(
            cast.author("onlyhere-7"),
            "run-a-4",
            "Dovecote",
            {
                "reasoning": "First I thought of doves.",
                "generated_at": "2026-02-03T04:05:06Z",
                "context": [{"role": "user", "content": "Something about doves, please."}],
                "source_url": "https://example.org/doves",
                "prompt": {"key": "held-prompt", "text": "Write of a door.", "system": "Be kind."},
            },
        ),
        SHOWN,
        Origin(cast.author("quill-1"), "run-a-6", "Fanlight", {"language": "en"}),
        Origin(cast.author("onlyhere-7"), "run-a-7", "Gable", {"redistributable": False}),
        Origin(cast.author("Maud Onlyhere", kind="human"), "run-a-8", "Hearth", {}),
        Origin(cast.author("vellum-2"), "run-a-9", "Inglenook", {"reasoning": "A lintel."}),
    ],
    "b": [
        Origin(cast.author("vellum-2"), "run-b-9", "Zither", {"licence": "CC-BY-4.0"}),
        Origin(cast.author("Perpetua Loam", kind="human"), "run-b-8", "", {"language": "en"}),
        Origin(
            cast.author("quill-1"),
            "run-b-7",
            "Xylem",
            {"generated_at": "2025-12-24T00:00:00Z", "redistributable": False},
        ),
        Origin(
            cast.author("elsewhere-3"),
            "run-b-6",
            "Wicket",
            {
                "sampling": {"top_p": 0.5},
                "aside": "unknown keys land in extra",
                "prompt": {
                    "key": "another-label",
                    "text": "Write of a door.",
                    "elicitation": "leading",
                },
            },
        ),
        SHOWN,
        Origin(cast.author("elsewhere-3"), "run-b-4", "Veranda", {}),
        Origin(cast.author("Perpetua Loam", kind="human"), "run-b-3", "Undercroft", {}),
        Origin(
            cast.author("vellum-2"),
            "run-b-2",
            "Transom",
            {"context": [{"role": "user", "content": "Nobody else has asked for a transom."}]},
        ),
        Origin(cast.author("Perpetua Loam", kind="human"), "run-b-1", "Sill", {"licence": "MIT"}),
    ],
}
# Every word that only a source says, in either variant: none may stand in any answer.
SECRETS = (
    *(
        word
        for held in VARIANTS.values()
        for origin in held
        if origin is not SHOWN
        for word in (origin.key, origin.title)
        if word
    ),
    "Maud Onlyhere",
    "A lintel.",
    "asked for a transom",
    "onlyhere",
    "elsewhere-3",
    "First I thought of doves",
    "Something about doves",
    "example.org/doves",
    "Be kind.",
    "another-label",
    "unknown keys land",
    "Held collection",
    "Said after a release",
)
BODIES = (
    "The door had been painted shut. Ines painted it open again, a hand's breadth at a time.",
    "There was a door in the field and nobody had lost it. \U0001f6aa Cows stood about.",
    "He held the door for the wind, which came in late, and thanked him.",
    "My aunt kept a door for best. We were allowed to look at the handle on Sundays.",
    "A door is a wall that has been talked round, the carpenter said, and hung his coat on it.",
    "The gate was the only part of the garden that she had paid for, and so she painted it twice.",
    "Between two fields stood a gate which the sheep used, out of politeness, one by one.",
    "It rained. The lamp was out, and whoever had gone to light it had been gone since Tuesday.",
)
# The last is one of them again, written otherwise, and answers another.
BODIES = (*BODIES, BODIES[5].replace(" ", "  "))
QUOTED = {"context": [{"role": "user", "content": BODIES[2]}]}
OPEN_AUTHORS = (
    cast.author("quill-1"),
    cast.author("vellum-2"),
    cast.author("Perpetua Loam", kind="human"),
)
