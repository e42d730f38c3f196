"""A real supervisor over small children: ends, restarts and kills."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from variorum_boot.environment import ROOT
from variorum_boot.supervisor import Patience, describe_end

pytestmark = pytest.mark.pure

# A child that leaves a process of its own, as the web server does; both write down their ids.
CHILD = """
import os, pathlib, signal, sys, time
folder, name, manner = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if manner == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    name += "-child"
(folder / f"{name}.{os.getpid()}").touch()
if manner == "failing":
    print("no such thing as", name, flush=True)
    sys.exit(3)
while True:
    time.sleep(60)
"""
SUPERVISOR = """
import pathlib, signal, sys
# Where these tests run under nohup, it would be ignored here as well, and rightly.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from variorum_boot.supervisor import Patience, Spec, Supervisor
folder = pathlib.Path(sys.argv[1])
patience = Patience(delays=(0.05, 0.05, 0.05, 0.05), slow=30, end=1.0)
specs = [
    Spec(name, (sys.executable, str(folder / "child.py"), str(folder / "ids"), name, manner),
         folder / f"{name}.log")
    for name, manner in (pair.split("=") for pair in sys.argv[2:])
]
with Supervisor(folder=folder, environ={}, patience=patience) as supervisor:
    supervisor.run(specs)
print("ended", flush=True)
"""


@dataclass
class Site:
    """A supervisor under test, and what its children wrote down."""

    folder: Path
    process: subprocess.Popen[str]

    def ids(self, name: str) -> list[int]:
        """Return the living processes of a child by this name, the newest last."""
        found = sorted(
            (path.stat().st_mtime_ns, int(path.suffix[1:]))
            for path in (self.folder / "ids").glob(f"{name}.*")
        )
        return [number for _, number in found if is_running(number)]

    def all_ids(self) -> list[int]:
        return [n for n in map(_id, (self.folder / "ids").iterdir()) if is_running(n)]

    def said(self) -> str:
        return (self.folder / "said").read_text()


def _id(path: Path) -> int:
    return int(path.suffix[1:])


def is_running(process: int) -> bool:
    """Say whether a process is there and not merely unreaped."""
    status = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(status) and not status.startswith("Z")


def wait_until(condition: Callable[[], object], *, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that starts a supervisor over children of given names and manners."""
    (tmp_path / "ids").mkdir()
    (tmp_path / "child.py").write_text(CHILD)
    sites: list[Site] = []

    def start(**manners: str) -> Site:
        with (tmp_path / "said").open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-c", SUPERVISOR, str(tmp_path)]
                + [f"{name}={manner}" for name, manner in manners.items()],
                cwd=ROOT,
                stdout=said,
                stderr=said,
                text=True,
            )
        site = Site(tmp_path, process)
        sites.append(site)
        steady = [name for name, manner in manners.items() if manner != "failing"]
        wait_until(lambda: all(site.ids(n) and site.ids(f"{n}-child") for n in steady))
        return site

    yield start
    for site in sites:
        site.process.kill()
        site.process.wait()
        wait_until(lambda site=site: not site.all_ids())


def test_child_is_started_again_when_killed_and_its_own_children_are_ended(start) -> None:
    site = start(web="steady", worker="steady")
    [web], [left], [worker] = site.ids("web"), site.ids("web-child"), site.ids("worker")
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: site.ids("web") and site.ids("web") != [web])
    wait_until(lambda: not is_running(left))
    assert site.ids("worker") == [worker]
    assert "The web was killed (SIGKILL); starting it again." in site.said()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_all_end_when_the_supervisor_is_asked_to(start, number: signal.Signals) -> None:
    site = start(web="steady", worker="stubborn")
    site.process.send_signal(number)
    began = time.monotonic()
    assert site.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 8
    wait_until(lambda: not site.all_ids(), seconds=1)
    assert site.said().endswith("ended\n")


def test_a_second_interrupt_hurries_the_end(start, monkeypatch: pytest.MonkeyPatch) -> None:
    site = start(worker="stubborn")
    site.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(timeout=5) == 0
    wait_until(lambda: not site.all_ids(), seconds=1)


def test_all_end_when_the_supervisor_is_killed(start) -> None:
    site = start(web="steady", worker="stubborn")
    assert len(site.all_ids()) == 4
    site.process.kill()
    site.process.wait()
    wait_until(lambda: not site.all_ids(), seconds=8)


def test_children_outlive_the_guard_which_is_started_again(start) -> None:
    site = start(web="steady")
    before = site.ids("web")
    [guard] = guards_of(site.process.pid)
    os.kill(guard, signal.SIGKILL)
    wait_until(lambda: guards_of(site.process.pid) not in ([], [guard]))
    assert site.ids("web") == before
    site.process.kill()
    site.process.wait()
    wait_until(lambda: not site.all_ids(), seconds=8)


def guards_of(supervisor: int) -> list[int]:
    """Return the living guards among the children of a supervisor."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listing.splitlines()]
    return [
        int(row[0])
        for row in rows
        if int(row[1]) == supervisor and "variorum_boot.guard" in row[3] and row[2][0] != "Z"
    ]


def test_failing_child_is_reported_with_its_log_and_leaves_the_others_alone(start) -> None:
    site = start(web="steady", worker="failing")
    wait_until(lambda: "the next try is in 30 s" in site.said())
    said = site.said()
    assert said.count("The worker ended by itself (exit code 3); starting it again.") == 4
    assert "The worker ended by itself (exit code 3) 5 times within seconds" in said
    assert "    no such thing as worker" in said
    assert site.ids("web")


def test_patience_grows_and_then_turns_slow() -> None:
    patience = Patience(delays=(0.2, 1.0), slow=60.0)
    assert [patience.delay(n) for n in range(5)] == [0.2, 0.2, 1.0, 60.0, 60.0]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, "ended by itself (exit code 0)"),
        (-9, "was killed (SIGKILL)"),
        (-99, "was killed (signal 99)"),
    ],
)
def test_end_is_described_in_words(code: int, expected: str) -> None:
    assert describe_end(code) == expected
