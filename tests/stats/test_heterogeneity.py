"""Whether families differ from one another: the unit is the model with all its prompts."""

from itertools import permutations

import numpy as np
import pytest

from tests.stats.cast import pid, row
from themes.stats.heterogeneity import family_differences, judge_differences, labelling_p
from themes.stats.observations import Observation

MODELS = {"aster": 3, "borealis": 2, "cinder": 1}


def rows_of(rates: dict[str, list[float]], *, prompts: int = 12, seed: int = 1) -> list:
    """Draw each model's texts at its own rate; families are what the names begin with."""
    rng = np.random.default_rng(seed)
    return [
        row(f"{family}{i}", pid(prompt), float(rng.random() < rate))
        for family, models in rates.items()
        for i, rate in enumerate(models)
        for prompt in range(prompts)
    ]


def test_p_counts_labellings_against_every_permutation() -> None:
    scores = [[0.9, 0.4, 0.7], [0.2, 0.5], [0.6]]
    pool = [score for family in scores for score in family]

    def spread(order: tuple[float, ...]) -> float:
        parts = (order[:3], order[3:5], order[5:])
        return sum(len(part) * (np.mean(part) - np.mean(pool)) ** 2 for part in parts)

    seen = spread(tuple(pool))
    every = [spread(order) >= seen - 1e-9 for order in permutations(pool)]
    p, method = labelling_p(scores)
    assert p == pytest.approx(np.mean(every))
    assert method == "exact, 60 labellings"


def test_draws_agree_with_all_labellings_when_there_are_too_many(monkeypatch) -> None:
    scores = [[0.9, 0.8, 0.3], [0.5, 0.2, 0.4], [0.6, 0.1]]
    exact, _ = labelling_p(scores)
    monkeypatch.setattr("themes.stats.heterogeneity.MOST_LABELLINGS", 10)
    drawn, method = labelling_p(scores, resolve=0.001)
    assert method == "Monte Carlo, 9999 labellings"
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 9999))


def test_families_differ_when_their_models_are_alike_and_others_are_not() -> None:
    rates = {"aster": [0.95] * 4, "borealis": [0.05] * 4, "cinder": [0.5] * 3}
    found = family_differences(rows_of(rates), key="bell", label="Bell")
    assert (found.highest, found.lowest, found.models) == ("aster", "borealis", (4, 4, 3))
    verdict = judge_differences([found], noun="story")[0]
    assert verdict.differs
    assert verdict.sentence.startswith("Families differ. On the 12 prompts that all families share")
    assert "in borealis (95 % interval" in verdict.sentence


def test_one_odd_model_is_not_a_difference_of_families() -> None:
    rates = {"aster": [0.05, 0.05], "borealis": [0.05, 0.05], "cinder": [1.0]}
    found = family_differences(rows_of(rates), key="bell")
    assert found.spread is not None
    assert found.spread > 0.7
    assert found.p is not None
    assert found.p >= 0.2  # any of five models could have been the one alone in its family
    assert "Not shown that families differ" in judge_differences([found])[0].sentence


def test_which_prompts_a_model_answered_is_not_a_difference() -> None:
    """Prompts cancel: a family whose models were given the prompts that call for it is no other."""
    rows = []
    for prompt in range(24):
        easy = float(prompt < 12)
        for name in ("aster0", "aster1"):
            if prompt < 18:
                rows.append(row(name, pid(prompt), easy))
        for name in ("borealis0", "borealis1"):
            if prompt >= 6:
                rows.append(row(name, pid(prompt), easy))
    found = family_differences(rows, key="bell")
    assert found.p == 1


def test_a_model_with_few_prompts_is_left_out_and_counted() -> None:
    rows = rows_of({"aster": [0.5] * 2, "borealis": [0.5] * 2})
    rows += [row("borealis9", pid(prompt), 1.0) for prompt in range(7)]
    found = family_differences(rows, key="bell")
    assert (found.models, found.models_left_out) == ((2, 2), 1)


