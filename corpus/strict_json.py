"""JSON from outside: no number and no depth that something after it could not bear. No Django."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from corpus.saying import say as _

# Every place where texts keep JSON allows less and names itself; this bounds all that is sent.
MAX_DEPTH = 200


class BadJSON(ValueError):
    """JSON that cannot be taken; what is wrong with it, as words to follow "this"."""


class BadNumber(BadJSON):
    """JSON with a number that no column and no answer could hold."""

    def __init__(self) -> None:
        super().__init__(_("holds a number that cannot be stored"))


def read_json(text: str) -> Any:
    """Return what a text holds, with all numbers finite and no deeper than MAX_DEPTH."""
    data = load_json(text)
    if depth_of(data, limit=MAX_DEPTH) > MAX_DEPTH:
        raise BadJSON(_("is nested too deeply"))
    return data


def load_json(text: str, *, any_number: bool = False) -> Any:
    """Return what a text holds at any depth; with `any_number` NaN for what is too long."""
    hooks: dict[str, Any] = {"parse_int": _int_or_nan} if any_number else _STRICT
    try:
        return json.loads(text, **hooks)
    except json.JSONDecodeError as error:
        raise BadJSON(
            _("is not JSON: {why} (character {number})").format(why=error.msg, number=error.pos + 1)
        ) from None
    except RecursionError:
        raise BadJSON(_("is nested too deeply")) from None
    except ValueError:
        # Python's own refusal of an integer of thousands of digits comes here too.
        raise BadNumber from None


def depth_of(value: object, *, limit: int) -> int:
    """Return how deep a value is nested, looking no deeper than the limit; a scalar is 1."""
    level, depth = [value], 0
    while level and depth <= limit:
        level = [inner for outer in level for inner in _children(outer)]
        depth += 1
    return depth


def _children(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refused(name: str) -> NoReturn:
    raise BadNumber


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise BadNumber
    return value


def _int_or_nan(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:
        return math.nan


_STRICT = {"parse_constant": _refused, "parse_float": _finite}
