"""From a surface to the lemmas it may stand for, without knowing its part of speech."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from corpus.nlp.spelling import is_joined

WORD_CLASSES = ("noun", "verb", "adj", "adv")
"""The order of readings: a noun's comes first, for motifs are mostly things."""

Lemmatise = Callable[[str], tuple[str, ...]]
Rules = Mapping[str, Sequence[Sequence[str]]]


def lower_cased(surface: str) -> tuple[str, ...]:
    """Return the lower-cased surface as its only lemma."""
    return (surface.lower(),)


def lookup_lemmas(lookup: Callable[[str], str | None]) -> Lemmatise:
    """Return a lemmatiser over a table of one lemma per surface; the surface itself comes after."""

    def lemmatise(surface: str) -> tuple[str, ...]:
        lower = surface.lower()
        found = lookup(surface) or lookup(lower)
        return tuple(dict.fromkeys([found.lower(), lower] if found else [lower]))

    return lemmatise


def candidate_lemmas(
    exceptions: Mapping[str, Mapping[str, Sequence[str]]],
    index: Mapping[str, Collection[str]],
    rules: Rules,
    function_words: Collection[str],
) -> Lemmatise:
    """Return a lemmatiser giving every reading that the tables allow.

    Per word class, in the order of `WORD_CLASSES`: the irregular forms listed for the surface,
    then what the suffix rules give if the index knows it, then the surface if the index knows it.
    A rule is undone only where English would have written it so: "hoped" is no form of "hop".

    Function words have a verb's reading or none but themselves: the index knows "hi" and "a" as
    nouns, and "his" and "as" are not their plurals.
    """

    def readings(lower: str, name: str) -> Iterator[str]:
        yield from exceptions[name].get(lower, ())
        yield from (form for form in _stripped(lower, rules[name]) if form in index[name])
        if lower in index[name]:
            yield lower

    def lemmatise(surface: str) -> tuple[str, ...]:
        lower = surface.lower()
        if lower in function_words:
            verbs = tuple(dict.fromkeys(readings(lower, "verb")))
            return verbs or (lower,)
        found = dict.fromkeys(form for name in WORD_CLASSES for form in readings(lower, name))
        return tuple(found) or (lower, *_unknown_plural(lower, rules["noun"]))

    return lemmatise


def _stripped(lower: str, rules: Sequence[Sequence[str]]) -> Iterator[str]:
    """Undo each suffix that the word ends in, where English would have written it so."""
    for old, new in rules:
        if lower.endswith(old) and len(lower) > len(old):
            lemma = lower[: len(lower) - len(old)] + new
            if is_joined(lemma, old, new):
                yield lemma


def _unknown_plural(lower: str, rules: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Guess the singular of a word the index lacks, so that "chatbot" finds "chatbots"."""
    if len(lower) < 4 or not lower.isalpha() or lower.endswith(("ss", "us", "is")):
        return ()
    return tuple(dict.fromkeys(form for form in _stripped(lower, rules) if len(form) > 2))
