"""Leaks planted on purpose: the same crawl and the same comparison find each of them.

They ask one part of the site, as somebody whom the leak would tell something.
"""

from __future__ import annotations

import pytest
from django.db.models import QuerySet, Value

from corpus.errors import Refused
from corpus.models import Author, Source
from corpus.visibility import reading
from tests.blind.comparing import ask_both, betrayed, differing
from tests.blind.crawl import crawl
from tests.blind.values import few_values, known_values, tempting_values
from tests.blind.writes import write_everything

pytestmark = pytest.mark.slow


def _plant_unheld(monkeypatch):
    """Forget the blind where sources are read."""
    monkeypatch.setattr(
        "corpus.visibility.reading._open_sources", lambda user: Source.objects.all()
    )
    # What was composed before knows of the blind.
    for composed in ("_prepared", "_visible"):
        monkeypatch.setattr(reading, composed, getattr(reading, composed).__wrapped__)


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
    ("plant", "where", "reader"),
    [
        (_plant_unheld, "/api/v1/texts/", "ben"),
        (_plant_unheld, "/api/v1/search/", "olga"),
        (_plant_listed_authors, "/api/v1/authors/", "ben"),
        (_plant_order, "/api/v1/texts/", "olga"),
        (_plant_count, "/api/v1/texts/", "olga"),
        (_plant_talk, "/talk/", "ben"),
        (_plant_edition, "/editions/", "ben"),
    ],
    ids=["source", "search", "author", "order", "count", "talk", "edition"],
)
def test_a_leak_planted_on_purpose_is_found(plant, where, reader, sites, monkeypatch):
    plant(monkeypatch)
    first, second = ask_both(
        sites, lambda people: crawl(people, known_values(), only=where, readers=[reader])
    )
    assert differing(first, second) or betrayed(first)


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
    ("plant", "where", "shown_to"),
    [
        (_plant_known_author, "/api/v1/texts/", []),
        (_plant_taken_key, "/api/v1/texts/", []),
        (_plant_message, "/excerpts/", ["editor"]),
    ],
    ids=["author", "key", "message"],
)
def test_a_leak_planted_in_a_write_is_found(plant, where, shown_to, sites, monkeypatch):
    plant(monkeypatch)
    first, second = ask_both(
        sites,
        lambda people: write_everything(
            people,
            few_values(),
            tempting_values(),
            only=where,
            writers=["editor"],
            shown_to=shown_to,
        ),
    )
    assert differing(first, second)
