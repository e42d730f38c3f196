"""The proof: two sites alike but for the sources of the held texts answer byte for byte alike."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import QuerySet, Value

from corpus.errors import Refused
from corpus.models import Author, Source
from tests.blind.crawl import Answers, crawl
from tests.blind.site import SECRETS, Site, alike, build
from tests.blind.values import few_values, known_values, tempting_values
from tests.blind.writes import write_everything

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, reset_sequences=True),
]

# Cleo is released from one text of that collection, and so may know of it.
RELEASED = {("cleo", "Held collection")}


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are what this test asks for; none of them belongs in a log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_every_answer_is_the_same_whoever_wrote_the_held_texts(monkeypatch):
    first, second = _two_crawls(monkeypatch)
    assert len(first) > 2000
    figures = [status for (_, address), (status, _) in first.items() if "/prevalence/" in address]
    assert figures.count(200) > 20
    differing = _differing(first, second)
    assert not differing, "\n".join([f"{len(differing)} differ", *differing[:40]])
    assert _betrayed(first) == []


def test_every_write_is_answered_the_same_whoever_wrote_the_held_texts(monkeypatch):
    first, second = _two_crawls(monkeypatch, ask=_write)
    taken = [asked for (_, asked), (status, _) in first.items() if status in (200, 201, 302)]
    refused = {status for status, _ in first.values() if status >= 400}
    assert len(first) > 3000
    assert len(taken) > 500
    assert refused >= {400, 401, 403, 404, 405, 409}
    differing = _differing(first, second)
    assert not differing, "\n".join([f"{len(differing)} differ", *differing[:40]])
    sent = json.dumps(tempting_values())
    assert _betrayed(first, among=[secret for secret in SECRETS if secret not in sent]) == []


def test_the_crawl_reaches_what_is_held_and_what_is_open(monkeypatch):
    with alike(monkeypatch):
        answers = crawl(build("a"), known_values(), only="/api/v1/texts/")
    shown = [content for (name, _), (status, content) in answers.items() if status == 200 and name]
    assert any(b'"held":true' in content for content in shown)
    assert any(b'"held":false' in content and b"quill-1" in content for content in shown)


def _plant_unheld(monkeypatch):
    """Forget the blind where sources are read."""
    monkeypatch.setattr(
        "corpus.visibility.reading.open_sources", lambda reader: Source.objects.all()
    )


def _plant_listed_authors(monkeypatch):
    """List authors known only through held texts."""
    monkeypatch.setattr(
        "corpus.api.listings.visible_authors",
        lambda reader: Author.objects.annotate(open_texts=Value(0)),
    )


def _plant_order(monkeypatch):
    """Order texts by when they came, or by whose they are."""
    found = "corpus.selectors.find_texts"
    from corpus import selectors

    real = selectors.find_texts

    def leaking(reader, wanted):
        answer = real(reader, wanted)
        texts: QuerySet = answer.texts.order_by("source__author__name", "id")
        return selectors.FoundTexts(texts, answer.left_out, answer.source_filtered)

    monkeypatch.setattr(found, leaking)
    monkeypatch.setattr("corpus.api.listings.find_texts", leaking)


def _plant_count(monkeypatch):
    """Count what is left out by what is held."""
    monkeypatch.setattr(
        "corpus.selectors._held_among",
        lambda reader, texts: texts.filter(source__author__name="quill-1").count(),
    )


def _plant_talk(monkeypatch):
    """Let members read what others say of a text before their release."""
    monkeypatch.setattr("annotations.talk_gates.open_sources", lambda reader: Source.objects.all())


def _plant_edition(monkeypatch):
    """Show editions of texts that a study holds now."""
    monkeypatch.setattr(
        "annotations.edition_gates.open_sources", lambda reader: Source.objects.all()
    )


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (_plant_unheld, "/api/v1/texts/"),
        (_plant_listed_authors, "/api/v1/authors/"),
        (_plant_order, "/api/v1/texts/"),
        (_plant_count, "/api/v1/texts/"),
        (_plant_talk, "/talk/"),
        (_plant_edition, "/editions/"),
    ],
    ids=["source", "author", "order", "count", "talk", "edition"],
)
def test_a_leak_planted_on_purpose_is_found(plant, where, monkeypatch):
    plant(monkeypatch)
    first, second = _two_crawls(monkeypatch, only=where)
    assert _differing(first, second) or _betrayed(first)


def _plant_known_author(monkeypatch):
    """Answer who pastes a text with what was known of an author they cannot know of."""
    monkeypatch.setattr("corpus.services.texts.enter_hidden_author", lambda line, by: None)


def _plant_taken_key(monkeypatch):
    """Refuse a key because a held text has it."""

    def refuse(source):
        raise Refused("There is such a key.")

    monkeypatch.setattr("corpus.services.texts.give_way", refuse)


def _plant_message(monkeypatch):
    """Say of what a text is in the answer to a write that is refused."""

    def leaking(*, parent_id, **given):
        raise Refused(f"This one is by {Source.objects.get(pk=parent_id).author}.")

    monkeypatch.setattr("corpus.views.texts.keep_excerpt", leaking)


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (_plant_known_author, "/api/v1/texts/"),
        (_plant_taken_key, "/api/v1/texts/"),
        (_plant_message, "/excerpts/"),
    ],
    ids=["author", "key", "message"],
)
def test_a_leak_planted_in_a_write_is_found(plant, where, monkeypatch):
    plant(monkeypatch)
    first, second = _two_crawls(monkeypatch, ask=partial(_write, writers=["editor"]), only=where)
    assert _differing(first, second)


def _read(site: Site, *, only: str = "") -> Answers:
    return crawl(site, known_values(), only=only)


def _write(site: Site, **options: Any) -> Answers:
    return write_everything(site, few_values(), tempting_values(), **options)


def _two_crawls(monkeypatch, *, ask=_read, only: str = "") -> tuple[Answers, Answers]:
    """Build each variant on an empty database and ask it everything."""
    answers = []
    for variant in ("a", "b"):
        cache.clear()
        with alike(monkeypatch):
            answers.append(ask(build(variant), only=only))
        _empty()
    return answers[0], answers[1]


def _empty() -> None:
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)


def _differing(first: Answers, second: Answers) -> list[str]:
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


def _betrayed(answers: Answers, *, among: Sequence[str] = SECRETS) -> list[str]:
    """Say where a word stands that only a held source says, unless the question named it."""
    return [
        f"{secret} in {asked}"
        for asked, (_, content) in answers.items()
        for secret in among
        if secret.encode() in content
        and secret.replace(" ", "+") not in asked[1]
        and (asked[0], secret) not in RELEASED
    ]
