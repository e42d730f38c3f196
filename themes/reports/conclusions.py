"""What a report says before its numbers, and what it says could not be concluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from themes.stats.evidence import FEWEST_FAMILIES
from themes.stats.outcome import FEWEST_PROMPTS
from themes.stats.sentences import counted, listed, number, plural, points
from themes.terms.against_people import FEWEST_PROMPTS_WITH

NAMED = 6
OPEN = {
    "not_shown": "not shown to recur beyond people, which is not the same as shown not to",
    "exploratory": "exploratory: a question to put to new prompts",
    "no_baseline": "without a human baseline",
    "too_few": "on too few prompts or families for a claim",
    "undefined": "not to be computed",
}


def headline(content: dict[str, Any]) -> list[str]:
    """Return two or three sentences: what was looked at, and what came of it."""
    return [_looked_at(content), *_came_of_it(content), *_in_short(content)]


def not_concluded(content: dict[str, Any]) -> list[str]:
    """Return in plain sentences what these texts and readings cannot show."""
    return [
        *_interim(content),
        *_baseline(content),
        *_motifs_open(content),
        *_terms_open(content),
        *_readings(content),
        *_left_out(content),
        *_unstated(content),
    ]


def _interim(content: dict[str, Any]) -> Iterable[str]:
    if content["scope"]["interim"]:
        yield (
            "This report is interim: readings that are still to come may change it, and nothing in "
            "it is adjusted for being looked at before the study is closed."
        )


def _looked_at(content: dict[str, Any]) -> str:
    counts, noun = content["counts"], content["scope"]["noun"]
    if not counts["texts"]:
        return "No text in this scope has a source that is open to all: there is nothing to count."
    families = counted(len(counts["families"]), "model family")
    what = f"{counts['texts']:,} {_nouns(counts['texts'], noun)}"
    prompts = counted(counts["prompts"], "prompt")
    said = f"{what} by {families} and {_people(counts['people'])} on {prompts}"
    both = counts["prompts_with_both"]
    if not (counts["people"] and counts["families"]):
        return f"{said}."
    which = number(both) if both else "none"
    if both == counts["prompts"]:
        which = "the one" if both == 1 else "all"
    of_them = "" if which == "the one" else " of them"
    return f"{said}, {which}{of_them} answered by models and people both."


def _came_of_it(content: dict[str, Any]) -> list[str]:
    motifs = content["motifs"]
    if not motifs:
        return ["Nothing here was read against a codebook: the report has words only."]
    claimed = [row["name"] for row in motifs if row["verdict"] == "claimed"]
    what = counted(len(motifs), "motif")
    start = f"So far, of {what}" if content["scope"]["interim"] else f"Of {what}"
    if claimed:
        verb = "recurs" if len(claimed) == 1 else "recur"
        return [f"{start}, {_some(claimed)} {verb} across models, beyond people."]
    return [f"{start}, none can be claimed to recur across models beyond people."]


def _in_short(content: dict[str, Any]) -> Iterable[str]:
    counts = content["counts"]
    both = counts["prompts_with_both"]
    if counts["model_texts"] and not both:
        yield "There is no human baseline, and nothing is claimed beyond what models do."
    elif counts["model_texts"] and both < FEWEST_PROMPTS:
        verb = "is" if both == 1 else "are"
        what = counted(both, "prompt")
        yield f"{_capital(what)} {verb} too few to say anything of models and people."


def _baseline(content: dict[str, Any]) -> Iterable[str]:
    counts, noun = content["counts"], content["scope"]["noun"]
    both, nouns, people = counts["prompts_with_both"], plural(noun), counts["human_texts"]
    if not counts["model_texts"]:
        return
    if not both:
        answers = "answers" if people == 1 else "answer"
        elsewhere = (
            f" The {people} human {_nouns(people, noun)} here {answers} other prompts or none, "
            "and cannot stand in."
        )
        yield (
            f"There is no human baseline: no human {nouns} answer the prompts that models "
            f"answered.{elsewhere if people else ''} Whether anything here is more than what "
            f"people would write is unknown. Human {nouns} on these prompts would settle it."
        )
    elif both < FEWEST_PROMPTS:
        has = "prompt has" if both == 1 else "prompts have"
        yield (
            f"{_capital(number(both))} {has} both model and human {nouns}, and that is too few: a "
            f"claim about models and people needs {FEWEST_PROMPTS}. Whatever differs here may be "
            f"the {_nouns(both, 'prompt')}."
        )
    if len(counts["families"]) < FEWEST_FAMILIES:
        families = _capital(counted(len(counts["families"]), "stated model family"))
        yield f"{families} cannot show what recurs across models: that takes {FEWEST_FAMILIES}."


def _motifs_open(content: dict[str, Any]) -> Iterable[str]:
    for verdict, words in OPEN.items():
        names = [
            row["name"]
            for row in content["motifs"]
            if row["verdict"] == verdict and not _is_settled(row)
        ]
        if names:
            yield f"{_capital(_some(names))} {'is' if len(names) == 1 else 'are'} {words}."
    if settled := [row for row in content["motifs"] if _is_settled(row)]:
        verb = "is" if len(settled) == 1 else "are"
        margin = points(settled[0]["comparison"]["margin"])
        yield (
            f"{_capital(_some([row['name'] for row in settled]))} {verb} not shown to recur beyond "
            f"people: taken together, models do not exceed people by more than {margin} points. "
            "One family may."
        )
    for row in content["motifs"]:
        if row["unreadable_patterns"]:
            yield (
                f"Patterns of {row['name']} could not be read and did not look for prompts that "
                f"ask for it: {', '.join(row['unreadable_patterns'])}."
            )


def _is_settled(row: dict[str, Any]) -> bool:
    """Say whether more was shown than nothing: that the margin is not exceeded."""
    return row["verdict"] == "not_shown" and bool(row["comparison"]["within_margin"])


def _terms_open(content: dict[str, Any]) -> Iterable[str]:
    terms = content["terms"]
    if missing := terms["texts_not_analysed"]:
        has = "has" if missing == 1 else "have"
        what = _capital(counted(missing, "text"))
        yield f"{what} {has} not been analysed: their words do not count."
    if terms["baseline"] == "unknown":
        yield (
            "The words listed are set beside general English, not beside people on the same "
            "prompts: stories are not general English, and nothing is claimed of them."
        )
    if terms["baseline"] == "human":
        yield (
            "The terms were proposed from these texts themselves; what is true of them has to "
            "show again on other prompts."
        )
        if aside := terms["set_aside"]:
            verb = "is" if aside == 1 else "are"
            yield (
                f"{_capital(counted(aside, 'term'))} {verb} not listed, coming from under "
                f"{number(FEWEST_FAMILIES)} families or {number(FEWEST_PROMPTS_WITH)} prompts, or "
                "mostly from one of them."
            )


def _readings(content: dict[str, Any]) -> Iterable[str]:
    for book in content["codebooks"]:
        asked = book["texts_asked"]
        yield from _read(content, book)
        if fewer := book["texts_with_fewer_readings"]:
            has = "has" if fewer == 1 else "have"
            yield (
                f"{fewer} of {asked} texts {has} fewer readings than were asked for, and "
                f"{'is' if fewer == 1 else 'are'} counted by those."
            )
        if unread := book["texts_unread"]:
            has = "has" if unread == 1 else "have"
            yield f"{unread} of {asked} texts that were to be read {has} no reading that counts."
        if unblinded := book["readings_left_out_as_unblinded"]:
            yield (
                f"{_capital(counted(unblinded, 'reading'))} made after the reader had seen the "
                f"source {'is' if unblinded == 1 else 'are'} left out."
            )
        yield from _suggestions(book)
        if brought := book["readings_by_who_brought_the_text"]:
            yield (
                f"{_capital(counted(brought, 'reading'))} by who brought or imported the text "
                f"{'is' if brought == 1 else 'are'} counted with the others."
            )


def _suggestions(book: dict[str, Any]) -> Iterable[str]:
    """Say aloud where readers were shown what patterns would tag, and what came of it."""
    shown = book["studies_that_showed_suggestions"]
    if not shown:
        return
    many = len(shown) > 1
    yield (
        f"{'Studies' if many else 'Study'} {', '.join(map(str, shown))} showed readers what "
        f"patterns would tag: {'their' if many else 'its'} readings are not blind to suggestions."
    )
    accepted = book["tags_accepted_from_suggestions"]
    if accepted:
        each = ", ".join(f"{key} {n}" for key, n in accepted.items())
        yield f"Tags accepted from suggestions are not counted: {each}."


def _read(content: dict[str, Any], book: dict[str, Any]) -> Iterable[str]:
    """Say what the motifs' figures are of: nothing is inferred to texts that nobody read."""
    read, texts = book["texts_read"], content["counts"]["texts"]
    if not texts:
        return
    named = f" of {book['name']}" if len(content["codebooks"]) > 1 else ""
    start = f"The figures of the motifs{named} are"
    these = "this one text" if read == 1 else f"these {read:,} texts"
    if read == texts:
        yield f"{start} of {these} only."
    elif content["scope"]["study"]:
        yield f"{start} of {these} only; {texts - read:,} of {texts:,} not read."
    else:
        yield f"{start} of the {read:,} texts that were read, of {texts:,}."


def _left_out(content: dict[str, Any]) -> Iterable[str]:
    count = content["counts"]["left_out"]
    if not count:
        return
    what, verb = _capital(counted(count, "text")), "is" if count == 1 else "are"
    if content["scope"]["study"]:
        yield (
            f"{what} of this study {verb} held by another open study and not counted; its leads "
            "can close it."
        )
    else:
        yield (
            f"{what} of this site {verb} held by open blind studies and counted in no figure, "
            "belonging here or not; the leads of those studies can close them."
        )


def _unstated(content: dict[str, Any]) -> Iterable[str]:
    count = content["counts"]["unstated_models"]
    if count:
        has, they = ("has", "It counts") if count == 1 else ("have", "They count")
        yield (
            f"{_capital(counted(count, 'model'))} {has} no stated family. {they} towards no "
            "family until an editor states it: please do."
        )


def _some(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return listed(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def _people(count: int) -> str:
    return "no people" if not count else "one person" if count == 1 else f"{number(count)} people"


def _nouns(count: int, noun: str) -> str:
    return noun if count == 1 else plural(noun)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
