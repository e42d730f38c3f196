"""Speak to the person at the terminal."""

import contextlib
import sys
from pathlib import Path


class Stop(Exception):
    """End the command; the message is one sentence that says what to do."""


def note(text: str) -> None:
    """Report progress on stderr; a closed terminal must not end a running site."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def tell(text: str) -> None:
    """Print a result on stdout."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)


def last_lines(path: Path, count: int) -> str:
    """Return the end of a log, indented, reading no more of the file than that can need."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 400 * count))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])
