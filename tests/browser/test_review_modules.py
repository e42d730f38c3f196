"""The review page's pure functions, run where they will run: in the browser."""

from __future__ import annotations

import random

import pytest

from tests.browser.review_room import begin, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALPHABET = "ab \n😀👩🏽‍🚀e\u0301\u05d0漢\ufeff𝒳"


@pytest.fixture
def run(ada, ben, desk):
    """Return a function that calls a function of a module with arguments."""
    page = ready(desk(ben).open(f"/reviews/{begin(ada, ben).pk}/"))

    def call(module: str, code: str, *arguments):
        script = f"async (a) => {{ const m = await import('variorum/{module}'); return {code}; }}"
        return page.evaluate(script, list(arguments))

    return call


def test_offsets_agree_with_python_for_any_text(run):
    rng = random.Random(4)
    texts = ["", "A 😀 wept", *("".join(rng.choices(ALPHABET, k=60)) for _ in range(20))]
    code = """a[0].map((text) => {
        const { length, toUnits, toPoints } = m.offsetsOf(text);
        const points = Array.from({ length: length + 1 }, (_, n) => n);
        return [length, points.map(toUnits), points.map((n) => toPoints(toUnits(n))),
            Array.from({ length: text.length + 1 }, (_, n) => toPoints(n))];
    })"""
    for text, (length, units, back, points) in zip(texts, run("offsets", code, texts), strict=True):
        expected = [len(text[:n].encode("utf-16-le")) // 2 for n in range(len(text) + 1)]
        assert length == len(text)
        assert units == expected
        assert back == list(range(len(text) + 1))
        for unit, point in enumerate(points):
            # Within a pair: the character that the pair is.
            assert point == max(n for n, at in enumerate(expected) if at <= unit)


def test_words_are_whole_when_snapped(run):
    code = "a[1].map(([s, e]) => { const f = m.wordsOf(a[0], 'en').snapped(s, e); \
        return f && a[0].slice(f.start, f.end); })"
    text = "  She couldn't, nai\u0308vely, 👩🏽‍🚀 go.\n"
    spans = [[0, 1], [3, 4], [7, 9], [0, 8], [17, 19], [26, 28], [len(text), len(text)]]
    assert run("words", code, text, spans) == [
        None,
        "She",
        "couldn't",
        "She couldn't",
        "nai\u0308vely",
        "👩🏽‍🚀",
        None,
    ]


def test_spans_are_cut_where_they_overlap(run):
    spans = [{"id": "a", "start": 0, "end": 5}, {"id": "b", "start": 3, "end": 8}]
    code = "m.flattened(a[0], 10).map((p) => [p.start, p.end, p.spans.map((s) => s.id).join('')])"
    assert run("spans", code, spans) == [[0, 3, "a"], [3, 5, "ab"], [5, 8, "b"], [8, 10, ""]]


@pytest.mark.parametrize(
    ("wanted", "heights", "active", "tops"),
    [
        ([0, 100], [40, 40], 0, [0, 100]),
        ([0, 10, 20], [40, 40, 40], 0, [0, 50, 100]),
        ([100, 110, 120], [40, 40, 40], 2, [20, 70, 120]),
        ([0, 5, 6], [40, 40, 40], 2, [0, 50, 100]),
    ],
)
def test_notes_are_placed_around_the_active_one(run, wanted, heights, active, tops):
    code = "m.placed(a[0], a[1], { active: a[2] })"
    assert run("margin", code, wanted, heights, active) == tops


def test_changes_merge_by_scale_and_replace_tags(run):
    earlier = {"ratings": {"c": {"value": 1}}, "tags": [1]}
    later = {"ratings": {"s": {"value": 2}}, "tags": []}
    assert run("draft", "m.merged(a[0], a[1])", earlier, later) == {
        "ratings": {"c": {"value": 1}, "s": {"value": 2}},
        "tags": [],
    }


def test_paragraphs_are_numbered_by_their_first_sentence(run):
    text = "One. Two.\n\n  Three? Four!\nFive."
    assert run("numbers", "m.paragraphsOf(a[0], 'en')", text) == [
        {"start": 0, "number": 1},
        {"start": 13, "number": 3},
        {"start": 26, "number": 5},
    ]
