"""What a report's page says of its numbers: families one way only, and no number without limits."""

from __future__ import annotations

import pytest

from tests.stats.cast import FAMILIES, planted
from themes.positions import profiles_of
from themes.records import family_record
from themes.reports.drawing import forest, where_it_falls
from themes.reports.strips import strips_of
from themes.stats.evidence import motif_evidence
from themes.stats.rounding import as_record
from themes.templatetags.report_tags import signed


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.0001, "0"), (0.0001, "0"), (-0.05, "−5"), (0.2, "+20"), (0.0, "0"), (-0.126, "−13")],
)
def test_a_difference_of_nothing_has_no_sign(value, written):
    assert signed(value) == written


def test_as_many_families_are_filled_as_are_said_to_exceed():
    for having in range(7):
        evidence = motif_evidence(planted(having), key="bell")
        families = [family_record(family) for family in evidence.families]
        motif = {
            "name": "Bell",
            "verdict": "not_shown",
            "families": families,
            "comparison": {"risk_difference": None, "margin": 0.05},
        }
        drawing = forest(motif, [])
        assert drawing is not None
        filled = [mark.label for mark in drawing.marks if mark.look == "shown"]
        assert len(filled) == evidence.families_exceeding
        assert set(filled) <= set(FAMILIES[:having])


def test_the_last_fifth_has_an_interval():
    class Tag:
        motif, start, suggested = "bell", 95, False

    class Reading:
        tags = (Tag(),)

    class Written:
        is_human, counts_as_family, length = False, False, 100

        def __init__(self, number):
            self.id = number

    texts = [Written(number) for number in range(28)]
    profiles = as_record(profiles_of("bell", texts, {text.id: [Reading()] for text in texts}))
    drawing = where_it_falls(profiles)
    assert drawing is not None
    assert "100 % in 28 model texts (95 % interval: 88 to 100)" in drawing.sentence


def _word(**fields):
    groups = [
        {"group": "ash", "estimate": 0.25, "expected": 0.1},
        {"group": "oak", "estimate": 0.75, "expected": 0.3},
        {"group": "elm", "estimate": None, "expected": None},
    ]
    return {"surfaces": ["glow", "glowing"], "groups": groups, **fields}


def test_every_family_known_has_a_dot_when_words_are_drawn():
    drawing = strips_of([_word(families_over=2, families=2)], title="Words")
    assert drawing is not None
    (row,) = drawing.rows
    assert [dot.title for dot in row.dots] == ["ash: 25 %", "oak: 75 %"]
    assert (row.low, row.high) == (row.dots[0].x, row.dots[1].x)
    assert row.low < row.high
    assert row.english is not None
    assert row.english < row.low
    assert row.number == "2/2"


def test_only_the_two_ends_are_filled_when_families_differ():
    drawing = strips_of([_word(highest="oak", lowest="ash")], title="Words")
    assert drawing is not None
    assert [dot.look for dot in drawing.rows[0].dots] == ["end", "end"]
    assert strips_of([_word(highest="elm", lowest="elm")], title="Words").rows[0].dots[0].look == ""


def test_nothing_is_drawn_when_no_rate_is_known():
    bare = {"surfaces": ["glow"], "groups": [{"group": "elm", "estimate": None}]}
    assert strips_of([bare], title="Words") is None
    assert strips_of([], title="Words") is None
