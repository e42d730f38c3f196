"""The proof: two sites alike but for the sources of the held texts answer byte for byte alike."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command
from django.db.models import QuerySet, Value

from corpus.models import Author, Source
from tests.blind.crawl import Answers, crawl
from tests.blind.site import SECRETS, alike, build, known_values

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, reset_sequences=True),
]


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


@pytest.mark.parametrize(
    ("plant", "where"),
    [
        (_plant_unheld, "/api/v1/texts/"),
        (_plant_listed_authors, "/api/v1/authors/"),
        (_plant_order, "/api/v1/texts/"),
        (_plant_count, "/api/v1/texts/"),
    ],
    ids=["source", "author", "order", "count"],
)
def test_a_leak_planted_on_purpose_is_found(plant, where, monkeypatch):
    plant(monkeypatch)
    first, second = _two_crawls(monkeypatch, only=where)
    assert _differing(first, second) or _betrayed(first)


def _two_crawls(monkeypatch, *, only: str = "") -> tuple[Answers, Answers]:
    """Build each variant on an empty database and ask it everything."""
    answers = []
    for variant in ("a", "b"):
        with alike(monkeypatch):
            answers.append(crawl(build(variant), known_values(), only=only))
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


def _betrayed(answers: Answers) -> list[str]:
    """Say where a word stands that only a held source says, unless the question named it."""
    return [
        f"{secret} in {asked}"
        for asked, (_, content) in answers.items()
        for secret in SECRETS
        if secret.encode() in content and secret.replace(" ", "+") not in asked[1]
    ]
