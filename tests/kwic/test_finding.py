"""Finding words in bodies: whole, begun, in scripts with and without spaces, by code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.kwic.finding import lemma_finder, phrase_finder, word_finder
from corpus.kwic.folding import folded
from corpus.kwic.forms import forms_of
from corpus.kwic.lines import SORTS, context_of
from corpus.nlp.features import analyse_texts
from corpus.nlp.patterns import PatternError
from corpus.nlp.records import TextFeatures

pytestmark = pytest.mark.pure


def found(finder, body):
    return [body[start:end] for start, end in finder.spans(body)]


@pytest.mark.parametrize(
    ("q", "body", "expected"),
    [
        ("door", "Door, doors, indoor; the DOOR.", ["Door", "DOOR"]),
        ("whisper*", "Whispering, unwhisper, whisper's", ["Whispering", "whisper"]),
        ("don't", "Don’t. don't, dont", ["Don’t", "don't"]),
        ("door", "a _door_ of *door*", ["door", "door"]),
        ("猫", "黒猫は猫。", ["猫", "猫"]),
        ("קשת", "קשת וקשת, קשת.", ["קשת", "קשת"]),
        ("שלום", "שָׁלוֹם, שלום וְשָׁלוֹם", ["שָׁלוֹם", "שלום"]),
        ("שָׁלוֹם", "שלום שָׁלוֹם", ["שָׁלוֹם"]),
        ("שלו*", "שָׁלוֹם שלו־כלום", ["שָׁלוֹם", "שלו"]),
        ("سلام", "سَلَامٌ، وسلام سلام", ["سَلَامٌ", "سلام"]),
        ("कल", "कल, कला कल।", ["कल", "कल"]),
        ("istanbul", "İstanbul istanbul", ["istanbul"]),
        ("\U0001f6aa", "", []),
    ],
)
def test_word(q, body, expected):
    if not body:
        with pytest.raises(PatternError):
            word_finder(q)
        return
    assert found(word_finder(q), body) == expected


def test_words_side_by_side_when_a_line_ends_between_them():
    assert found(phrase_finder("hold her"), "Hold\nher. holds her; hold, her") == ["Hold\nher"]


def test_a_match_is_not_lost_behind_one_that_begins_inside_a_word():
    assert found(phrase_finder("a a"), "ba a a") == ["a a"]


@pytest.mark.parametrize("q", ["", "  ", "*ing", "w*rd", "a*", "—", "one two"])
def test_what_cannot_be_sought_is_refused(q):
    with pytest.raises(PatternError):
        word_finder(q)


def test_lemma_finds_its_forms_and_no_other_word():
    finder = lemma_finder(forms_of("go", "en"))
    assert found(finder, "She went; he goes, gone, undergone, ago.") == ["went", "goes", "gone"]


def test_lemma_has_the_forms_that_its_own_lemmatiser_gives_it():
    body = "Leaves fell. A leaf, leafing, mice and a mouse; the saws sawed. His hi was high."
    features = next(iter(analyse_texts([("1", body, "en")])))
    assert isinstance(features, TextFeatures)
    for lemma, count in features.lemmas.items():
        if lemma.isalpha():
            assert {surface.lower() for surface in count.surfaces} <= set(forms_of(lemma, "en"))


def test_lemma_of_a_language_with_a_table_and_of_one_without():
    assert "ging" in forms_of("gehen", "de-AT")
    assert forms_of("nope", "tlh") == ("nope",)
    assert forms_of("nope", "../en") == ("nope",)


@given(st.text(max_size=60), st.sampled_from(["a", "ab", "ß", "i", "ς", "éa"]))
def test_offsets_are_code_points_whatever_the_body(body, q):
    assert len(folded(body)) == len(body)
    for start, end in word_finder(q).spans(body):
        assert folded(body[start:end]).startswith(folded(q)[:1])
        assert 0 <= start < end <= len(body)


@given(
    st.text(max_size=80),
    st.integers(0, 80),
    st.integers(1, 9),
    st.sampled_from(["words", "characters"]),
)
def test_context_stands_beside_its_match(body, start, window, unit):
    end = start + 2
    if end > len(body):
        return
    context = context_of(body, (start, end), window=window, unit=unit)
    whole = context.left + context.match + context.right
    begin = start - len(context.left)
    assert body[begin : begin + len(whole)] == whole
    assert context.match == body[start:end]


def test_sorts_go_by_the_nearest_words():
    body = "the green door opens; a red Door closes"
    first, second = word_finder("door").spans(body)
    assert SORTS["left"](body, first) == ("green the",)
    assert SORTS["left"](body, second) == ("red a opens door green the",)
    assert SORTS["right"](body, second) == ("closes",)
    assert SORTS["position"](body, first)[0] < SORTS["position"](body, second)[0]


def test_a_line_shows_the_space_that_stands_there_and_no_other():
    context = context_of("the door, and \n no more", (4, 8), window=2, unit="words")
    assert (context.left, context.right[:5]) == ("the ", ", and")
    assert (context.left_shown, context.right_shown[:5]) == ("the\u00a0", ", and")
    apart = context_of("a door opens", (2, 6), window=2, unit="words")
    assert apart.right_shown == "\u00a0opens"
