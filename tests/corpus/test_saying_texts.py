"""Texts are told by one function, which says exactly what the documented fields say."""

import pytest
from rest_framework import serializers

from corpus.api.output import TextSerializer, text_data
from corpus.services.texts import keep_excerpt
from corpus.visibility import get_text_for
from tests import cast

pytestmark = pytest.mark.django_db


def by_fields(shown) -> dict:
    return dict(serializers.Serializer.to_representation(TextSerializer(), shown))


def test_a_text_is_told_as_its_fields_tell_it(ada, ben, olga):
    whole = cast.add_text(
        "The kettle argued with the rain.",
        by=ada,
        title="Rain",
        sampling={"top_p": 0.9},
        context=[{"role": "user", "content": "Go on."}],
        generated_at="2026-03-01T10:00:00Z",
        mood="wry",
    )
    bare = cast.add_text("No prompt.", by=ada, prompt=None, author=cast.author("p", kind="human"))
    held = cast.add_text("Held.", by=ada, prompt=cast.prompt("held"), author=cast.author("m-1"))
    passage = keep_excerpt(parent_id=whole.pk, start=4, end=10, why="Rain.", by=olga)
    cast.study(ada, [held], ben)
    for text in (whole, bare, held, passage):
        shown = get_text_for(olga, text.pk)
        told = text_data(shown)
        assert told == by_fields(shown)
        assert list(told) == list(by_fields(shown))
    assert text_data(get_text_for(olga, held.pk))["author"] is None


@pytest.mark.parametrize("asked", ["", "&sort=-length", "&kind=story", "&sort=title", "&limit=1"])
def test_a_search_counts_what_it_finds(ada, api, asked):
    for number in range(3):
        cast.add_text(f"The kettle sang {number}.", by=ada)
    cast.add_text("Nothing sang.", by=ada)
    for q, count in (("kettle", 3), ("kettle sang", 3), ('"sang 1"', 1), ("sa*", 4), ("...", 0)):
        found = api(ada).get(f"/api/v1/texts/?q={q}{asked}").json()
        assert found["count"] == count
        assert len(found["results"]) == (min(1, count) if "limit" in asked else count)
