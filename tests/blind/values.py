"""What somebody asks by and sends: ids there can be, and words that only a held source says."""

from __future__ import annotations

from typing import Any

from corpus.importing import PromptLine
from corpus.models import Author, Collection, Prompt
from tests.blind.alike import MANY, made_id
from tests.blind.invented import BODIES, DOOR, GATE, VARIANTS


def known_values() -> dict[str, list[str]]:
    """Return what somebody might ask by: the ids there can be, and words of either variant."""
    words = {"Held collection", "Open collection", "quill", "vellum", "nobody"}
    origins = [*VARIANTS["a"], *VARIANTS["b"]]
    for origin in origins:
        words |= {origin.author["name"], origin.key}
    names = {
        Author: {f"{o.author['kind']}:{o.author['name']}" for o in origins},
        Prompt: _digests(),
        Collection: {"Held collection", "Open collection"},
    }
    ids = {
        model.__name__.lower(): [str(made_id(model._meta.label, name)) for name in sorted(known)]
        for model, known in names.items()
    }
    ids |= {
        model.__name__.lower(): [str(made_id(model._meta.label, n)) for n in range(1, many + 1)]
        for model, many in MANY.items()
    }
    return {**ids, "word": sorted(words)}


def _digests() -> set[str]:
    texts = (DOOR["text"], GATE["text"], "Write about open-prompt.")
    systems = ("", "Be kind.")
    return {PromptLine(text=text, system=said).digest for text in texts for said in systems}


def few_values() -> dict[str, list[str]]:
    """Return a few ids of each kind, held ones and open ones: what is written to."""
    known = known_values()
    few = {name: [ids[0], ids[-1]] for name, ids in known.items()}
    opened, first, *_ = known["text"][2:]
    return {**few, "text": [first, opened], "number": ["1", "2"], "word": known["word"]}


def tempting_values() -> dict[str, list[Any]]:
    """Return, by the name of a field, what somebody might send who guesses at a held source."""
    known = known_values()
    origins = [origin for origins in VARIANTS.values() for origin in origins]
    names = sorted({origin.author["name"] for origin in origins})
    said = [{"role": "user", "content": words} for words in (BODIES[2], "Something about doves.")]
    fresh = "Nobody has written this before; the hinge was new: EACH-TIME."
    return {
        "body": [fresh, BODIES[0], BODIES[8], "The door", BODIES[5].upper()],
        "key": ["fresh-key", *sorted({origin.key for origin in origins}), "open-1"],
        "title": [origin.title for origin in (*VARIANTS["a"][:2], *VARIANTS["b"][:2])],
        "name": [*names, "Held collection", "Nobody At All"],
        "family": ["", "quill", "vellum", "onlyhere", "elsewhere"],
        "provider": ["", "Penwright"],
        "collection": ["Held collection", "Open collection", *known["collection"]],
        "context": [[], *([message] for message in said)],
        "text": [known["text"][3], known["text"][0], *(p["text"] for p in (DOOR, GATE))],
        "texts": known["text"][:5],
        "system": ["", "Be kind."],
        "username": ["ben", "olga", "nobody"],
        "role": ["reviewer", "lead"],
        "study": [1, 2, 3, 99],
        "codebook": [1, 2, 99],
        "scale": ["concreteness", "odd"],
        "motif": ["stairs", "odd"],
        "version": [1, 99],
        "start": [0, 4],
        "end": [8, 99_999],
        "quote": sorted({body[:14] for body in BODIES}),
        "why": ["To see what comes of it.", ""],
    }
