"""The pattern language, over features and over bodies."""

from __future__ import annotations

import pytest

from corpus.nlp.features import analyse_texts
from corpus.nlp.matching import contains, count_in, find_all_spans, find_spans, matches
from corpus.nlp.patterns import PatternError, parse_pattern

pytestmark = pytest.mark.pure

BODY = (
    "The Leaf fell 😀 among leaves.\n\n"
    "She held breath and whispered; they don’t\nhold their breath."
    " The dying were whispering of a wound."
)


def features(body, language="en"):
    [found] = analyse_texts([(1, body, language)])
    return found


def found(pattern, body=BODY, language="en"):
    return [body[start:end] for start, end in find_spans(pattern, body, language)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("leaf", ["Leaf", "leaves"]),
        ("Leaf", ["Leaf", "leaves"]),
        ('"Leaf"', ["Leaf"]),
        ("leaves", ["leaves"]),
        ("whisper*", ["whispered", "whispering"]),
        ("die", ["dying"]),
        ("wind", ["wound"]),
        ("hold breath", ["held breath"]),
        ('"held breath"', ["held breath"]),
        ('hold "their" breath', ["hold their breath"]),
        ("whisp* of", ["whispering of"]),
        ("don't hold", ["don’t\nhold"]),
        ("don’t", ["don’t"]),
        ("leaf she", []),
        ("unicorn", []),
    ],
)
def test_spans_are_what_the_pattern_means(pattern, expected):
    assert found(pattern) == expected
    assert matches(pattern, BODY) is bool(expected)


@pytest.mark.parametrize(
    "pattern", ["leaf", '"Leaf"', "leaves", "whisper*", "die", "wind", "be", "unicorn", "breath"]
)
def test_features_count_as_many_as_the_body_has(pattern):
    text = features(BODY)
    assert count_in(pattern, text) == len(find_spans(pattern, BODY, "en"))
    assert contains(pattern, text) is matches(pattern, text) is matches(pattern, BODY)


@pytest.mark.parametrize("word", ["wed", "id", "cannot", "gonna", "shell", "Qing", "naïve", "1984"])
def test_a_word_of_letters_is_one_word_whatever_the_tokenizer_knows(word):
    body = f"They {word} here."
    assert count_in(word, features(body)) == 1 == len(find_spans(word, body, "en"))


@pytest.mark.parametrize("pattern", ["hold breath", "don't", "well-known", '"held breath"', "月亮"])
def test_features_refuse_when_the_order_of_words_is_needed(pattern):
    with pytest.raises(ValueError, match="in the text itself"):
        contains(pattern, features(BODY))


def test_letters_are_found_where_no_spaces_part_the_words():
    assert found("月亮", "昨夜的月亮，月亮。", "zh") == ["月亮", "月亮"]
    with pytest.raises(ValueError, match="in the text itself"):
        contains("月", features("月亮", "zh"))


def test_spans_never_overlap():
    assert found("ha ha", "ha ha ha ha ha") == ["ha ha", "ha ha"]


def test_a_phrase_stops_at_a_paragraph_and_at_a_mark():
    assert found("leaf fall", "A leaf\n\nfell. A leaf, fell. A leaf\nfell.") == ["leaf\nfell"]


def test_right_to_left_words_are_found():
    assert found("שלום", "אמר: שלום, עולם.", "he") == ["שלום"]


def test_many_patterns_read_the_body_once():
    assert find_all_spans(["leaf", "unicorn"], "A leaf.", "en") == {"leaf": [(2, 6)], "unicorn": []}


@pytest.mark.parametrize(
    ("pattern", "position", "advice"),
    [
        ("", 0, "nothing to look for"),
        ("   ", 0, "nothing to look for"),
        ('leaf "abc', 5, "add a second one"),
        ('leaf ""', 5, "exact word"),
        ("hold whi*per", 8, "only end a word"),
        ("*foo", 0, "only end a word"),
        ("*", 0, "no letter"),
        ("a*", 0, "at least 2 letters"),
        ("no !!", 3, "between quotes"),
        ("x" * 201, 200, "at most 200"),
    ],
)
def test_a_bad_pattern_says_where_and_what_to_do(pattern, position, advice):
    with pytest.raises(PatternError, match=advice) as caught:
        parse_pattern(pattern)
    assert caught.value.position == position
    assert isinstance(caught.value, ValueError)
    assert str(caught.value).startswith(f"At character {position + 1}: ")
