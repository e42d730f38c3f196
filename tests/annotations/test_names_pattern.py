"""The search for names finds the longest that stands there, in either case and any script."""

import pytest

from annotations.names_check import _pattern

NAMES = {"gpt-4", "gpt-4o", "GPT", "İris", "Zoë", "Élan", "élan 2", "m.1", "aya", "Ω-3"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Was it gpt-4o or GPT-4?", ["gpt-4o", "GPT-4"]),
        ("Gpt wrote of AYA, not of ayah.", ["Gpt", "AYA"]),
        ("ÉLAN 2 and élan and ZOË", ["ÉLAN 2", "élan", "ZOË"]),
        ("İris wrote m.1, not mx1; ω-3 too", ["İris", "m.1", "ω-3"]),
        ("gpt-4omega and agpt", ["gpt"]),
        ("nothing to see", []),
    ],
)
def test_names_are_found_whole(words, found):
    assert [match.group() for match in _pattern(NAMES).finditer(words)] == found
