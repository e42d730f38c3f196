"""End what a supervisor started, should the supervisor itself be killed.

Reads lines "+123" and "-123" (process groups begun and ended) from a pipe whose other end only the
supervisor holds. When that end closes, every group still noted is ended. A pipe works where a
death signal does not: on every system, and for the children of children. A file descriptor given as
argument is the lock of the data folder: it stays held until all is ended, and its file is emptied
first, so that a new supervisor knows that waiting is worth while.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_SECONDS = 3.0
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def signal_group(group: int, number: int) -> bool:
    """Send a signal to a process group and say whether any of it is left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Some systems answer so for a group of which only unreaped processes are left.
        return False
    return True


def end_groups(groups: Iterable[int], *, grace: float = GRACE_SECONDS) -> None:
    """Ask the groups to end, and make them after the grace."""
    left = {group for group in groups if signal_group(group, signal.SIGTERM)}
    deadline = time.monotonic() + grace
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = {group for group in left if signal_group(group, 0)}
    for group in left:
        signal_group(group, signal.SIGKILL)


def main() -> None:
    """Note the groups until the pipe closes, then end them."""
    for number in IGNORED:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        (groups.add if line.startswith("+") else groups.discard)(group)
    for descriptor in map(int, sys.argv[1:]):
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
    end_groups(groups)


if __name__ == "__main__":
    main()
