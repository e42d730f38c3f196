import numpy as np
import pytest

from tests.stats.cast import pid, row, table
from themes.stats.intervals import wilson
from themes.stats.observations import Observation, cells_of, of_family
from themes.stats.prevalence import (
    GroupPrevalence,
    family_prevalence,
    group_prevalence,
    mean_rate,
    prevalence_by,
    rate_interval,
    weighted_rate,
)
from themes.stats.resampling import prompt_draws


def _of(rows: list[Observation]) -> GroupPrevalence:
    return family_prevalence(cells_of(rows)).families[0]


def test_texts_are_averaged_within_author_then_authors_then_prompts() -> None:
    rows = [row("aster1", "p1", v, copy=i) for i, v in enumerate([1, 1, 1, 0])]
    rows += [row("aster2", "p1", 0), row("aster1", "p2", 1)]
    rate = weighted_rate(cells_of(rows))
    assert rate.estimate == pytest.approx((0.375 + 1) / 2)
    weights = [1 / 16] * 4 + [1 / 4, 1 / 2]
    assert rate.effective_n == pytest.approx(1 / sum(w * w for w in weights))


def test_people_weigh_by_author() -> None:
    rows = [row("h1", "p1", 1), row("h1", "p2", 0), row("h2", "p2", 1)]
    rate = weighted_rate(cells_of(rows), unit="author")
    assert rate.estimate == pytest.approx(0.75)
    assert rate.effective_n == pytest.approx(1 / (0.75**2 + 0.25**2))


def test_rate_undefined_without_texts() -> None:
    with pytest.raises(ValueError, match="no text"):
        weighted_rate([])


def test_wilson_alone_under_twenty_prompts() -> None:
    group = _of(table({"aster": 0.4}, prompts=19))
    assert group.method == "Wilson, n = 19, of these 19 prompts only"
    expected = wilson(group.estimate or 0, 19)
    assert (group.low, group.high) == pytest.approx((expected.low, expected.high))


def test_wider_of_bootstrap_and_wilson_from_twenty_prompts() -> None:
    """Prompts decide everything here, so the prompt bootstrap is by far the wider."""
    rows = [row(f"aster{m}", pid(p), p % 2) for p in range(24) for m in range(5)]
    group = _of(rows)
    assert group.method == "prompt bootstrap, 2000 draws"
    means = prompt_draws(24) @ (np.arange(24) % 2) / 24
    assert (group.low, group.high) == pytest.approx(tuple(np.quantile(means, [0.025, 0.975])))


def test_wilson_when_the_bootstrap_has_nothing_to_resample() -> None:
    group = _of(table({"aster": 0}, prompts=30))
    assert group.estimate == group.low == 0
    assert group.high == pytest.approx(wilson(0, 30).high)
    assert group.method == "Wilson, n = 30"


def test_families_stand_on_the_prompts_they_share() -> None:
    rows = table({"aster": 0.5, "borealis": 0.5}, prompts=9)
    rows += [row("aster", f"only{i}", 1) for i in range(5)]
    result = family_prevalence(cells_of(rows))
    aster = result.families[0]
    assert result.shared_prompts == tuple(pid(i) for i in range(9))
    assert (aster.n, aster.n_all, aster.prompts, aster.scope) == (9, 14, 9, "shared")
    assert result.mean is not None
    estimates = [family.estimate or 0 for family in result.families]
    assert result.mean.estimate == pytest.approx(sum(estimates) / 2)
    assert result.mean_reason == ""


def test_each_family_on_its_own_when_few_prompts_are_shared() -> None:
    rows = table({"aster": 0.5, "borealis": 0.5}, prompts=7)
    rows += [row("aster", f"only{i}", 1) for i in range(5)]
    result = family_prevalence(cells_of(rows))
    assert result.mean is None
    assert "share 7 of the 8 prompts" in result.mean_reason
    assert [(f.prompts, f.scope) for f in result.families] == [(12, "own"), (7, "own")]


def test_no_mean_with_one_family() -> None:
    result = family_prevalence(cells_of(table({"aster": 0.5}, prompts=9)))
    assert result.mean is None
    assert "needs two" in result.mean_reason


