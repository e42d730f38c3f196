"""The demonstration: loaded into a new site, kept apart from everything else, and removed again."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from annotations.models import Codebook, Membership, Review, Study, Submission
from annotations.services.codebooks import create_codebook, create_motif, free_codebook_name
from annotations.services.reviewing import (
    RatingDraft,
    save_review,
    start_review,
    submit_review,
)
from annotations.services.studies import (
    add_member,
    add_texts,
    close_study,
    create_study,
    open_study,
)
from annotations.services.tagging import TagDraft
from corpus import jobs
from corpus.models import Collection, Event, Import, Source, Text
from corpus.services.imports import start_import
from themes.models import Report
from themes.sample_talk import add_sample_talk, publish_sample_edition
from themes.services import request_report

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
COLLECTION = "Sample corpus (a demonstration)"
LEAD = "lead"
REVIEWERS = ("ines", "tomas", "wren")
REMOVED = "sample_removed"
# Those whose passwords are printed; the third reviewer has only read.
SIGN_INS = (LEAD, "ines", "tomas")


@dataclass(frozen=True)
class SignIn:
    """A username of the sample and its password, random for this installation."""

    username: str
    password: str


def sign_ins_path() -> Path:
    """Return where the sample's sign-ins are kept, readable by their owner only."""
    return Path(settings.DATA_DIR) / "sample-signins.txt"


def is_loaded() -> bool:
    """Say whether the sample has been loaded to its end."""
    return Report.objects.filter(study__is_sample=True, built_at__isnull=False).exists()


def is_wanted() -> bool:
    """Say whether a site that starts should have the sample: not once somebody has removed it.

    Nor where people are at work already without it.
    """
    begun = Collection.objects.filter(is_sample=True).exists()
    removed = Event.objects.filter(verb=REMOVED).exists()
    return not removed and (begun or not User.objects.filter(is_sample=False).exists())


def load_sample() -> None:
    """Load what of the sample is not there yet."""
    people = _people()
    _import_texts(people[LEAD])
    codebook = _codebook(people[LEAD])
    closed = _closed_study(people, codebook)
    _open_study(people, codebook)
    add_sample_talk(people, closed)
    publish_sample_edition(people[LEAD], closed)
    _run(jobs.enqueue("analyse", by=people[LEAD], send=False))
    if not is_loaded():
        Report.objects.filter(study=closed, built_at=None).delete()
        report = request_report(by=people[LEAD], study=closed, title="What recurs in the sample")
        _run(report.job)


def save_sign_ins(made: list[SignIn]) -> None:
    """Keep the sign-ins in a file that only its owner can read."""
    lines = "".join(f"{person.username}\t{person.password}\n" for person in made)
    path = sign_ins_path()
    with suppress(FileNotFoundError):
        path.unlink()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(lines)


@transaction.atomic
def _people() -> dict[str, User]:
    """Return the sample's people, made where they are missing. A taken name gets a prefix.

    The passwords are written down before the people are there for good: they exist nowhere else.
    """
    people: dict[str, User] = {}
    made: list[SignIn] = []
    for name in (LEAD, *REVIEWERS):
        username = name
        if User.objects.filter(username=name, is_sample=False).exists():
            username = f"sample-{name}"
        user, created = User.objects.get_or_create(
            username=username, defaults={"is_sample": True, "is_staff": name == LEAD}
        )
        if created:
            made += _password(user, printed=name in SIGN_INS)
        people[name] = user
    if made:
        save_sign_ins(made)
    return people


def _password(user: User, *, printed: bool) -> list[SignIn]:
    # A database given by address may be reached by others: nobody is let in with a known name.
    if not printed or not settings.EMBEDDED_DATABASE:
        user.set_unusable_password()
        user.save()
        return []
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.save()
    return [SignIn(user.username, password)]


