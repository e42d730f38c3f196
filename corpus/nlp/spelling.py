"""How English joins an ending to a word: what tells "hoped" from a form of "hop"."""

from __future__ import annotations

import re

_HISSES = ("s", "x", "z", "sh")
# Before -ing an e goes, save where the word would be misread: "seeing", "ageing", "queueing".
_KEEPS_E = ("ee", "oe", "ye", "ge", "ue")
_NEVER_LOSES_E = ("ee", "oe", "ye")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_ONLY_VOWEL = re.compile(r"^[^aeiouy]*e$")
# Its last letter is written twice before -ed, -ing, -er and -est.
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$")


def is_joined(lemma: str, ending: str, dropped: str) -> bool:
    """Say whether English writes a lemma with this ending in place of what is dropped of it.

    Examples
    --------
    >>> is_joined("hope", "ed", "e"), is_joined("hop", "ed", "")
    (True, False)
    >>> is_joined("tremble", "ing", ""), is_joined("see", "ing", ""), is_joined("see", "ing", "e")
    (False, True, False)
    >>> is_joined("carry", "s", ""), is_joined("play", "s", ""), is_joined("cap", "es", "")
    (False, True, False)
    """
    if dropped == "y":
        return _CONSONANT_Y.search(lemma) is not None
    if dropped == "e":
        loses_e = ending != "ing" or not lemma.endswith(_NEVER_LOSES_E)
        return loses_e and not _ONLY_VOWEL.search(lemma)
    if dropped:
        return True
    if ending == "s":
        return not lemma.endswith(_HISSES) and not _CONSONANT_Y.search(lemma)
    if ending == "es":
        return lemma.endswith((*_HISSES, "ch", "o"))
    if lemma.endswith("e"):
        return ending == "ing" and bool(lemma.endswith(_KEEPS_E) or _ONLY_VOWEL.search(lemma))
    if _CONSONANT_Y.search(lemma):
        return ending == "ing"
    return not _DOUBLES.search(lemma)
