"""Marks over a text: cut so that no word is lost, whatever overlaps."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.laid_over import Mark, letter, pieces_of, runs_backward

pytestmark = pytest.mark.pure
BODY = "The door \U0001f6aa was lost. דלת"


SPANS = st.lists(st.tuples(st.integers(0, len(BODY) - 1), st.integers(1, 12)), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, st.lists(st.integers(0, len(BODY)), max_size=4))
def test_pieces_are_the_whole_text_and_each_mark_its_own_words(spans, cuts):
    over = [
        Mark(str(number), start, min(start + length, len(BODY)), 1, "s")
        for number, (start, length) in enumerate(spans)
    ]
    pieces = pieces_of(BODY, over, cuts=cuts)
    assert "".join(piece.words for piece in pieces) == BODY
    for mark in over:
        words = "".join(piece.words for piece in pieces if mark in piece.over)
        assert words == BODY[mark.start : mark.end]
        assert [piece.start for piece in pieces if mark in piece.heads] == [mark.start]


def test_what_lies_in_another_mark_is_seen_in_it():
    over = [Mark("a", 0, 10, 1, "s"), Mark("b", 4, 8, 2, "d")]
    assert [piece.tone for piece in pieces_of(BODY, over) if piece.over] == [1, 2, 1]
    assert [piece.sigla for piece in pieces_of(BODY, over) if piece.heads] == ["s", "d"]


def test_readers_have_letters_without_end():
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


@pytest.mark.parametrize(
    ("body", "backward"), [("“דלת” he said", True), ("1. A דלת", False), ("… 12", False)]
)
def test_a_text_runs_as_its_first_letter_does(body, backward):
    assert runs_backward(body) is backward
