from dataclasses import replace
from typing import Any

import pytest
from scipy.stats import false_discovery_control

from tests.stats.cast import FAMILIES, pid, planted, row, table
from themes.stats.evidence import motif_evidence
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.intervals import Interval
from themes.stats.observations import Observation
from themes.stats.outcome import Verdict
from themes.stats.sentences import points
from themes.stats.stratified import RiskDifference
from themes.stats.verdicts import judge_run

THREE = FAMILIES[:3]


def evidence(rows: list[Observation], key: str = "note", **options: Any) -> MotifEvidence:
    return motif_evidence(rows, key=key, **({"basis": "frozen"} | options))


def judged(rows: list[Observation], **options: Any) -> Verdict:
    (verdict,) = judge_run([evidence(rows, **options)], noun="story")
    return verdict


def test_claimed_when_frozen_and_beyond_people_by_more_than_the_margin() -> None:
    verdict = judged(planted(4))
    assert verdict.verdict == "claimed"
    assert verdict.sentence.startswith("Recurs across models, beyond people. On the same prompts")
    assert "model stories carry this motif" in verdict.sentence
    assert "more often than human stories" in verdict.sentence
    assert "The whole interval lies above the margin of 5 points." in verdict.sentence
    assert (
        "At least four of the six families exceed people at all; of ember and fathom that "
        "cannot be said." in verdict.sentence
    )
    assert "It is not explained by the prompts" in verdict.sentence
    assert verdict.low is not None
    assert verdict.low > 0.05


def test_interval_is_the_95_one_when_asked_alone() -> None:
    rows = planted(4)
    shown = evidence(rows).difference
    said = judged(rows).sentence
    assert f"(95 % interval of the difference: {points(shown.low or 0)} to " in said


def test_interval_names_its_level_when_it_is_narrower_than_the_95_one() -> None:
    run = [evidence(planted(4, seed=n), key=f"m{n}") for n in range(2)]
    verdict = judge_run(run)[0]
    assert verdict.level == pytest.approx(0.9)
    limits = f"{points(verdict.low or 0)} to {points(verdict.high or 0)}"
    assert f"more often than human texts (90 % interval: {limits})" in verdict.sentence


def test_interval_of_the_test_is_given_when_the_95_one_reaches_the_margin() -> None:
    whole = evidence(planted(4))
    close = replace(whole, difference=RiskDifference(value=0.3, low=0.04, high=0.5), p=0.04)
    said = judge_run([close])[0].sentence
    assert "(95 % interval of the difference: 4 to 50 points)" in said
    assert "The whole of the interval that the test uses (90 % interval: " in said


def test_families_named_are_as_many_as_are_counted() -> None:
    for having in range(1, 7):
        found = evidence(planted(having))
        shown = [family for family in found.families if family.p_adjusted <= 0.05]
        assert len(shown) == found.families_exceeding


def test_caveat_when_people_are_thinned_by_lot() -> None:
    people = lambda prompt: (f"h{prompt % 12}", f"h{(prompt * 5 + 1) % 12}")  # noqa: E731
    verdict = judged(table(dict.fromkeys(THREE, 0.9), prompts=24, people=people))
    assert any("one prompt of each person, chosen by lot" in line for line in verdict.caveats)
    assert not any("by lot" in line for line in judged(planted(4)).caveats)


def test_occurrence_says_what_its_interval_is() -> None:
    rows = [row(name, pid(i), i % 2) for i in range(30) for name in THREE]
    assert "% of stories (95 % interval: " in judged(rows).sentence
    assert "the mean over families, on the 30 prompts" in judged(rows).sentence


def test_all_families_are_said_to_exceed_when_all_do() -> None:
    assert "All six families exceed people at all." in judged(planted(6)).sentence


def test_confirmed_when_it_holds_on_held_out_prompts() -> None:
    verdict = judged(planted(4), basis="held_out")
    assert verdict.verdict == "claimed"
    assert verdict.sentence.startswith("Confirmed on held-out prompts.")


@pytest.mark.parametrize(
    ("basis", "unit", "why"),
    [
        ("same_texts", "motif", "the motif was not frozen before these texts were read"),
        ("same_texts", "term", "the term was proposed from these texts"),
        ("single", "term", "it was asked singly"),
    ],
)
def test_at_most_exploratory_when_not_frozen(basis: str, unit: str, why: str) -> None:
    verdict = judged(planted(4), basis=basis, unit=unit)
    assert verdict.verdict == "exploratory"
    assert why in verdict.sentence
    assert verdict.sentence.endswith("a question to put to new prompts and not a finding.")


def test_not_shown_when_one_family_alone_carries_it() -> None:
    verdict = judged(planted(1))
    assert verdict.verdict == "not_shown"
    assert verdict.sentence.startswith("Not shown to recur across models beyond people.")
    assert (
        "That at least three of the six families exceed people at all was asked; it can be said "
        "only of one." in verdict.sentence
    )
    assert "What is not shown may still be so." in verdict.sentence
    assert (verdict.low, verdict.high, verdict.level) == (None, None, None)


