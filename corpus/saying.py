"""What code that knows no Django says to people, in the language that is then spoken.

Without a site around it that is English. The room's configuration lends it Django's `gettext`.
"""

from __future__ import annotations

from collections.abc import Callable

_lent: list[Callable[[str], str]] = []


def speak_by(translate: Callable[[str], str]) -> None:
    """Let everything be said as this function translates it."""
    _lent[:] = [translate]


def say(message: str) -> str:
    """Return a message as it is to be said now. Import it as `_`, so that it is collected."""
    return _lent[0](message) if _lent else message