def test_people_and_unstated_families_and_leaking_prompts_play_no_part() -> None:
    rows = rows_of({"aster": [0.9, 0.8], "borealis": [0.2, 0.3]})
    more: list[Observation] = [
        *(row(f"h{prompt}", pid(prompt), 1.0) for prompt in range(12)),
        *(row("stray", pid(prompt), 1.0, family_stated=False) for prompt in range(12)),
        *(row("aster0", "leaky", 0.0, prompt_leaks=True) for _ in range(1)),
        *(row("borealis0", "leaky", 1.0, prompt_leaks=True) for _ in range(1)),
    ]
    few, many = family_differences(rows, key="bell"), family_differences(rows + more, key="bell")
    assert (few.p, few.spread, few.prompts) == (many.p, many.spread, many.prompts)


@pytest.mark.parametrize(
    ("rates", "prompts", "reason"),
    [
        ({"aster": [0.5, 0.5]}, 12, "under two stated model families"),
        ({"aster": [0.5], "borealis": [0.5]}, 12, "no family has two models"),
        ({"aster": [0.5, 0.5], "borealis": [0.5]}, 7, "under two families have a model with 8"),
    ],
)
def test_undefined_with_the_reason(rates, prompts, reason) -> None:
    found = family_differences(rows_of(rates, prompts=prompts), key="bell")
    assert found.p is None
    assert reason in found.reason
    assert reason in judge_differences([found])[0].sentence


def test_q_is_over_the_motifs_that_have_a_p_value() -> None:
    run = [
        family_differences(rows_of(rates), key=key)
        for key, rates in (
            ("a", {"aster": [0.95] * 4, "borealis": [0.05] * 4}),
            ("b", {"aster": [0.5] * 4, "borealis": [0.5] * 4}),
            ("c", {"aster": [0.5]}),
        )
    ]
    verdicts = judge_differences(run)
    assert [verdict.tested for verdict in verdicts] == [2, 2, 2]
    assert verdicts[0].q == pytest.approx(min(1, 2 * (run[0].p or 0)))
    assert verdicts[2].q is None


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(2, 2, 2, 1), (4, 3, 3), (3, 3, 3, 3, 3, 3)])
def test_level_holds_when_models_persist_and_families_are_names_only(sizes) -> None:
    """Texts exchanged within prompts would call the persistent models a difference of families."""
    rng = np.random.default_rng([17, *sizes])
    names = ("aster", "borealis", "cinder", "dovetail", "ember", "fathom")
    p_values, within = [], []
    for seed in range(400):
        rates = {name: list(rng.beta(1, 2, n)) for name, n in zip(names, sizes, strict=False)}
        rows = rows_of(rates, prompts=15, seed=seed)
        found = family_differences(rows, key="bell", seed=seed)
        p_values.append(found.p)
        within.append(_within_prompts(rows, sizes, rng))
    found_p = np.array(p_values)
    for level in (0.05, 0.1, 0.2, 0.5):
        slack = 3 * np.sqrt(level * (1 - level) / len(found_p))
        assert (found_p <= level).mean() <= level + slack, level
    assert (np.array(within) <= 0.05).mean() > 0.2


def _within_prompts(rows: list, sizes: tuple[int, ...], rng: np.random.Generator) -> float:
    """Exchange texts within prompts: the test that must not be used."""
    table = np.array([seen.value for seen in rows]).reshape(sum(sizes), -1)
    edges = np.cumsum([0, *sizes[:-1]])

    def between(values: np.ndarray) -> float:
        sums = np.add.reduceat(values.mean(axis=1), edges)
        return float((sums**2 / np.array(sizes)).sum())

    drawn = [between(rng.permuted(table, axis=0)) for _ in range(99)]
    return (sum(value >= between(table) - 1e-9 for value in drawn) + 1) / 100
