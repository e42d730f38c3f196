"""Where a text is speech, as far as its quotation marks tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# Per pair of marks: what opens, and what closes. A straight mark opens only where nothing but
# space, a bracket, a dash or an emphasis mark stands before it, so that inches are not speech; a
# single ’ closes only where no letter follows, so that "don’t" does not end what was said.
_OPENERS = re.compile(r"[“«「『]|„|(?<![^\s(\[*_—–-])\"(?=\S)|(?<![^\s(\[*_—–\"“-])‘(?=\S)")
_CLOSERS = {
    "“": re.compile("”"),
    "„": re.compile("[“”]"),
    "«": re.compile("»"),
    "「": re.compile("」"),
    "『": re.compile("』"),
    '"': re.compile('"'),
    "‘": re.compile(r"’(?!\w)"),
}
_MUST_CLOSE = frozenset("‘")


def quoted_spans(body: str, paragraphs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the offsets of what is quoted, marks left out, in order and never overlapping."""
    return [span for start, end in paragraphs for span in _quoted(body, start, end)]


def _quoted(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the quotations of one paragraph; one left open runs to its end.

    Speech over several paragraphs opens each anew and closes only the last.
    """
    while opened := _OPENERS.search(body, start, end):
        closed = _CLOSERS[opened.group()].search(body, opened.end(), end)
        if closed:
            yield opened.end(), closed.start()
            start = closed.end()
        elif opened.group() in _MUST_CLOSE:
            start = opened.end()
        else:
            yield opened.end(), end
            return
