"""Say in plain English what may and what may not be concluded."""

from collections.abc import Callable, Sequence

from themes.stats.evidence import FEWEST_FAMILIES
from themes.stats.evidence_shapes import MotifEvidence
from themes.stats.multiplicity import ALPHA
from themes.stats.outcome import FEWEST_PROMPTS, Outcome, Verdict

WORDS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def sentence_for(evidence: MotifEvidence, verdict: Verdict, *, noun: str = "text") -> str:
    """Put a verdict into words, the margin kept apart from what is said of families."""
    return _SAYING[verdict.verdict](evidence, verdict, plural(noun))


def plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def number(count: int) -> str:
    """Write a small count as a word."""
    return WORDS[count] if 0 <= count < len(WORDS) else f"{count:,}"


def counted(count: int, noun: str) -> str:
    return f"{number(count)} {noun if count == 1 else plural(noun)}"


def points(share: float) -> str:
    """Write a share in percentage points, with a decimal below ten."""
    value = 100 * share
    text = f"{value:.1f}" if abs(value) < 9.95 else f"{value:.0f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", "−")


def listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _point_word(share: float) -> str:
    return "point" if points(abs(share)) == "1" else "points"


def _carry(evidence: MotifEvidence) -> str:
    return f"use “{evidence.label}”" if evidence.unit == "term" else "carry this motif"


def _difference(evidence: MotifEvidence, nouns: str, *, within: str = "") -> str:
    value = evidence.difference.value or 0.0
    start = f"model {nouns} {_carry(evidence)}"
    if points(value) == "0":
        return f"{start} as often as human {nouns}{within}"
    how = "more" if value > 0 else "less"
    amount = f"{points(abs(value))} {_point_word(value)}"
    return f"{start} {amount} {how} often than human {nouns}{within}"


def _plain_interval(evidence: MotifEvidence) -> str:
    low, high = evidence.difference.low, evidence.difference.high
    if low is None or high is None:
        return ""
    return f" (95 % interval of the difference: {points(low)} to {points(high)} points)"


