"""A real site under `manage.py up`, for tests to look at from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

START_SECONDS = 120


class Site:
    """One `manage.py up` on a data folder and a port of its own."""

    def __init__(self, folder: Path, port: int, *arguments: str) -> None:
        self.folder, self.port = folder, port
        environ = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
        self.output = folder.parent / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "up", f"--port={port}", *arguments],
                env={**environ, "VARIORUM_DATA": str(folder)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def manage(self, *arguments: str) -> str:
        """Run a command on the site's data folder, and return what it printed."""
        environ = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env={**environ, "VARIORUM_DATA": str(self.folder)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def said(self) -> str:
        return self.output.read_text()

    def wait_for_address(self) -> None:
        self.wait_until(lambda: f"running at http://127.0.0.1:{self.port}/" in self.said())

    def wait_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            assert self.process.poll() is None, f"ended early:\n{self.said()}"
            assert time.monotonic() < deadline, f"waited in vain:\n{self.said()}"
            time.sleep(0.2)

    def children(self) -> dict[str, int]:
        """Return the processes under the supervisor, by what they do."""
        roles = {"granian": "web", "config worker": "worker", "config beat": "scheduler"}
        found = {}
        for process, parent, _, command in processes():
            for part, role in roles.items():
                if parent == self.process.pid and part in command:
                    found[role] = process
        return found


def processes() -> list[tuple[int, int, int, str]]:
    """Return id, parent, group and command of what runs."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,pgid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(None, 4) for line in listing.splitlines()]
    return [(int(r[0]), int(r[1]), int(r[2]), r[4]) for r in rows if r[3][0] != "Z" and len(r) > 4]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
