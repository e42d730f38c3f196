"""The real command, with the real web server, worker and scheduler."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

pytestmark = [pytest.mark.pure, pytest.mark.slow, pytest.mark.engine("filesystem")]
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


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that starts the site, each time on the same data folder."""
    sites: list[Site] = []

    def start(*arguments: str) -> Site:
        sites.append(Site(tmp_path / "var", free_port(), *arguments))
        return sites[-1]

    yield start
    for site in sites:
        site.process.terminate()
        site.process.wait(timeout=20)


def test_site_starts_restarts_refuses_a_second_and_goes_on_after_a_kill(start) -> None:
    site = start("--no-sample")
    site.wait_for_address()
    before = site.children()
    assert set(before) == {"web", "worker", "scheduler"}

    for role, process in before.items():
        os.kill(process, signal.SIGKILL)
        site.wait_until(lambda role=role: site.children().get(role, before[role]) != before[role])
    site.wait_until(lambda: answers(site.port))
    assert site.said().count("was killed (SIGKILL); starting it again.") == 3

    second = Site(site.folder, free_port())
    assert second.process.wait(timeout=60) == 1
    assert re.fullmatch(r"Variorum is already running on .*\.\n", second.said())

    groups = set(site.children().values())
    site.process.kill()
    site.process.wait()
    third = start("--no-sample")
    third.wait_for_address()
    assert not groups & {group for _, _, group, _ in processes()}

    third.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert third.process.wait(timeout=20) == 0
    assert time.monotonic() - began < 10
    assert third.said().endswith("Stopped; `manage.py up` goes on from here.\n")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health/") as response:
            return response.status == 200
    except OSError:
        return False


def test_everything_written_is_for_the_owner_alone(start) -> None:
    site = start("--no-sample")
    site.wait_for_address()
    modes = {p: p.stat().st_mode & 0o077 for p in (site.folder, *site.folder.rglob("*"))}
    assert [path for path, mode in modes.items() if mode] == []
