"""A small site, built in two variants alike but for where the held texts came from."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.utils import timezone as django_timezone

from accounts.models import User
from annotations.models import Membership, Study
from annotations.services.reviewing import save_review, start_review
from annotations.services.studies import add_member
from annotations.services.tagging import TagDraft
from corpus import jobs
from corpus.models import Author, Collection, Job, Prompt, Text
from corpus.services.imports import start_import
from corpus.services.texts import keep_excerpt
from tests import cast
from themes.models import Report
from themes.services import request_report

NAMESPACE = UUID("6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e")
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Origin:
    """Everything about a held text that the two variants have differently."""

    author: dict[str, Any]
    key: str
    title: str
    extra: dict[str, Any]


@dataclass(frozen=True)
class Site:
    """A built site: its people by name, and its studies."""

    people: dict[str, User]
    blind: Study
    other: Study


# The same four bodies in either variant: by known models and a person, or by others.
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
    ],
}
# Every word that only a source says, in either variant: none may stand in any answer.
SECRETS = (
    *(word for held in VARIANTS.values() for o in held for word in (o.key, o.title) if word),
    "onlyhere",
    "elsewhere-3",
    "First I thought of doves",
    "Something about doves",
    "example.org/doves",
    "Be kind.",
    "another-label",
    "unknown keys land",
    "Held collection",
)
BODIES = (
    "The door had been painted shut. Ines painted it open again, a hand's breadth at a time.",
    "There was a door in the field and nobody had lost it. \U0001f6aa Cows stood about.",
    "He held the door for the wind, which came in late, and thanked him.",
    "My aunt kept a door for best. We were allowed to look at the handle on Sundays.",
)
OPEN_AUTHORS = (
    cast.author("quill-1"),
    cast.author("vellum-2"),
    cast.author("Perpetua Loam", kind="human"),
)


# At least as many of each as a build makes.
MANY = {Text: 9, Author: 6, Prompt: 4, Collection: 3, Job: 6, Report: 5}


def made_id(label: str, number: int) -> UUID:
    """Return the id of the n-th thing of a kind, the same in every build."""
    return uuid5(NAMESPACE, f"{label}:{number}")


@contextmanager
def alike(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make ids and the clock the same in every build."""
    with monkeypatch.context() as patch:
        for model in MANY:
            numbers = itertools.count(1)
            field = model._meta.get_field("id")
            label = model._meta.label

            def fresh(label: str = label, numbers: Iterator[int] = numbers) -> UUID:
                return made_id(label, next(numbers))

            patch.setattr(field, "default", fresh)
            patch.setattr(field, "_get_default", fresh)
        patch.setattr(django_timezone, "now", lambda: NOW)
        patch.setattr("annotations.models.studies.secrets.token_hex", lambda n: "5eed" * (n // 2))
        patch.setattr(
            Study._meta.get_field("seed"),
            "_get_default",
            lambda: "5eed5eed5eed5eed5eed5eed5eed5eed",
        )
        cast._numbers = itertools.count(1)
        yield


def build(variant: str) -> Site:
    """Build the site: open texts first, then those that will be held, then the studies."""
    people = _people()
    keeper = people["keeper"]
    open_texts = _open_texts(keeper)
    held = _held_texts(keeper, VARIANTS[variant])
    _report_before_the_blind(people["editor"])
    blind = _blind_study(people, held)
    other = _other_study(people, open_texts)
    _late_arrival(keeper, variant)
    keep_excerpt(parent_id=held[1].pk, start=0, end=20, why="A door, lost.", by=people["ben"])
    _analyse(keeper)
    jobs.run(request_report(by=people["editor"], title="While it is held").job.pk)
    jobs.run(request_report(by=people["editor"], study=other, title="Of the other study").job.pk)
    return Site(people, blind, other)


def _analyse(by: User) -> None:
    jobs.run(jobs.enqueue("analyse", by=by, send=False).pk)


def _report_before_the_blind(editor: User) -> None:
    """Freeze reports while every source is open: what they say of texts held later must wait."""
    _analyse(editor)
    held = Collection.objects.get(name="Held collection")
    for scope in ({}, {"collection": held}):
        jobs.run(request_report(by=editor, **scope).job.pk)


def _people() -> dict[str, User]:
    flags = {
        "keeper": {"is_staff": True},
        "ada": {"is_staff": True},
        "editor": {"is_staff": True},
        "root": {"is_staff": True, "is_superuser": True},
        "ben": {},
        "observer": {},
        "olga": {},
    }
    return {name: cast.person(name, **given) for name, given in flags.items()}


def _open_texts(keeper: User) -> list[Text]:
    return [
        cast.add_text(
            f"An open story, number {n}. Somebody waters a fern and listens.",
            by=keeper,
            collection="Open collection",
            author=author,
            prompt=cast.prompt("open-prompt"),
            key=f"open-{n}",
            title=f"Fern {n}",
        )
        for n, author in enumerate(OPEN_AUTHORS, start=1)
    ]


def _held_texts(keeper: User, origins: list[Origin]) -> list[Text]:
    """Import the held texts from a file, as they mostly come."""
    lines = [
        cast.record(
            body,
            author=origin.author,
            key=origin.key,
            title=origin.title,
            prompt={"key": "held-prompt", "text": "Write of a door."},
        )
        | origin.extra
        for body, origin in zip(BODIES, origins, strict=True)
    ]
    _import(keeper, lines)
    found = {text.body: text for text in Text.objects.filter(body__in=BODIES)}
    return [found[body] for body in BODIES]


def _import(keeper: User, lines: list[dict[str, Any]]) -> None:
    raw = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    run = start_import(
        file=BytesIO(raw),
        file_name="doors.jsonl",
        collection_name="Held collection",
        by=keeper,
        send=False,
    )
    jobs.run(run.job.pk)
    run.refresh_from_db()
    assert (run.rows_added, run.rows_rejected) == (len(lines), 0), run.error


def _blind_study(people: dict[str, User], held: list[Text]) -> Study:
    """Open a blind study over all but one of the texts of a prompt; ben has begun to read."""
    study = cast.study(people["ada"], held[:3], people["ben"], name="Doors", guesses=False)
    add_member(
        study=study,
        username="observer",
        role=Membership.Role.OBSERVER,
        by=people["ada"],
    )
    review, _ = start_review(study=study, text_id=held[0].pk, user=people["ben"])
    save_review(
        review=review,
        by=people["ben"],
        version=1,
        tags=[TagDraft("stairs", 0, 8, "the door"), TagDraft("silence")],
    )
    return study


def _other_study(people: dict[str, User], texts: list[Text]) -> Study:
    study = cast.study(people["editor"], texts, people["olga"], name="Ferns", blind=False)
    for text in texts:
        cast.read(study, text, people["olga"], tags=[TagDraft("silence", 0, 4)])
    return study


def _late_arrival(keeper: User, variant: str) -> None:
    """Bring one more text on the held prompt after the study has opened."""
    name = {"a": "quill-1", "b": "vellum-2"}[variant]
    cast.add_text(
        "A door came late and was let in by the others.",
        by=keeper,
        collection="Open collection",
        author=cast.author(name),
        key=f"late-{variant}",
        prompt={"key": "held-prompt", "text": "Write of a door."},
    )


def known_values() -> dict[str, list[str]]:
    """Return what somebody might ask by: the ids there can be, and words of either variant."""
    words = {"Held collection", "Open collection", "quill", "vellum", "nobody"}
    for origin in (*VARIANTS["a"], *VARIANTS["b"]):
        words |= {origin.author["name"], origin.key}
    ids = {
        model.__name__.lower(): [str(made_id(model._meta.label, n)) for n in range(1, many + 1)]
        for model, many in MANY.items()
    }
    return {**ids, "word": sorted(words)}
