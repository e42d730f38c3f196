import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalise import NotStorable, folded_sha256, normalise, sha256

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("given_body", "stored"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("cafe\u0301", "café"),
        ("\u212b", "Å"),
    ],
)
def test_a_body_is_stored_normalised_and_kept_untouched_when_it_differed(given_body, stored):
    assert normalise(given_body) == (stored, given_body)


def test_a_body_has_no_original_when_it_did_not_differ():
    assert normalise("plain 😀\n") == ("plain 😀\n", None)


@pytest.mark.parametrize("body", ["a\x00b", "a\ud800b", "\udfff"])
def test_a_body_is_refused_when_a_database_cannot_hold_it(body):
    with pytest.raises(NotStorable):
        normalise(body)


def test_the_hash_is_that_of_the_bytes_in_utf8():
    assert sha256("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


def test_bodies_fold_alike_when_only_white_space_and_line_ends_differ():
    assert folded_sha256("a  b\r\n\r\nc ") == folded_sha256("a b c")
    assert folded_sha256("e\u0301") == folded_sha256("é")
    assert folded_sha256("ab c") != folded_sha256("a b c")


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_normalising_twice_changes_nothing_more(body):
    stored, original = normalise(body)
    assert normalise(stored) == (stored, None)
    assert (original or stored) == body


@given(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_a_passage_of_a_stored_body_is_stored_as_it_stands(body, start, end):
    stored, _ = normalise(body)
    assert normalise(stored[start:end])[1] is None