def test_unstated_family_stands_apart_and_shares_nothing() -> None:
    rows = table({"aster": 0.5, "borealis": 0.5}, prompts=9)
    rows += [row("mystery", pid(i), 1, family=None) for i in range(3)]
    rows += [row("puzzle", pid(i), 1, family="puzzle", family_stated=False) for i in range(9)]
    result = family_prevalence(cells_of(rows))
    assert [(f.group, f.stated, f.scope) for f in result.families] == [
        ("aster", True, "shared"),
        ("borealis", True, "shared"),
        ("mystery", False, "own"),
        ("puzzle", False, "shared"),
    ]
    assert result.mean is not None
    assert result.mean.n_all == 18


def test_leaking_prompts_stay_out_of_the_estimate_and_in_the_counts() -> None:
    rows = [row("aster", "p1", 0), row("aster", "p2", 1, prompt_leaks=True)]
    group = _of(rows)
    assert (group.estimate, group.n, group.n_all, group.k_all) == (0, 1, 2, 1)
    only = _of(rows[1:])
    assert only.estimate is None
    assert only.reason == "every prompt of these texts contains or implies it"


def test_texts_without_prompt_count_where_there_are_no_others() -> None:
    alone = _of([row("aster", None, v, copy=i) for i, v in enumerate([1, 0, 0, 0])])
    assert (alone.estimate, alone.prompts) == (0.25, 0)
    assert alone.reason == "no prompt is recorded for these texts"
    beside = _of([row("aster", None, 1), row("aster", "p1", 0)])
    assert (beside.estimate, beside.n, beside.n_all) == (0, 1, 2)


def test_equal_bodies_by_one_author_count_once() -> None:
    rows = [row("aster", "p1", 1, copy=i, body="same") for i in range(3)] + [row("aster", "p1", 0)]
    assert (_of(rows).n, _of(rows).estimate) == (2, 0.5)
    others = [row(f"aster{i}", "p1", 1, body="same") for i in range(3)]
    assert _of(others).n == 3


def test_equal_body_kept_where_the_prompt_does_not_leak() -> None:
    rows = [
        row("aster", "p1", 1, body="same", prompt_leaks=True),
        row("aster", "p2", 1, body="same"),
    ]
    assert [cell.prompt for cell in cells_of(rows)] == ["p2"]


def test_prevalence_by_elicitation_and_author_keeps_people_apart() -> None:
    rows = table({"aster": 0.5}, prompts=3, elicitation="free")
    rows += [row("aster", "x1", 1, elicitation="leading")]
    groups = prevalence_by(rows, by="elicitation")
    assert [(g.group, g.kind, g.n) for g in groups] == [
        ("free", "human", 3),
        ("free", "model", 3),
        ("leading", "model", 1),
    ]
    authors = prevalence_by(rows, by="author")
    assert [g.group for g in authors] == ["aster", "h0", "h1", "h2"]
    families = prevalence_by(rows, by="family")
    assert [g.group for g in families] == ["aster", "human"]


def test_group_undefined_without_texts() -> None:
    group = group_prevalence([], group="aster", kind="model")
    assert (group.estimate, group.low, group.reason) == (None, None, "no text")


def test_mean_rate_refused_when_families_stand_on_different_prompts() -> None:
    cells = cells_of(table({"aster": 0.5, "borealis": 0.5}, prompts=9))
    one = weighted_rate(of_family(cells, "aster"))
    other = weighted_rate(of_family(cells, "borealis")[:5])
    with pytest.raises(ValueError, match="zip"):
        mean_rate([one, other])


def test_interval_is_the_same_for_everybody_who_asks() -> None:
    rate = weighted_rate(cells_of(table({"aster": 0.5}, prompts=30)))
    assert rate_interval(rate) == rate_interval(rate)


@pytest.mark.parametrize(
    ("extra", "message"), [({"value": 0.3}, "one half"), ({"kind": "robot"}, "robot")]
)
def test_observation_refused_when_impossible(extra: dict[str, object], message: str) -> None:
    fields: dict[str, object] = {"kind": "model", "value": 1} | extra
    with pytest.raises(ValueError, match=message):
        Observation(text="t", prompt="p", author="a", body="b", **fields)  # type: ignore[arg-type]


def test_author_refused_when_of_two_families() -> None:
    rows = [row("aster", "p1"), row("aster", "p2", family="borealis")]
    with pytest.raises(ValueError, match="two families"):
        cells_of(rows)
