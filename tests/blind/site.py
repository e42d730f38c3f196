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
from django.db.models import Model
from django.db.models.signals import post_init
from django.utils import timezone as django_timezone

from accounts.models import User
from annotations.models import Codebook, Edition, Membership, Review, Study
from annotations.services.codebooks import (
    add_example,
    create_motif,
    merge_motif,
    propose_motif,
    update_motif,
)
from annotations.services.editions import publish_edition
from annotations.services.memos import add_memo
from annotations.services.reviewing import make_guess, save_review, start_review
from annotations.services.studies import add_member, unblind
from annotations.services.tagging import TagDraft
from annotations.services.talk import add_comment
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


# At least as many of each as a build makes.
MANY = {Text: 16, Job: 20, Report: 7, Edition: 3}
# What is known by a name has an id made of that: to be new, or there and hidden, is all the same.
NAMED: dict[type[Model], tuple[str, ...]] = {
    Author: ("kind", "name"),
    Prompt: ("digest",),
    Collection: ("name",),
}


def made_id(label: str, number: int | str) -> UUID:
    """Return the id of the n-th thing of a kind, or of a name, the same in every build."""
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
        for model in NAMED:
            post_init.connect(_id_by_name, sender=model)
        patch.setattr(django_timezone, "now", lambda: NOW)
        patch.setattr("annotations.models.studies.secrets.token_hex", lambda n: "5eed" * (n // 2))
        patch.setattr(
            Study._meta.get_field("seed"),
            "_get_default",
            lambda: "5eed5eed5eed5eed5eed5eed5eed5eed",
        )
        cast._numbers = itertools.count(1)
        try:
            yield
        finally:
            for model in NAMED:
                post_init.disconnect(_id_by_name, sender=model)


def _id_by_name(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    known = vars(instance)
    if all(known.get(name) for name in NAMED[sender]):
        name = ":".join(known[part] for part in NAMED[sender])
        instance.pk = made_id(sender._meta.label, name)


def build(variant: str) -> Site:
    """Build the site: open texts first, then those that will be held, then the studies."""
    people = _people()
    keeper = people["keeper"]
    open_texts = _open_texts(keeper)
    held = _held_texts(keeper, VARIANTS[variant])
    passage = keep_excerpt(parent_id=held[7].pk, start=0, end=8, why="Rain.", by=people["ben"])
    _report_before_the_blind(people["editor"])
    _edition_before_the_blind(people["editor"], held[1])
    blind = _blind_study(people, held)
    _talk_of_the_released(people, blind, held[1])
    other = _other_study(people, open_texts)
    _study_with_guesses(people, held[5:7])
    _study_until_the_close(people, [held[7], passage])
    _compared_study(people, held[1:])
    _late_arrival(keeper, variant)
    keep_excerpt(parent_id=held[1].pk, start=0, end=20, why="A door, lost.", by=people["ben"])
    _analyse(keeper)
    _suggest()
    jobs.run(request_report(by=people["editor"], title="While it is held").job.pk)
    jobs.run(request_report(by=people["editor"], study=other, title="Of the other study").job.pk)
    jobs.run(request_report(by=people["iris"], study=blind, interim=True).job.pk)
    return Site(people, blind, other)


def _analyse(by: User) -> None:
    jobs.run(jobs.enqueue("analyse", by=by, send=False).pk)


def _suggest() -> None:
    """Make the suggestions of studies that show them."""
    for job in Job.objects.filter(kind="suggest", state=Job.State.QUEUED):
        jobs.run(job.pk)


def _report_before_the_blind(editor: User) -> None:
    """Freeze reports while every source is open: what they say of texts held later must wait."""
    _analyse(editor)
    held = Collection.objects.get(name="Held collection")
    for scope in ({}, {"collection": held}):
        jobs.run(request_report(by=editor, **scope).job.pk)


def _edition_before_the_blind(editor: User, text: Text) -> None:
    """Publish a text, source and all, that a blind study reads later."""
    study = cast.study(editor, [text], name="Early", blind=False)
    review = cast.read(study, text, editor, tags=[TagDraft("stairs", 0, 5)])
    add_comment(study=study, text_id=text.pk, by=editor, body="Said after a release")
    for title in ("An early edition", "The same, again"):
        publish_edition(study=study, text_id=text.pk, by=editor, readings=[review.pk], title=title)


def _people() -> dict[str, User]:
    flags = {
        "keeper": {"is_staff": True},
        "ada": {"is_staff": True},
        "editor": {"is_staff": True},
        "root": {"is_staff": True, "is_superuser": True},
        "ben": {},
        "talia": {},
        "observer": {},
        "olga": {},
        "cleo": {},
        "dora": {},
        "iris": {"is_staff": True},
        "lena": {"is_staff": True},
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
            **alike,
        )
        | origin.extra
        for body, alike, origin in zip(BODIES, KEPT_ALIKE, origins, strict=True)
    ]
    lines[-1] |= QUOTED
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
    """Open a blind study over all but one of the texts of a prompt, and over those of another.

    Ben has begun to read; cleo is released from one text, and iris leads beside ada and sees all.
    """
    texts = [*held[:3], held[4], *held[5:7]]
    study = cast.study(
        people["ada"],
        texts,
        people["ben"],
        people["cleo"],
        name="Doors",
        guesses=False,
        codebook=_patterned(people["ada"]),
        suggestions=Study.Suggestions.SHOWN,
    )
    for name, role in (("observer", Membership.Role.OBSERVER), ("iris", Membership.Role.LEAD)):
        add_member(study=study, username=name, role=role, by=people["ada"])
    review, _ = start_review(study=study, text_id=held[0].pk, user=people["ben"])
    save_review(
        review=review,
        by=people["ben"],
        version=1,
        tags=[TagDraft("stairs", 0, 8, "the door"), TagDraft("silence")],
        action_who="somebody",
        action_what="opens the door",
        forecast=0.4,
        client=made_id("write", 1),
    )
    _work_on_the_codebook(people, study, review)
    cast.read(study, held[4], people["cleo"], tags=[TagDraft("silence", 0, 6)])
    cast.read(study, held[5], people["ben"], tags=[TagDraft("silence", 4, 8)])
    unblind(study=study, by=people["iris"], why="To look at one of them.")
    return study


def _study_with_guesses(people: dict[str, User], texts: list[Text]) -> Study:
    """Open a second hold over texts that are held: dora and lena are released from this one."""
    study = cast.study(
        people["lena"], texts, people["dora"], name="Gates", guesses=True, reviewers_per_text=1
    )
    add_member(study=study, username="iris", role=Membership.Role.LEAD, by=people["lena"])
    for text in texts:
        review = cast.read(study, text, people["dora"])
        make_guess(review=review, by=people["dora"], author_kind="model", family="quill")
    for name in ("lena", "iris"):
        unblind(study=study, by=people[name], why="It is half mine.")
    return study


def _study_until_the_close(people: dict[str, User], texts: list[Text]) -> Study:
    """Open a study that shows nothing before its close, over a text that has no prompt."""
    study = cast.study(people["ada"], texts, people["ben"], name="Rain", reveal="closed")
    cast.read(study, texts[0], people["ben"], tags=[TagDraft("silence", 0, 2)])
    return study


def _work_on_the_codebook(people: dict[str, User], study: Study, review: Review) -> None:
    """Propose from a held text, take an example from one, and have tags on one looked at again."""
    book, ben, ada = study.codebook, people["ben"], people["ada"]
    assert book is not None
    propose_motif(
        study=study,
        review=review,
        by=ben,
        name="Painted shut",
        definition="A door that was shut with paint.",
        span=(0, 8),
    )
    stairs, silence = book.motifs.get(key="stairs"), book.motifs.get(key="silence")
    add_example(motif=stairs, text_id=review.text_id, start=4, end=8, by=people["keeper"])
    landing = create_motif(codebook=book, key="landing", name="Landing", definition="Flat.", by=ada)
    merge_motif(motif=landing, into=stairs, by=ada)
    update_motif(motif=silence, by=ada, definition="Nobody says anything.")


def _talk_of_the_released(people: dict[str, User], study: Study, text: Text) -> None:
    """Let one who has read a held text talk about it, and others write memos about what is held."""
    talia, ben = people["talia"], people["ben"]
    add_member(study=study, username="talia", role=Membership.Role.REVIEWER, by=people["ada"])
    cast.read(study, text, talia, tags=[TagDraft("stairs", 0, 5, "Said after a release")])
    said = "Said after a release"
    head = add_comment(study=study, text_id=text.pk, by=talia, body=said, start=0, end=5)
    add_comment(study=study, text_id=text.pk, by=talia, body=said, reply_to=head.pk)
    add_memo(by=talia, body=said, shared=True, study=study.pk, text=text.pk)
    add_memo(by=talia, body=said, text=text.pk)
    add_memo(by=ben, body="Doors, generally", shared=True, study=study.pk)
    add_memo(by=ben, body="This one?", shared=True, study=study.pk, text=text.pk)


def _patterned(lead: User) -> Codebook:
    """Return a codebook whose patterns are in the held texts and in the open ones."""
    made = cast.codebook(lead, name="Patterned")
    update_motif(motif=made.motifs.get(key="stairs"), by=lead, patterns=["door*", "fern"])
    return made


def _compared_study(people: dict[str, User], held: list[Text]) -> Study:
    """Open a study of a held text that shows suggestions after submitting only."""
    return cast.study(
        people["ada"],
        held[:1],
        people["ben"],
        name="Doors compared",
        codebook=Codebook.objects.get(name="Patterned"),
        suggestions=Study.Suggestions.AFTER_SUBMIT,
    )


def _other_study(people: dict[str, User], texts: list[Text]) -> Study:
    study = cast.study(people["editor"], texts, people["olga"], name="Ferns", blind=False)
    for text in texts:
        cast.read(study, text, people["olga"], tags=[TagDraft("silence", 0, 4)])
    add_comment(study=study, text_id=texts[0].pk, by=people["olga"], body="Ferns", start=3, end=7)
    publish_edition(
        study=study,
        text_id=texts[0].pk,
        by=people["editor"],
        readings=[study.reviews.get(text=texts[0]).pk],
        title="Ferns, commented",
    )
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
        prompt=DOOR,
    )
