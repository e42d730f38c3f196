import json
import random
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from tests.stats.cast import FAMILIES, pid, planted, row, table
from themes.stats.evidence import families_asked, margin_p, motif_evidence
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.observations import Observation
from themes.stats.rounding import as_record
from themes.stats.stratified import RiskDifference

AUTHORS = ("aster1", "aster2", "borealis1", "cinder1", "dovetail1", "h1", "h2", "h3")
value = st.sampled_from([0.0, 0.5, 1.0])
cell = st.tuples(st.sampled_from(AUTHORS), st.integers(0, 11))


@st.composite
def corpora(draw: st.DrawFn) -> list[Observation]:
    """Draw a small corpus: five models of four families and three people, on some prompts."""
    found = draw(st.dictionaries(cell, st.lists(value, min_size=1, max_size=2), max_size=50))
    return [
        row(author, pid(prompt), v, copy=i)
        for (author, prompt), values in found.items()
        for i, v in enumerate(values)
    ]


def evidence(rows: list[Observation], **options: Any) -> MotifEvidence:
    return motif_evidence(rows, key="note", **options)


def record(rows: list[Observation]) -> str:
    return json.dumps(as_record(evidence(rows)))


@settings(deadline=None, max_examples=30)
@given(corpora(), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(rows: list[Observation], lot: random.Random) -> None:
    turned = list(rows)
    lot.shuffle(turned)
    assert record(rows) == record(turned)


@settings(deadline=None, max_examples=30)
@given(corpora(), st.booleans())
def test_duplicating_one_models_texts_changes_no_prevalence_and_no_family(
    rows: list[Observation], same_bodies: bool
) -> None:
    copies = [
        replace(r, text=f"{r.text}+", body=r.body if same_bodies else f"{r.body}+")
        for r in rows
        if r.author == "aster1"
    ]
    before, after = evidence(rows), evidence(rows + copies)
    assert after.families_exceeding == before.families_exceeding
    for one, other in zip(before.prevalence.families, after.prevalence.families, strict=True):
        assert one.estimate == pytest.approx(other.estimate)
    if same_bodies:
        assert after.duplicates_dropped == len(copies)
        assert after.difference == before.difference


LEAK_SHOWS_IN = {
    *("texts", "three", "leaking_prompts_dropped", "prevalence", "elicitations"),
}


@settings(deadline=None, max_examples=30)
@given(corpora(), st.lists(value, min_size=8, max_size=8))
def test_leaking_prompt_changes_the_crude_figure_only(
    rows: list[Observation], values: list[float]
) -> None:
    rows = rows + [row(author, "base") for author in AUTHORS]  # so that no family is new
    leak = [
        row(author, "leak", v, prompt_leaks=True) for author, v in zip(AUTHORS, values, strict=True)
    ]
    before, after = asdict(evidence(rows)), asdict(evidence(rows + leak))
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= LEAK_SHOWS_IN
    assert after["leaking_prompts_dropped"] == 1
    assert after["three"]["without_leaking"] == before["three"]["without_leaking"]
    for one, other in zip(
        before["prevalence"]["families"], after["prevalence"]["families"], strict=True
    ):
        changed = {name for name in one if one[name] != other[name]}
        assert changed <= {"n_all", "k_all"}


@settings(deadline=None, max_examples=30)
@given(corpora())
def test_figures_stay_within_bounds(rows: list[Observation]) -> None:
    result = evidence(rows)
    shown = result.difference
    if shown.low is not None and shown.high is not None and shown.value is not None:
        assert -1 <= shown.low <= shown.value <= shown.high <= 1
    for family in result.families:
        assert 0 < family.test.p <= 1
    for group in result.prevalence.families:
        if group.estimate is not None:
            assert 0 <= group.low <= group.estimate <= group.high <= 1  # type: ignore[operator]
    assert (result.p is None) == bool(result.p_reason)


@settings(deadline=None, max_examples=30)
@given(corpora())
def test_difference_symmetric_when_every_value_is_turned(rows: list[Observation]) -> None:
    one = evidence(rows).difference
    other = evidence([replace(r, value=1 - r.value) for r in rows]).difference
    if one.value is None:
        assert other.value is None
    else:
        assert other.value == pytest.approx(-one.value, abs=1e-12)
        assert (one.low is None) == (other.low is None)


def test_planted_families_found_when_four_of_six_carry_it() -> None:
    result = evidence(planted(4))
    assert (result.families_tested, result.families_exceeding) == (6, 4)
    assert result.families_asked == 3
    assert result.p is not None
    assert result.p < 0.001


def test_no_cross_model_evidence_when_one_family_of_six_carries_it() -> None:
    result = evidence(planted(1))
    assert result.families_exceeding == 1
    assert result.p_families is not None
    assert result.p_families > 0.05


def test_p_is_the_larger_of_its_two_parts() -> None:
    result = evidence(planted(4))
    assert result.p_margin is not None
    assert result.p_families is not None
    assert result.p == max(result.p_margin, result.p_families)
    shown = result.difference
    assert shown.value is not None
    assert shown.low is not None
    error = (shown.value - shown.low) / 1.959963984540054
    assert result.p_margin == pytest.approx(student.sf((shown.value - 0.05) / error, 59))


def test_margin_is_the_callers() -> None:
    rows = planted(4)
    assert (evidence(rows, margin=0).p_margin or 1) < (evidence(rows, margin=0.2).p_margin or 0)
    assert evidence(rows).difference == evidence(rows, margin=0.2).difference


@pytest.mark.parametrize(
    ("difference", "prompts"),
    [
        (RiskDifference(value=None), 12),
        (RiskDifference(value=0.2), 12),
        (RiskDifference(value=0.2, low=0.2, high=0.2), 12),
        (RiskDifference(value=0.2, low=0.1, high=0.3), 1),
    ],
)
def test_margin_p_undefined(difference: RiskDifference, prompts: int) -> None:
    assert margin_p(difference, prompts=prompts) is None


def test_family_without_people_counts_and_is_never_shown_to_exceed() -> None:
    rows = table({"aster": 0.9, "borealis": 0.9, "cinder": 0.9}, prompts=20)
    rows += [row("dovetail", f"other{i}", 1) for i in range(20)]
    result = evidence(rows)
    assert result.families_tested == 4
    alone = result.families[3]
    assert (alone.family, alone.test.p, alone.prompts, alone.texts) == ("dovetail", 1, 0, 0)
    assert "no person wrote" in alone.test.reason


def test_unstated_family_counts_in_the_difference_and_never_as_a_family() -> None:
    rows = table({"aster": 0.5, "borealis": 0.5, "cinder": 0.5}, prompts=10)
    rows += [row("mystery", pid(i), 1, family=None) for i in range(10)]
    result = evidence(rows)
    assert [family.family for family in result.families] == ["aster", "borealis", "cinder"]
    assert (result.model_texts, result.unstated_texts) == (40, 10)


@pytest.mark.parametrize(
    ("rows", "options", "reason"),
    [
        ([row("aster", "p1")], {}, "no prompt has both"),
        (table({"aster": 0.5, "borealis": 0.5}, prompts=9), {}, "2 stated model families"),
        (table(dict.fromkeys(FAMILIES[:3], 0.5), prompts=1), {}, "one prompt"),
        (table(dict.fromkeys(FAMILIES[:3], 0.5), prompts=9), {"at_least": 4}, "4 families were"),
        (
            table(dict.fromkeys(FAMILIES[:3], 0.5), prompts=9, people=lambda p: ("h1", "h2")),
            {},
            "2 people who wrote on several prompts",
        ),
    ],
)
def test_p_undefined(rows: list[Observation], options: dict[str, int], reason: str) -> None:
    result = evidence(rows, **options)
    assert result.p is None
    assert reason in result.p_reason


def test_people_elsewhere_are_never_borrowed() -> None:
    rows = [row("aster", pid(i), 1) for i in range(9)] + [row(f"h{i}", f"x{i}") for i in range(9)]
    result = evidence(rows)
    assert (result.strata, result.difference.value, result.three.crude) == (0, None, None)


def test_three_differences_when_a_leaking_prompt_explains_it() -> None:
    """Models and people are alike; on the prompt that asks for it only models are many."""
    rows = table(dict.fromkeys(FAMILIES[:3], 0.0), prompts=8, human_rate=0)
    rows += [row(name, "ask", 1, prompt_leaks=True) for name in FAMILIES[:3]]
    rows += [row("h99", "ask", 0, prompt_leaks=True)]
    three = evidence(rows).three
    assert three.crude == pytest.approx(3 / 27)
    assert three.stratified == pytest.approx(1 / 9)
    assert three.without_leaking == 0


def test_every_elicitation_has_its_figures() -> None:
    rows = table({"aster": 0.9}, prompts=6, elicitation="free")
    rows += [row("aster", "lead", 1, elicitation="leading")]
    free, leading = evidence(rows).elicitations
    assert (free.elicitation, free.models.n, free.humans.n) == ("free", 6, 6)
    assert free.difference.value is not None
    assert leading.difference.value is None


def test_families_asked_is_half_and_at_least_three() -> None:
    assert [families_asked(f) for f in (1, 3, 6, 7, 12)] == [3, 3, 3, 4, 6]