def test_not_shown_when_the_whole_interval_lies_within_the_margin() -> None:
    rows = table(dict.fromkeys(FAMILIES, 0.02), prompts=150, human_rate=0.9)
    verdict = judged(rows)
    assert verdict.verdict == "not_shown"
    assert "points less often than human stories" in verdict.sentence
    assert "models do not exceed people by more than that" in verdict.sentence


def test_not_shown_when_it_would_pass_alone_but_not_among_the_rest() -> None:
    rows = table(dict.fromkeys(THREE, 0.45), prompts=24, human_rate=0.0, seed=3)
    alone = evidence(rows)
    assert alone.p is not None
    assert 0.001 < alone.p <= 0.05
    others = [
        evidence(table(dict.fromkeys(THREE, 0.1), prompts=9, seed=i), key=f"n{i}")
        for i in range(60)
    ]
    verdict = judge_run([alone, *others], noun="story")[0]
    assert verdict.verdict == "not_shown"
    assert "Alone it would pass (p = " in verdict.sentence
    assert "among the 61 motifs tested it does not" in verdict.sentence


def test_no_baseline_when_no_person_wrote_on_the_prompts() -> None:
    rows = [row(name, pid(i), i % 2) for i in range(30) for name in THREE]
    verdict = judged(rows)
    assert verdict.verdict == "no_baseline"
    assert verdict.sentence.startswith("There is no human baseline: no human stories answer")
    assert "It occurs in stories of all three model families" in verdict.sentence
    assert "nothing is claimed beyond it" in verdict.sentence
    assert (verdict.p, verdict.q, verdict.tested) == (None, None, 0)


def test_one_family_is_not_counted_as_several() -> None:
    for has, said in ((1, "of the one model family"), (0, "of no model family")):
        verdict = judged([row("aster", pid(i), has) for i in range(30)])
        assert f"It occurs in stories {said}" in verdict.sentence


def test_no_baseline_when_people_wrote_on_other_prompts_only() -> None:
    rows = [row(name, pid(i), 1) for i in range(30) for name in THREE] + [row("h1", "other")]
    verdict = judged(rows)
    assert verdict.verdict == "no_baseline"
    assert "The 1 human text answers other prompts or none and cannot stand in" in verdict.sentence


def test_too_few_when_there_is_one_prompt() -> None:
    rows = table(dict.fromkeys(THREE, 1.0), prompts=1, people=lambda p: ("h1", "h2", "h3"))
    verdict = judged(rows)
    assert verdict.verdict == "too_few"
    assert verdict.sentence.startswith("One prompt is too few: a claim needs 8 prompts")
    assert "Nothing is claimed." in verdict.sentence
    assert "Of this prompt only: model stories carry this motif" in verdict.sentence


def test_too_few_when_there_are_seven_prompts_however_small_p() -> None:
    rows = table(dict.fromkeys(FAMILIES, 1.0), prompts=7, human_rate=0)
    verdict = judged(rows)
    assert verdict.verdict == "too_few"
    assert verdict.p is not None
    assert verdict.p < 0.05
    assert (verdict.low, verdict.high) == (None, None)
    assert verdict.sentence.startswith("Seven prompts are too few")
    assert "speak of these prompts only" in " ".join(verdict.caveats)


@pytest.mark.parametrize(("count", "words"), [(1, "One stated model family is"), (2, "Two stated")])
def test_too_few_when_fewer_than_three_families_are_stated(count: int, words: str) -> None:
    verdict = judged(table(dict.fromkeys(FAMILIES[:count], 1.0), prompts=30, human_rate=0))
    assert verdict.verdict == "too_few"
    assert verdict.sentence.startswith(words)
    assert "a cross-model claim needs 3" in verdict.sentence


def test_undefined_when_few_people_wrote_on_several_prompts() -> None:
    rows = table(dict.fromkeys(THREE, 0.9), prompts=20, people=lambda p: (f"h{p % 5}",))
    verdict = judged(rows)
    assert verdict.verdict == "undefined"
    assert "5 people who wrote on several prompts" in verdict.undefined_reason
    assert verdict.undefined_reason in verdict.sentence


def test_undefined_when_every_prompt_leaks() -> None:
    rows = table(dict.fromkeys(THREE, 0.9), prompts=20, prompt_leaks=True)
    verdict = judged(rows)
    assert verdict.verdict == "undefined"
    assert "contains or implies it" in verdict.sentence


@pytest.mark.parametrize("rows", [[], [row("h1", "p1", 1)]])
def test_undefined_when_there_is_no_model_text(rows: list[Observation]) -> None:
    verdict = judged(rows)
    assert verdict.verdict == "undefined"
    assert "there are no model stories" in verdict.sentence


