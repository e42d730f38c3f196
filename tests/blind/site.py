"""A small site, built in two variants alike but for where the held texts came from."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, TypeAlias

from accounts.models import User
from annotations.models import Codebook, Membership, Review, Study
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
from corpus.models import Collection, Job, Text
from corpus.services.imports import start_import
from corpus.services.texts import keep_excerpt
from tests import cast
from tests.blind.alike import made_id
from tests.blind.invented import (
    BODIES,
    DOOR,
    KEPT_ALIKE,
    OPEN_AUTHORS,
    QUOTED,
    VARIANTS,
    Origin,
)
from themes.services import request_report

People: TypeAlias = dict[str, User]


def build(variant: str) -> None:
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


def _people() -> People:
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


def _blind_study(people: People, held: list[Text]) -> Study:
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


def _study_with_guesses(people: People, texts: list[Text]) -> Study:
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


def _study_until_the_close(people: People, texts: list[Text]) -> Study:
    """Open a study that shows nothing before its close, over a text that has no prompt."""
    study = cast.study(people["ada"], texts, people["ben"], name="Rain", reveal="closed")
    cast.read(study, texts[0], people["ben"], tags=[TagDraft("silence", 0, 2)])
    return study


def _work_on_the_codebook(people: People, study: Study, review: Review) -> None:
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


def _talk_of_the_released(people: People, study: Study, text: Text) -> None:
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


def _compared_study(people: People, held: list[Text]) -> Study:
    """Open a study of a held text that shows suggestions after submitting only."""
    return cast.study(
        people["ada"],
        held[:1],
        people["ben"],
        name="Doors compared",
        codebook=Codebook.objects.get(name="Patterned"),
        suggestions=Study.Suggestions.AFTER_SUBMIT,
    )


def _other_study(people: People, texts: list[Text]) -> Study:
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