def _found(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    interval = _adjusted(verdict) if verdict.tested > 1 else _plain_interval(evidence)
    parts = [
        f"On the same prompts, {_difference(evidence, nouns, within=interval)}.",
        _above_margin(evidence, verdict),
        _families(evidence),
        _prompts(evidence),
    ]
    return " ".join(parts)


def _level(level: float) -> str:
    """Write a level so that one below 100 % never reads as 100 %."""
    short = f"{100 * level:.3g}"
    return f"{short if short != '100' else format(100 * level, '.6g')} %"


def _adjusted(verdict: Verdict) -> str:
    if verdict.level is None or verdict.low is None or verdict.high is None:
        return ""
    limits = f"{points(verdict.low)} to {points(verdict.high)}"
    return f" ({_level(verdict.level)} interval: {limits})"


def _above_margin(evidence: MotifEvidence, verdict: Verdict) -> str:
    """Say which interval clears the margin: the one shown, or the narrower one that was tested."""
    margin = f"the margin of {points(evidence.margin)} points"
    if verdict.tested > 1:
        kind = plural("term" if evidence.unit == "term" else "motif")
        which = f"The whole interval, adjusted for the {verdict.tested} {kind} tested,"
    elif evidence.difference.low is not None and evidence.difference.low > evidence.margin:
        which = "The whole interval"
    else:
        which = f"The whole of the interval that the test uses{_adjusted(verdict)}"
    return f"{which} lies above {margin}."


def _families(evidence: MotifEvidence) -> str:
    shown, total = evidence.families_exceeding or 0, evidence.families_tested
    if shown == total:
        return f"All {number(total)} families exceed people at all."
    verb = "exceeds" if shown == 1 else "exceed"
    start = f"At least {number(shown)} of the {number(total)} families {verb} people at all"
    doubtful = [family.family for family in evidence.families if family.p_adjusted > ALPHA]
    return f"{start}; of {listed(doubtful)} that cannot be said."


def _prompts(evidence: MotifEvidence) -> str:
    three, dropped = evidence.three, evidence.leaking_prompts_dropped
    figures = f"crude {points(three.crude or 0)}, within prompt {points(three.stratified or 0)}"
    if dropped:
        asking = "prompt that asks" if dropped == 1 else "prompts that ask"
        rest = points(three.without_leaking or 0)
        figures += f", without the {number(dropped)} {asking} for it {rest}"
    elif evidence.prompts_searched:
        figures += "; no prompt among them names it"
    else:
        figures += "; it has no pattern by which to look for prompts that name it"
    return f"It is not explained by the prompts ({figures})."


def _claimed(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    found = _found(evidence, verdict, nouns)
    if evidence.basis == "held_out":
        return f"Confirmed on held-out prompts. {found}"
    return f"Recurs across models, beyond people. {found}"


def _exploratory(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    if evidence.basis == "single":
        why = (
            "it was asked singly, and what else might have been asked is not adjusted for, "
            "so it is a question to put to new prompts and not a finding"
        )
    else:
        what = "the term was proposed from" if evidence.unit == "term" else "the motif was not "
        what += " these texts" if evidence.unit == "term" else "frozen before these texts were read"
        why = f"{what}, so it is a question to put to new prompts and not a finding"
    return f"{_found(evidence, verdict, nouns)} This is exploratory: {why}."


def _not_shown(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    difference = _difference(evidence, nouns, within=_plain_interval(evidence))
    shown = f"On the same prompts, {difference}"
    start = "Not shown to recur across models beyond people."
    if is_within_margin(evidence):
        return f"{start} {shown}. {_within_margin(evidence, verdict)}"
    reasons = _failures(evidence, verdict)
    return f"{start} {shown}. {' '.join(reasons)} What is not shown may still be so."


def is_within_margin(evidence: MotifEvidence) -> bool:
    """Say whether all three intervals end at or below the margin, so that it is not exceeded."""
    highest = evidence.difference.highest
    return highest is not None and highest <= evidence.margin


def _within_margin(evidence: MotifEvidence, verdict: Verdict) -> str:
    """Say it of the models together: one family may exceed people where the average does not."""
    said = (
        "The whole interval lies within or below the margin of "
        f"{points(evidence.margin)} points: taken together, models do not exceed people by more "
        "than that"
    )
    if verdict.tested > 1:
        kind = plural("term" if evidence.unit == "term" else "motif")
        said += f" (not adjusted for the {verdict.tested} {kind} tested)"
    if not (shown := evidence.families_exceeding):
        return f"{said}."
    verb = "does" if shown == 1 else "do"
    of_them = f"{number(shown)} of the {number(evidence.families_tested)} families"
    return f"{said}. At least {of_them} {verb} exceed people at all."


def _failures(evidence: MotifEvidence, verdict: Verdict) -> list[str]:
    reasons = []
    if evidence.p_margin is None or evidence.p_margin > ALPHA:
        margin = points(evidence.margin)
        reasons.append(f"A difference of no more than {margin} points cannot be ruled out.")
    if evidence.p_families is None or evidence.p_families > ALPHA:
        shown, total = evidence.families_exceeding or 0, evidence.families_tested
        said = "of none" if shown == 0 else f"only of {number(shown)}"
        asked = f"at least {number(evidence.families_asked)} of the {number(total)} families"
        reasons.append(f"That {asked} exceed people at all was asked; it can be said {said}.")
    if not reasons:
        what = plural("term" if evidence.unit == "term" else "motif")
        reasons.append(
            f"Alone it would pass (p = {verdict.p or 0:.2g}); among the "
            f"{verdict.tested} {what} tested it does not (q = {verdict.q or 0:.2g})."
        )
    return reasons


def _no_baseline(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    people = evidence.prevalence.humans
    elsewhere = ""
    if people is not None and people.n_all:
        which = "text answers" if people.n_all == 1 else "texts answer"
        elsewhere = f" The {people.n_all} human {which} other prompts or none and cannot stand in."
    return (
        f"There is no human baseline: no human {nouns} answer these prompts.{elsewhere} "
        f"{_occurrence(evidence, nouns)} Whether models {_carry(evidence)} more often than people "
        "would is unknown, and nothing is claimed beyond it."
    )


def _occurrence(evidence: MotifEvidence, nouns: str) -> str:
    stated = [group for group in evidence.prevalence.families if group.stated]
    having = sum(group.k_all > 0 for group in stated)
    how_many = f"{number(having)} of {number(len(stated))} model families"
    if len(stated) == 1:
        how_many = "the one model family" if having else "no model family"
    elif having in (0, len(stated)):
        among = f"none of {number(len(stated))}" if not having else f"all {number(having)}"
        how_many = f"{among} model families"
    said = f"It occurs in {nouns} of {how_many}"
    mean = evidence.prevalence.mean
    if mean is None or mean.estimate is None or mean.low is None or mean.high is None:
        return f"{said}."
    limits = f"95 % interval: {points(mean.low)} to {points(mean.high)}"
    rate = f"{points(mean.estimate)} % of {nouns} ({limits}), the mean over families,"
    return f"{said}, in {rate} on the {mean.prompts} prompts that these share."


def _too_few(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    if evidence.strata < FEWEST_PROMPTS:
        verb, has = ("is", "has") if evidence.strata == 1 else ("are", "have")
        start = (
            f"{_capital(counted(evidence.strata, 'prompt'))} {verb} too few: a claim needs "
            f"{FEWEST_PROMPTS} prompts with both model and human {nouns}, and {evidence.strata} "
            f"{has} them."
        )
        where = "this prompt" if evidence.strata == 1 else "these prompts"
    else:
        verb = "is" if evidence.families_tested == 1 else "are"
        start = (
            f"{_capital(number(evidence.families_tested))} stated model "
            f"{'family' if evidence.families_tested == 1 else 'families'} {verb} too few: "
            f"a cross-model claim needs {FEWEST_FAMILIES}."
        )
        where = "these prompts and families"
    shown = _difference(evidence, nouns, within=_plain_interval(evidence))
    return f"{start} Nothing is claimed. Of {where} only: {shown}."


def _undefined(evidence: MotifEvidence, verdict: Verdict, nouns: str) -> str:
    reason = verdict.undefined_reason
    if not evidence.prevalence.families:
        reason = f"there are no model {nouns}"
    elif evidence.strata == 0 and evidence.leaking_prompts_dropped:
        reason = f"every prompt with both model and human {nouns} contains or implies it"
    return f"It cannot be computed whether models exceed people: {reason}. Nothing is claimed."


_SAYING: dict[Outcome, Callable[[MotifEvidence, Verdict, str], str]] = {
    "claimed": _claimed,
    "exploratory": _exploratory,
    "not_shown": _not_shown,
    "no_baseline": _no_baseline,
    "too_few": _too_few,
    "undefined": _undefined,
}


def caveats_for(
    evidence: MotifEvidence, verdict: Verdict, *, noun: str = "text"
) -> tuple[str, ...]:
    """List what a reader should know beside the verdict."""
    found = [
        "This is the word, not the motif." if evidence.unit == "term" else "",
        "Not adjusted for length." if evidence.strata else "",
        _uneven(evidence),
        _of_these_prompts(evidence),
        _unstated(evidence, noun),
        _duplicates(evidence, noun),
        _lost_prompts(evidence),
        _by_lot(evidence),
        _without_people(evidence),
    ]
    return tuple(caveat for caveat in found if caveat)


def _uneven(evidence: MotifEvidence) -> str:
    if evidence.homogeneity.p is None or evidence.homogeneity.p > ALPHA:
        return ""
    low, high = min(evidence.prompt_differences), max(evidence.prompt_differences)
    return (
        "The odds ratio is not the same on all prompts, so the difference is an average: "
        f"prompt by prompt it runs from {points(low)} to {points(high)} points."
    )


def _of_these_prompts(evidence: MotifEvidence) -> str:
    if not 0 < evidence.strata < FEWEST_PROMPTS:
        return ""
    return "The p-values and the number of families speak of these prompts only."


def _unstated(evidence: MotifEvidence, noun: str) -> str:
    if not evidence.unstated_texts:
        return ""
    them = "It counts" if evidence.unstated_texts == 1 else "They count"
    what = f"{evidence.unstated_texts} {noun if evidence.unstated_texts == 1 else plural(noun)}"
    return (
        f"Nobody has stated the family of the models that wrote {what}. "
        f"{them} in the pooled difference, never as a family."
    )


def _duplicates(evidence: MotifEvidence, noun: str) -> str:
    count = evidence.duplicates_dropped
    if not count:
        return ""
    what = f"{noun} equal" if count == 1 else f"{plural(noun)} equal"
    return f"{count} {what} to another by the same author not counted."


def _lost_prompts(evidence: MotifEvidence) -> str:
    count = evidence.leaking_prompts_dropped
    if not count:
        return ""
    verb = "contains or implies it and is" if count == 1 else "contain or imply it and are"
    return f"{_capital(counted(count, 'prompt'))} {verb} left out of the comparison."


def _by_lot(evidence: MotifEvidence) -> str:
    thinned = [family for family in evidence.families if family.one_prompt_each]
    if not thinned:
        return ""
    strata = [family.test.strata for family in thinned]
    low, high = min(strata), max(strata)
    left = f"{low}" if low == high else f"{low} to {high}"
    return (
        "People wrote on several prompts: each family is tested against one prompt of each person, "
        f"chosen by lot, which leaves {left} of its prompts."
    )


def _without_people(evidence: MotifEvidence) -> str:
    """Name the families that nobody can be set beside: they count among those asked."""
    alone = [family.family for family in evidence.families if not family.prompts]
    if not alone or not evidence.strata:
        return ""
    if len(alone) == 1:
        return f"No human text is on the prompts of {alone[0]}: it counts as not exceeding people."
    what = f"{number(len(alone))} of the {number(evidence.families_tested)} families"
    return f"No human text is on the prompts of {what}: they count as not exceeding people."