def test_q_values_run_over_every_one_tested_motifs_and_terms_apart() -> None:
    motifs = [evidence(planted(n, seed=n), key=f"m{n}") for n in range(5)]
    terms = [evidence(planted(n, seed=n + 9), key=f"m{n}", unit="term") for n in range(3)]
    untested = evidence([row("aster", "p1")], key="none")
    verdicts = judge_run([*terms, untested, *motifs])
    expected = false_discovery_control([m.p for m in motifs])
    assert [v.q for v in verdicts[4:]] == pytest.approx(list(expected))
    assert {v.tested for v in verdicts[4:]} == {5}
    assert {v.tested for v in verdicts[:3]} == {3}
    assert [v.key for v in verdicts] == ["m0", "m1", "m2", "none", "m0", "m1", "m2", "m3", "m4"]


def test_interval_widens_with_what_was_tested_and_stays_above_the_margin() -> None:
    claimed = evidence(planted(4))
    others = [
        evidence(table(dict.fromkeys(THREE, 0.1), prompts=9, seed=i), key=f"n{i}")
        for i in range(30)
    ]
    alone, among = judge_run([claimed])[0], judge_run([claimed, *others])[0]
    assert (alone.level, among.level) == pytest.approx((0.9, 1 - 0.1 / 31))
    assert among.verdict == "claimed"
    assert among.low is not None
    assert alone.low is not None
    assert 0.05 < among.low < alone.low
    assert "The whole interval, adjusted for the 31 motifs tested," in among.sentence


def test_run_refused_when_a_motif_stands_in_it_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        judge_run([evidence([]), evidence([])])


def test_sentence_and_caveats_name_the_prompts_that_ask_for_it() -> None:
    rows = planted(4)
    rows += [row(name, "ask", 1, prompt_leaks=True) for name in (*FAMILIES, "h999")]
    verdict = judged(rows)
    assert "without the one prompt that asks for it" in verdict.sentence
    assert "One prompt contains or implies it and is left out of the comparison." in verdict.caveats
    assert "no prompt among them names it" in judged(planted(4)).sentence


def test_caveats_when_words_duplicates_and_unstated_families() -> None:
    rows = [*planted(4), row("aster", pid(0), 1, copy=1, body="aster/p000/0")]
    rows += [row("mystery", pid(i), 1, family=None) for i in range(2)]
    caveats = judged(rows, unit="term", label="whisper").caveats
    assert "This is the word, not the motif." in caveats
    assert "Not adjusted for length." in caveats
    assert "1 story equal to another by the same author not counted." in caveats
    assert any("the models that wrote 2 stories" in caveat for caveat in caveats)


def test_caveat_when_prompts_differ_among_themselves() -> None:
    rows = []
    for i in range(10):
        for author in range(60):
            rows.append(
                row(f"{THREE[author % 3]}{author}", pid(i), author % 10 < (9 if i % 2 else 5))
            )
            rows.append(row(f"h{i}x{author}", pid(i), author % 10 < (1 if i % 2 else 4)))
    caveats = " ".join(judged(rows).caveats)
    assert "prompt by prompt it runs from 10 to 80 points" in caveats


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.2249, "22"), (0.05, "5"), (0.0534, "5.3"), (-0.1, "−10"), (-0.0001, "0"), (0.0996, "10")],
)
def test_points(share: float, text: str) -> None:
    assert points(share) == text


def test_a_family_that_exceeds_is_told_where_models_together_do_not() -> None:
    rates = {name: 0.9 if name == "aster" else 0.02 for name in FAMILIES}
    verdict = judged(table(rates, prompts=150, human_rate=0.6))
    assert "taken together, models do not exceed people by more than that" in verdict.sentence
    assert verdict.sentence.endswith("At least one of the six families does exceed people at all.")


def test_the_margin_is_not_called_kept_where_one_of_the_intervals_passes_it() -> None:
    rows = table(dict.fromkeys(FAMILIES, 0.2), prompts=150, human_rate=0.6)
    shown = evidence(rows)
    limits = replace(shown.difference.intervals, bootstrap=Interval(-0.3, 0.06))
    reaching = replace(shown, difference=replace(shown.difference, intervals=limits))
    assert "do not exceed people by more" in judge_run([shown])[0].sentence
    assert "do not exceed people by more" not in judge_run([reaching])[0].sentence


def test_what_is_said_of_the_margin_is_not_adjusted_and_says_so_in_a_run() -> None:
    rows = table(dict.fromkeys(FAMILIES, 0.02), prompts=150, human_rate=0.9)
    run = [evidence(rows, key=key) for key in "ab"]
    for verdict in judge_run(run):
        assert "more than that (not adjusted for the 2 motifs tested)." in verdict.sentence


def test_prompts_are_not_said_to_be_clean_when_nothing_was_looked_for() -> None:
    sentence = judged(planted(4), prompts_searched=False).sentence
    assert "it has no pattern by which to look for prompts that name it" in sentence
    assert "no prompt among them" not in sentence


def test_families_without_people_on_their_prompts_are_counted_aloud() -> None:
    alone = [
        row(name, pid(900 + prompt), 1.0) for name in ("garnet", "ivory") for prompt in range(10)
    ]
    verdict = judged(planted(4) + alone)
    assert (
        "No human text is on the prompts of two of the eight families: they count as not "
        "exceeding people." in verdict.caveats
    )
    assert not any("No human text" in caveat for caveat in judged(planted(4)).caveats)