def _import_texts(lead: User) -> None:
    for name in ("stories.jsonl", "insights.jsonl"):
        with (FIXTURES / name).open("rb") as file:
            run = start_import(
                file=file, file_name=name, collection_name=COLLECTION, by=lead, send=False
            )
        Collection.objects.filter(pk=run.collection_id).update(
            is_sample=True,
            description="Written for this demonstration: the models are invented and the people "
            "are stand-ins, so nothing may be concluded from it about either.",
        )
        _run(run.job)
        run.refresh_from_db()
        if run.state != Import.State.FINISHED or run.rows_rejected:
            raise RuntimeError(f"The sample's {name} did not import whole: {run.error}")


def _codebook(lead: User) -> Codebook:
    existing = Codebook.objects.filter(is_sample=True).first()
    if existing is not None:
        return existing
    given = json.loads((FIXTURES / "codebook.json").read_text())
    with transaction.atomic():
        codebook = create_codebook(
            name=free_codebook_name(given["name"]),
            description=given["description"],
            by=lead,
            is_sample=True,
        )
        for motif in given["motifs"]:
            create_motif(codebook=codebook, by=lead, **motif)
    return codebook


@transaction.atomic
def _closed_study(people: dict[str, User], codebook: Codebook) -> Study:
    existing = Study.objects.filter(is_sample=True, state=Study.State.CLOSED).first()
    if existing is not None:
        return existing
    study = _study(people, codebook, "closed", REVIEWERS)
    sources = Source.objects.filter(collection__is_sample=True).select_related("text")
    texts = {source.key: source.text for source in sources}
    for reading in _lines("readings.jsonl"):
        text = texts[reading["text_key"]]
        _read(study, text, people[reading["reviewer"]], reading)
    return close_study(study=study, by=people[LEAD])


def _open_study(people: dict[str, User], codebook: Codebook) -> None:
    if not Study.objects.filter(is_sample=True, state=Study.State.OPEN).exists():
        _study(people, codebook, "open", REVIEWERS[:2])


@transaction.atomic
def _study(
    people: dict[str, User], codebook: Codebook, which: str, reviewers: tuple[str, ...]
) -> Study:
    """Make one of the sample's studies and open it."""
    given = json.loads((FIXTURES / "studies.json").read_text())[which]
    lead = people[LEAD]
    study = create_study(
        name=given["name"],
        guidelines=given["guidelines"],
        codebook=codebook,
        by=lead,
        is_sample=True,
    )
    for name in reviewers:
        add_member(
            study=study,
            username=people[name].username,
            role=Membership.Role.REVIEWER,
            by=lead,
        )
    chosen = Source.objects.filter(
        collection__is_sample=True, prompt__key__in=given["prompts"], excerpt_of=None
    )
    add_texts(study=study, text_ids=chosen.values_list("pk", flat=True), by=lead)
    return open_study(study=study, by=lead)


def _read(study: Study, text: Text, reviewer: User, reading: dict[str, Any]) -> None:
    """Enter one reading as its reviewer would have, dated as the fixture says."""
    review, _ = start_review(study=study, text_id=text.pk, user=reviewer)
    reasons = reading["ratings"].get("reasons", {})
    ratings = [
        RatingDraft(
            scale, value, reasons.get(scale, ""), reading.get("rationale", {}).get(scale, "")
        )
        for scale, value in reading["ratings"].items()
        if scale != "reasons"
    ]
    review = save_review(
        review=review,
        by=reviewer,
        version=review.version,
        ratings=ratings,
        tags=[_tag(text.body, tag) for tag in reading["tags"]],
        action=reading.get("action", ""),
        comment=reading.get("comment", ""),
    )
    submit_review(review=review, by=reviewer)
    at = parse_datetime(reading["submitted_at"])
    Review.objects.filter(pk=review.pk).update(created_at=at, submitted_at=at)
    Submission.objects.filter(review=review).update(at=at)


def _tag(body: str, tag: dict[str, str]) -> TagDraft:
    if not tag["quote"]:
        return TagDraft(tag["motif"], note=tag["note"])
    start = body.index(tag["quote"])
    return TagDraft(tag["motif"], start, start + len(tag["quote"]), tag["note"])


def _lines(name: str) -> Iterator[dict[str, Any]]:
    with (FIXTURES / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _run(job: Any) -> None:
    """Do a job here and now; if a worker has it already, it will be done there."""
    if job is not None:
        jobs.run(job.pk)
