"""What a report's page says of its numbers: families one way only, and no number without limits."""

from __future__ import annotations

import pytest

from tests.stats.cast import FAMILIES, planted
from themes.positions import profiles_of
from themes.records import family_record
from themes.reports.drawing import forest, where_it_falls
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
        motif, start = "bell", 95

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
