"""Features of texts, through `analyse_texts`."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.nlp.features import Failed, TextFeatures, analyse_texts

pytestmark = pytest.mark.pure


def analyse(body: str, language: str = "en") -> TextFeatures:
    [found] = analyse_texts([("t", body, language)])
    assert isinstance(found, TextFeatures), found
    return found


def sentences(body: str, language: str = "en") -> list[str]:
    return [body[start:end] for start, end in analyse(body, language).sentences]


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("A 😀 wept. Then 👩‍👩‍👧 left.", "en", ["A 😀 wept.", "Then 👩‍👩‍👧 left."]),
        (
            "He sang q\u0323\u0302. Z\u0308\u0323 left.",
            "en",
            ["He sang q\u0323\u0302.", "Z\u0308\u0323 left."],
        ),
        ("“It’s late,” she said. ‘No.’", "en", ["“It’s late,” she said.", "‘No.’"]),
        ("彼は笑った。次の日、雨。", "ja", ["彼は笑った。", "次の日、雨。"]),
        ("他笑了。Hello there！雨。", "zh", ["他笑了。", "Hello there！", "雨。"]),
        ("שלום עולם. מה שלומך?", "he", ["שלום עולם.", "מה שלומך?"]),
        ("كيف حالك؟ أنا بخير.", "ar", ["كيف حالك؟", "أنا بخير."]),
    ],
)
def test_sentences_are_slices_of_the_body_when_characters_are_unusual(body, language, expected):
    found = sentences(body, language)
    assert found == expected


def test_sentences_end_with_their_paragraph_when_no_mark_does():
    body = "A Title\n\nHe left\n \nShe stayed."
    assert sentences(body) == ["A Title", "He left", "She stayed."]
    assert analyse(body).n_paragraphs == 3


def test_lines_stay_together_when_they_are_hard_wrapped():
    body = "He left and\nshe stayed.\nThen it rained."
    assert sentences(body) == ["He left and\nshe stayed.", "Then it rained."]
    assert analyse(body).n_paragraphs == 1


def test_lines_are_paragraphs_when_they_are_long_and_no_line_is_blank():
    line = "word " * 30 + "end"
    assert analyse(f"{line}\n{line}").n_paragraphs == 2


def test_an_opening_quote_goes_with_its_own_sentence():
    assert sentences('He left. "Come," she said.') == ["He left.", '"Come," she said.']
    assert sentences("He left. (“Come.”) It rained.") == ["He left.", "(“Come.”)", "It rained."]


@pytest.mark.parametrize(
    "body",
    ['"Stop!" he said.', "I waited… and left.", "I waited... and left.", "“Why?” she asked."],
)
def test_a_sentence_goes_on_when_lower_case_follows_a_quote_or_an_ellipsis(body):
    assert sentences(body) == [body]


def test_a_sentence_ends_at_an_ellipsis_when_a_capital_follows():
    assert sentences("I waited… Then I left.") == ["I waited…", "Then I left."]


def test_a_scene_break_is_neither_sentence_nor_paragraph():
    found = analyse("One.\n\n* * *\n\nTwo.")
    assert (found.n_sentences, found.n_paragraphs) == (2, 2)


def test_counts_when_nothing_is_written():
    for body in ("", " \n\n "):
        found = analyse(body)
        assert (found.n_tokens, found.n_words, found.n_paragraphs, found.sentences) == (0, 0, 0, ())
        assert found.dialogue_share is None
        assert found.first_person_share is None


def test_words_leave_out_marks_and_clitics():
    found = analyse("She didn’t see Maria's cat, 2 dogs!")
    assert found.n_words == 7
    assert found.n_tokens == 11


@pytest.mark.parametrize(
    ("surface", "candidates"),
    [
        ("leaves", ("leaf", "leave")),
        ("wound", ("wound", "wind")),
        ("dying", ("dying", "die")),
        ("Mirrors", ("mirror",)),
        ("his", ("his",)),
        ("was", ("be",)),
        ("made", ("make",)),
        ("hoped", ("hope",)),
        ("pass", ("pass",)),
        ("monarchs", ("monarch",)),
        ("ageing", ("ageing", "age")),
        ("chatbots", ("chatbots", "chatbot")),
        ("wed", ("wed",)),
    ],
)
def test_candidate_lemmas_of_a_surface_begin_with_the_noun(surface, candidates):
    assert analyse(f"They saw {surface} there.").candidates[surface] == candidates


def test_lemmas_count_every_surface_that_may_be_theirs():
    found = analyse("Leaves fell. A leaf, two leaves. He leaves.")
    assert found.lemmas["leaf"] == (4, {"Leaves": 1, "leaf": 1, "leaves": 2})
    assert found.lemmas["leave"] == (3, {"Leaves": 1, "leaves": 2})


def test_typographic_apostrophes_are_straight_in_forms_only():
    found = analyse("It’s don’t.")
    assert {form.surface for form in found.forms} == {"It", "'s", "do", "n't"}


def test_lemmas_come_from_the_lookup_table_when_the_language_has_one():
    assert "haus" in analyse("Die Häuser sind alt.", "de").lemmas


def test_lemmas_are_lower_cased_forms_when_there_is_no_table():
    assert analyse("Qapla' HoH.", "tlh").lemmas["hoh"].n == 1


def test_names_are_counted_by_sentence_when_they_stand_inside_it():
    body = "Maria saw Elias, and Elias saw Maria. “Come,” said Elias. Then: No. STOP, Elias."
    assert analyse(body).names == {"Elias": 3, "Maria": 1}


def test_names_are_not_sought_where_every_noun_has_a_capital():
    assert analyse("Er sah das Haus und den Baum.", "de").names == {}


def test_names_leave_out_what_opens_a_quotation():
    assert analyse("He said, “Come here,” and then, ‘Stay.’").names == {}


@pytest.mark.parametrize(
    ("body", "spoken"),
    [
        ("“Come here,” she said.", 2),
        ('"Come here," she said. "Now."', 3),
        ("‘I don’t know,’ she said.", 3),
        ("It was 6' 2\" tall.", 0),
        ("“One two\n\n“three four.”\n\nFive.", 4),
        ('She heard *"come here"* twice.', 2),
        ("«Viens ici», dit-elle.", 2),
        ("The dogs’ bowls were ‘tis said.", 0),
    ],
)
def test_spoken_words_are_those_inside_quotation_marks(body, spoken):
    assert analyse(body).n_spoken == spoken


def test_first_person_is_counted_apart_for_the_narrator():
    found = analyse("“I am here,” she told me. The US won.")
    assert (found.n_first_person, found.n_first_person_narrated) == (2, 1)
    assert found.first_person_share == 2 / 9
    assert found.narrated_first_person_share == 1 / 6
    assert found.dialogue_share == 3 / 9


def test_first_person_is_undefined_in_other_languages():
    assert analyse("Ich bin da.", "de").first_person_share is None


POISON = [
    "a lone surrogate \ud800 here",
    "x" * 1_000_001,
    None,
]


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_text_is_set_aside_and_the_rest_goes_on(poison):
    items = [(1, "One.", "en"), (2, poison, "en"), (3, "Three.", "en"), (4, "Vier.", "de")]
    found = list(analyse_texts(items, batch_size=3))
    assert [text.id for text in found] == [1, 2, 3, 4]
    assert [isinstance(text, Failed) for text in found] == [False, True, False, False]
    assert found[1].error


@pytest.mark.parametrize("run", ["(", "'", "!", "_", "。", "'s", "-"])
def test_a_model_stuck_on_a_mark_costs_no_minutes(run):
    began = time.perf_counter()
    found = analyse("He said no" + run * 30_000 + " and left.")
    assert time.perf_counter() - began < 10
    assert found.lemmas["and"].n == 1


def test_texts_are_read_a_batch_at_a_time():
    read = []

    def items():
        for number in range(10):
            read.append(number)
            yield number, "One.", "en"

    next(analyse_texts(items(), batch_size=2))
    assert read == [0, 1]


def test_features_are_alike_when_the_input_is():
    items = [(n, f"Leaves fell on Elias. {n} “leaf”s, he said.", "en") for n in range(5)]
    once, again = (
        [json.dumps(text.to_json()) for text in analyse_texts(items, batch_size=size)]
        for size in (1, 4)
    )
    assert once == again


def test_features_come_back_from_json_as_they_were():
    found = analyse("“Leaves,” I said to Elias.\n\nThe wound… and 😀.")
    assert TextFeatures.from_json(json.loads(json.dumps(found.to_json()))) == found


PIECES = st.one_of(
    st.sampled_from(
        [". ", "… ", "\n\n", "\n", "“", "” ", "’s ", '"', "? ", "。", " 😀 ", "! ", "‘"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_sentences_are_in_order_apart_and_not_blank(body):
    spans = analyse(body).sentences
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    for start, end in spans:
        assert body[start:end] == body[start:end].strip() != ""
    words = [c for c in body if c.isalnum()]
    assert words == [c for start, end in spans for c in body[start:end] if c.isalnum()]


def test_nothing_heavy_is_imported_until_a_text_is_read():
    code = (
        "import sys, corpus.nlp.features, corpus.nlp.matching, corpus.nlp.terms;"
        "heavy = {'spacy', 'numpy', 'django'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
