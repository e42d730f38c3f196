"""What is computed of one motif: of each family, of the models together, and of their recurring."""

from dataclasses import dataclass
from typing import Literal

from themes.stats.association import ChiSquare, OddsRatio
from themes.stats.permutation import PermutationTest
from themes.stats.prevalence import FamilyPrevalence, GroupPrevalence
from themes.stats.stratified import RiskDifference

Unit = Literal["motif", "term"]
Basis = Literal["frozen", "held_out", "same_texts", "single"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyEvidence:
    """One stated family against the people on its prompts.

    ``one_prompt_each`` says that people wrote on several of them, so that the test stands on one
    prompt of each person, by lot; ``p_adjusted`` is Holm's over the families.
    """

    family: str
    texts: int
    k: float
    human_texts: int
    prompts: int
    difference: RiskDifference
    test: PermutationTest
    one_prompt_each: bool
    p_adjusted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeDifferences:
    """The same prompts thrown together, taken apart, and taken apart without the leaking ones."""

    crude: float | None
    stratified: float | None
    without_leaking: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElicitationEvidence:
    """Prevalence and difference on the prompts of one elicitation."""

    elicitation: str
    models: GroupPrevalence
    humans: GroupPrevalence
    difference: RiskDifference


@dataclass(frozen=True, kw_only=True)
class PooledEvidence:
    """The models together against people, on the prompts that both answered.

    ``strata`` counts these prompts, none of them leaking.
    """

    difference: RiskDifference
    three: ThreeDifferences
    odds_ratio: OddsRatio
    homogeneity: ChiSquare
    prompt_differences: tuple[float, ...]
    strata: int
    leaking_prompts_dropped: int
    model_texts: int
    human_texts: int
    human_authors: int
    unstated_texts: int


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Each family against people, and what that says of the motif's recurring.

    ``p`` is the larger of ``p_families`` (at least ``families_asked`` families exceed people at
    all) and ``p_margin`` (the pooled difference exceeds the margin).
    """

    families: tuple[FamilyEvidence, ...]
    families_tested: int
    families_exceeding: int | None
    families_asked: int
    p_families: float | None
    p_margin: float | None
    p: float | None
    p_reason: str


@dataclass(frozen=True, kw_only=True)
class MotifEvidence(PooledEvidence, Recurrence):
    """Everything computed of one motif or term.

    ``prompts_searched`` says whether there was anything to look for leaks by.
    """

    key: str
    label: str
    unit: Unit
    basis: Basis
    margin: float
    seed: int
    texts: int
    duplicates_dropped: int
    prevalence: FamilyPrevalence
    elicitations: tuple[ElicitationEvidence, ...]
    prompts_searched: bool
