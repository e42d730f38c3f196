"""Words can be read on every ground they stand on, also where axe cannot compute it.

It passes over what is one letter long, as sigla are; it knows no highlights and no gradients.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import combinations
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

CSS = Path(__file__).resolve().parents[2] / "static/css"
TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
MIXED = re.compile(
    r"color-mix\(in srgb, var\(--([\w-]+)\) (?:(\d+)%|var\(--([\w-]+)\)), (transparent|.+)\)"
)
TONES = [f"m{tone}" for tone in range(1, 7)]
WORDS = ["ink", "soft", "accent", "link", "ok", "warn", "bad"]
AT_LEAST = 4.5
# So many tags that are not alike may lie over the same words.
DEEP = 6

Colour = tuple[float, ...]


class Scheme:
    """The colours of one scheme, by their names."""

    def __init__(self, tokens: dict[str, str]) -> None:
        self.tokens = tokens

    def colour(self, name: str) -> Colour:
        digits = self.tokens[name].lstrip("#")
        return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))

    def over(self, ground: Colour, mixed: str) -> Colour:
        """Return the ground with a mixed colour over it, which hides it if mixed with another."""
        found = MIXED.fullmatch(mixed)
        assert found, mixed
        name, percent, named, other = found.groups()
        part = int(percent or self.tokens[named].rstrip("%")) / 100
        below = ground if other == "transparent" else self.colour(other[len("var(--") : -1])
        return tuple(
            part * top + (1 - part) * under
            for top, under in zip(self.colour(name), below, strict=True)
        )

    def under_tags(self, *names: str) -> Colour:
        """Return what words stand on that these highlights lie over."""
        return reduce(self.over, map(ground_of, names), self.colour("paper"))


def schemes() -> dict[str, Scheme]:
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    named = dict(TOKEN.findall(light))
    return {"light": Scheme(named), "dark": Scheme(named | dict(TOKEN.findall(dark)))}


def ground_of(highlight: str) -> str:
    rules = "".join((CSS / f"{name}.css").read_text() for name in ("review", "talk"))
    found = re.search(rf"::highlight\({highlight}\)[^}}]*?background-color: ([^;]+);", rules)
    assert found, highlight
    return found[1]


def luminance(colour: Colour) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=["light", "dark"])
def scheme(request) -> Scheme:
    return schemes()[request.param]


@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
@pytest.mark.parametrize("name", [*WORDS, *TONES])
def test_words_and_sigla_are_read_on_every_ground(scheme, name, ground):
    assert contrast(scheme.colour(name), scheme.colour(ground)) >= AT_LEAST


@pytest.mark.parametrize("tone", TONES)
def test_siglum_is_read_on_the_ground_of_its_own_tag(scheme, tone):
    ground = scheme.over(scheme.colour("paper"), ground_of(f"k{tone[1]}"))
    assert contrast(scheme.colour(tone), ground) >= AT_LEAST


def test_words_under_many_tags_are_read(scheme):
    ink = scheme.colour("ink")
    tags = [f"k{tone[1]}{over}" for tone in TONES for over in ("", "-over")]
    for names in combinations(tags, DEEP):
        ground = scheme.under_tags(*names, "active", "comment")
        assert contrast(ink, ground) >= AT_LEAST, names


@pytest.mark.parametrize("name", ["pending", "selected"])
def test_words_selected_under_many_tags_are_read(scheme, name):
    ground = scheme.under_tags(*(f"k{tone[1]}" for tone in TONES), "active")
    selected = scheme.over(ground, scheme.tokens[name])
    assert contrast(scheme.colour("ink"), selected) >= AT_LEAST
    # Over tags or over none, it is the same colour that says what is selected.
    assert selected == scheme.over(scheme.colour("paper"), scheme.tokens[name])
