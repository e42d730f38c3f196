"""The verdict on one motif, as data."""

from dataclasses import dataclass
from typing import Literal

FEWEST_PROMPTS = 8
Outcome = Literal["claimed", "exploratory", "not_shown", "no_baseline", "too_few", "undefined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What may be concluded of one motif, beside the ``tested`` of its kind in the run.

    ``low`` and ``high`` at ``level`` are the interval adjusted for having been selected; they
    are None where nothing is found. ``sentence`` says it to a reader, ``caveats`` what the
    reader should know besides.
    """

    key: str
    verdict: Outcome
    p: float | None
    q: float | None
    tested: int
    selected: int
    level: float | None
    low: float | None
    high: float | None
    undefined_reason: str
    sentence: str = ""
    caveats: tuple[str, ...] = ()
