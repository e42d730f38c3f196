"""Telling one process from any other, so that the work of a dead one can be taken over at once."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path

_PROC = Path("/proc")
# Where the start time cannot be read, a living process of that number counts as the same one.
_UNKNOWN_START = "0"


def this_process() -> str:
    """Return `host:pid:start` of this process."""
    return _identity(os.getpid())


def is_gone(identity: str) -> bool:
    """Say whether a process is known to be dead: it was on this host and is there no more."""
    try:
        host, pid, start = identity.rsplit(":", 2)
        number = int(pid)
    except ValueError:
        return False
    if host != _host():
        return False
    return _start_of(number) != start


@lru_cache(maxsize=4)  # keyed by the number, because a fork keeps its parent's cache
def _identity(pid: int) -> str:
    return f"{_host()}:{pid}:{_start_of(pid)}"


@lru_cache(maxsize=1)
def _host() -> str:
    """Return the host's name and, where there is one, the namespace that numbers its processes."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}/{space.strip('pid:[]')}"


def _start_of(pid: int) -> str | None:
    """Return when a process began, in the system's own ticks, or None if there is none."""
    if not (_PROC / "self").exists():
        return _UNKNOWN_START if _answers(pid) else None
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else fields[18]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
