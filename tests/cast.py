"""The cast, and the shortest ways to what tests begin from: all through real services."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import User
from annotations.models import Codebook, Membership, Review, Study
from annotations.services import studies
from annotations.services.codebooks import create_codebook, create_motif
from annotations.services.reviewing import (
    RatingDraft,
    save_review,
    start_review,
    submit_review,
)
from annotations.services.tagging import TagDraft
from corpus.importing import parse_record
from corpus.models import Text
from corpus.services.collections import ensure_collection
from corpus.services.sources import land_lines
from corpus.services.texts import add_text as add_text_service

PASSWORD = "correct-horse-battery"
_numbers = itertools.count(1)


def person(username: str, **flags: Any) -> User:
    """Return somebody who can sign in with PASSWORD."""
    user = User(username=username, **flags)
    user.set_password(PASSWORD)
    user.save()
    return user


def record(body: str = "", **fields: Any) -> dict[str, Any]:
    """Return an import line: by quill-1 of family quill, on a prompt, unless told otherwise."""
    number = next(_numbers)
    return {
        "key": f"t{number}",
        "kind": "story",
        "body": body or f"Story number {number}. She counted the stairs and forgot them.",
        "author": {"name": "quill-1", "kind": "model", "family": "quill", "provider": "Penwright"},
        "prompt": {"key": "p1", "text": "Write about stairs.", "elicitation": "task"},
        "licence": "CC0-1.0",
        "redistributable": True,
        **fields,
    }


def add_text(body: str = "", *, by: User, collection: str = "Trial", **fields: Any) -> Text:
    """Add a text as somebody would by the form."""
    line = parse_record(record(body, **fields))
    return add_text_service(line=line, by=by, collection_name=collection)


def add_texts(
    records: Iterable[dict[str, Any]], *, by: User, collection: str = "Trial"
) -> list[Text]:
    """Add many texts at once, as the lines of a file land."""
    lines = [parse_record(one) for one in records]
    return land_lines(lines, collection=ensure_collection(collection), brought_by=by)


def author(name: str, *, kind: str = "model", family: str | None = None) -> dict[str, str]:
    """Return an author as an import line names it; a model's family is its name's first part."""
    if kind == "human":
        return {"name": name, "kind": "human"}
    return {"name": name, "kind": "model", "family": family or name.split("-")[0]}


def prompt(key: str, text: str = "") -> dict[str, str]:
    """Return a prompt as an import line gives it."""
    return {"key": key, "text": text or f"Write about {key}.", "elicitation": "task"}


def codebook(by: User, *motifs: str, name: str = "Small codebook") -> Codebook:
    """Return a codebook with motifs of these keys."""
    made = create_codebook(name=name, by=by)
    for key in motifs or ("stairs", "silence"):
        create_motif(
            codebook=made,
            key=key,
            name=key.capitalize(),
            definition=f"There is {key} in it.",
            by=by,
        )
    return made


def study(
    lead: User,
    texts: Iterable[Text],
    *reviewers: User,
    open_it: bool = True,
    **fields: Any,
) -> Study:
    """Return a study of these texts, open unless told otherwise, with these reviewers."""
    fields.setdefault("name", "A study of stairs")
    if "codebook" not in fields:
        fields["codebook"] = codebook(lead, name=f"Codebook {next(_numbers)}")
    made = studies.create_study(by=lead, **fields)
    studies.add_texts(study=made, text_ids=[text.pk for text in texts], by=lead)
    for user in reviewers:
        studies.add_member(
            study=made, username=user.username, role=Membership.Role.REVIEWER, by=lead
        )
    return studies.open_study(study=made, by=lead) if open_it else made


def read(
    made: Study,
    text: Text,
    reader: User,
    *,
    value: int = 3,
    tags: Sequence[TagDraft] = (),
    submit: bool = True,
) -> Review:
    """Return a reading with every scale answered alike, submitted unless told otherwise."""
    review, _ = start_review(study=made, text_id=text.pk, user=reader)
    ratings = [RatingDraft(scale.key, value) for scale in made.scales.all()]
    review = save_review(
        review=review,
        by=reader,
        version=review.version,
        ratings=ratings,
        tags=tags,
        action="Somebody counts the stairs tomorrow." if value >= 4 else "",
    )
    return submit_review(review=review, by=reader) if submit else review
