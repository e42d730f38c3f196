"""A draft that is read in one go says what it says when REST framework reads it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from annotations.api import drafts
from annotations.services.reviewing import RatingDraft
from annotations.services.tagging import TagDraft
from tests import cast

pytestmark = pytest.mark.pure
WHOLE = "application/json"
# JSON too, but said in a way that only REST framework takes in.
FIELD_BY_FIELD = "application/json;charset=UTF-8"
NUMBERS = (0, 1, 2, 9, 10, -1, 1.0, 0.5, 2**31, 2**70, None, True, False)
STRINGS = ("", " ", "1", "true", "a b", " stairs ", "stairs\n", "é", "x" * 81, "x\0y", "\ud800")
ODD = some.sampled_from([*NUMBERS, *STRINGS, [], {}])


def mostly(right):
    """Return a strategy of what is right, and now and then of something odd."""
    return some.integers(0, 24).flatmap(lambda number: right if number else ODD)


def body(**fields):
    """Return a strategy of what has some of these fields, and now and then one nobody knows."""
    known = some.fixed_dictionaries({}, optional=fields)
    return known.flatmap(lambda row: some.sampled_from([row] * 24 + [{**row, "unknown": 1}]))


KEY = mostly(some.sampled_from(["stairs", "sky-2", "é"]))
WORDS = mostly(some.text(max_size=3))
LINE = mostly(some.text(max_size=3) | some.just("x" * 2001))
SMALL = mostly(some.integers(1, 5))
RATING = some.builds(
    lambda row, more: {**row, **more},
    some.fixed_dictionaries({"scale": KEY, "value": mostly(some.integers(1, 5) | some.none())}),
    body(reason=WORDS, rationale=WORDS, clear=mostly(some.booleans())),
)
TAG = some.builds(
    lambda row, more: {**row, **more},
    some.fixed_dictionaries({"motif": KEY}),
    body(start=SMALL, end=SMALL, note=WORDS, quote=WORDS, suggestion=SMALL),
)
PATCH = body(
    version=SMALL,
    ratings=mostly(some.lists(RATING, max_size=2)),
    tags=mostly(some.lists(TAG, max_size=2)),
    action=LINE,
    action_who=LINE,
    action_what=LINE,
    action_when=LINE,
    comment=WORDS,
    forecast=mostly(some.floats(0, 1)),
    client=mostly(some.uuids().map(str) | some.uuids().map(lambda one: one.hex.upper())),
)


def asked(content: bytes, kind: str) -> Request:
    request = APIRequestFactory().patch("/", content, content_type=kind)
    return Request(request, parsers=[JSONParser()])


def read(content: bytes, kind: str):
    """Return what was read, or that it was refused."""
    try:
        return drafts.draft_in(asked(content, kind))
    except ValidationError as error:
        return error.get_full_details()


@settings(max_examples=600, deadline=None)
@given(PATCH)
def test_body_says_the_same_however_it_is_read(sent):
    content = json.dumps(sent).encode()
    assert read(content, WHOLE) == read(content, FIELD_BY_FIELD)


def test_body_of_the_page_is_read_in_one_go(monkeypatch):
    monkeypatch.setattr(drafts, "_patch", None)
    sent = {
        "version": 3,
        "ratings": [{"scale": "resonance", "value": None, "reason": "Too short."}],
        "tags": [
            {"motif": "stairs", "start": 2, "end": 8, "note": "\u2028é 😀", "quote": "x"},
            {"motif": "silence", "start": None, "end": None, "note": ""},
        ],
        "comment": "So far.",
        "forecast": 1,
        "client": "6d0f2b0e-6f0c-4d5c-9d2e-1f6f6f0f5a11",
    }
    given = read(json.dumps(sent).encode(), WHOLE)
    assert given["ratings"] == [RatingDraft("resonance", None, "Too short.")]
    assert given["tags"] == [
        TagDraft("stairs", 2, 8, "\u2028é 😀", "x"),
        TagDraft("silence", None, None, ""),
    ]
    assert given["forecast"] == 1
    assert str(given["client"]) == sent["client"]
    assert given["version"] == 3
    assert given["comment"] == "So far."


@pytest.mark.parametrize(
    "content", [b"{", b"", b"\xff", b"[]", b'"x"', b'{"version": 1}x', b'{"forecast": NaN}']
)
def test_broken_body_is_left_to_what_names_its_fault(content):
    assert drafts._read_whole(asked(content, WHOLE)) is None


@pytest.mark.django_db
def test_longer_body_than_a_draft_has_is_taken_all_the_same(ada, ben, api):
    text = cast.add_text("The stairs were counted twice.", by=ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben, submit=False)
    spaces = b" " * (drafts.MOST_BYTES + 1)
    sent = b'{"comment": "Long."' + spaces + b"}"
    address = f"/api/v1/reviews/{review.pk}/"
    answer = api(ben).patch(address, sent, content_type="application/json")
    assert answer.status_code == 200
    assert answer.json()["comment"] == "Long."
