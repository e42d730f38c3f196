"""Run several processes as one: restart what dies, and end all together."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from variorum_boot.guard import signal_group
from variorum_boot.say import last_lines, note

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
LOG_BYTES = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long, in seconds, the supervisor waits for what."""

    quick: float = 20.0
    delays: tuple[float, ...] = (0.2, 1.0, 2.0, 4.0)
    slow: float = 60.0
    end: float = 7.0
    tick: float = 1.0

    def delay(self, quick_ends: int) -> float:
        """Return the pause before a restart after so many quick ends in a row."""
        return self.slow if self.gives_up(quick_ends) else self.delays[max(0, quick_ends - 1)]

    def gives_up(self, quick_ends: int) -> bool:
        """Say whether a child ended so often that only slow retries make sense."""
        return quick_ends > len(self.delays)


@dataclass(frozen=True)
class Spec:
    """One child: its name, command, and the log that its output goes to."""

    name: str
    command: tuple[str, ...]
    log: Path


@dataclass
class _Child:
    spec: Spec
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_ends: int = 0
    due: float = field(default=0.0)


@dataclass
class Supervisor:
    """Start the children, keep them running, and end them on a signal."""

    folder: Path
    environ: Mapping[str, str]
    patience: Patience = field(default_factory=Patience)
    kept_open: Sequence[int] = ()
    stopping: bool = False
    _hurry: bool = False
    _children: list[_Child] = field(default_factory=list)
    _guard: subprocess.Popen[str] | None = None
    _wake: socket.socket | None = None

    def __enter__(self) -> "Supervisor":
        self._wake, sender = socket.socketpair()
        self._wake.setblocking(False)
        sender.setblocking(False)
        self._sender = sender
        signal.set_wakeup_fd(sender.fileno(), warn_on_full_buffer=False)
        # A child's end must wake the loop, for which its signal needs a handler of any kind.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in ENDING:
            # Under nohup, SIGHUP arrives ignored and is to stay so. A shell ignores SIGINT for what
            # it runs in the background, where it is still a wish to end.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)
        self._start_guard()
        return self

    def __exit__(self, *_: object) -> None:
        self._end_all()
        if self._guard is not None and self._guard.stdin is not None:
            with contextlib.suppress(OSError):
                self._guard.stdin.close()
            self._guard.wait()
        signal.set_wakeup_fd(-1)
        for end in (self._wake, self._sender):
            if end is not None:
                end.close()

    def run_once(self, command: Sequence[str]) -> int:
        """Run a preparing command, speaking to the same terminal, and return its exit code."""
        process = self._start(command, output=None)
        while process.poll() is None and not self.stopping:
            self._rest(self.patience.tick)
        if process.poll() is None:
            self._end([process])
        self._forget(process.pid)
        return 130 if self.stopping else process.wait()

    def run(self, specs: Sequence[Spec], *, started: Callable[[], None] = lambda: None) -> None:
        """Keep the children running until a signal asks to stop."""
        self._children = [_Child(spec) for spec in specs]
        for child in self._children:
            self._start_child(child)
        started()
        while not self.stopping:
            self._rest(self._pause())
            if not self.stopping:
                self._look_after()

    def _look_after(self) -> None:
        if self._guard is None or self._guard.poll() is not None:
            self._start_guard()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._on_end(child)
            if child.process is None and time.monotonic() >= child.due:
                self._start_child(child)
            _trim(child.spec.log)

    def _pause(self) -> float:
        waits = [c.due - time.monotonic() for c in self._children if c.process is None]
        return max(0.0, min([self.patience.tick, *waits]))

    def _rest(self, seconds: float) -> None:
        assert self._wake is not None
        if select.select([self._wake], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                self._wake.recv(4096)

    def _on_signal(self, number: int, _frame: object) -> None:
        self._hurry = self.stopping and number == signal.SIGINT
        self.stopping = True

    def _on_end(self, child: _Child) -> None:
        assert child.process is not None
        code = child.process.returncode
        self._clear_group(child.process.pid)
        lived = time.monotonic() - child.started
        child.quick_ends = child.quick_ends + 1 if lived < self.patience.quick else 0
        child.due = time.monotonic() + self.patience.delay(child.quick_ends)
        child.process = None
        name, how = child.spec.name, describe_end(code)
        if self.patience.gives_up(child.quick_ends):
            note(
                f"The {name} {how} {child.quick_ends} times within seconds; the next try is in "
                f"{self.patience.slow:.0f} s. Its log, {child.spec.log}, ends with:\n"
                f"{last_lines(child.spec.log, 8)}"
            )
        else:
            note(f"The {name} {how}; starting it again.")

    def _start_child(self, child: _Child) -> None:
        child.started = time.monotonic()
        try:
            _rotate(child.spec.log)
            with child.spec.log.open("ab") as log:
                child.process = self._start(child.spec.command, output=log.fileno())
        except OSError as error:
            child.due = child.started + self.patience.slow
            note(f"The {child.spec.name} could not be started ({error}); the next try is later.")

    def _start(self, command: Sequence[str], *, output: int | None) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        self._tell_guard(f"+{process.pid}")
        return process

    def _start_guard(self) -> None:
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "variorum_boot.guard", *map(str, self.kept_open)],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            pass_fds=tuple(self.kept_open),
        )
        for child in self._children:
            if child.process is not None:
                self._tell_guard(f"+{child.process.pid}")

    def _tell_guard(self, line: str) -> None:
        assert self._guard is not None
        assert self._guard.stdin is not None
        with contextlib.suppress(OSError):
            self._guard.stdin.write(line + "\n")
            self._guard.stdin.flush()

    def _forget(self, group: int) -> None:
        self._tell_guard(f"-{group}")

    def _clear_group(self, group: int) -> None:
        """End what a dead child left behind, such as the web server's own workers."""
        if signal_group(group, signal.SIGKILL):
            deadline = time.monotonic() + 1.0
            while signal_group(group, 0) and time.monotonic() < deadline:
                time.sleep(0.02)
        self._forget(group)

    def _end_all(self) -> None:
        self._end([child.process for child in self._children if child.process is not None])
        self._children = []

    def _end(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.patience.end
        while any(p.poll() is None for p in processes):
            if self._hurry or time.monotonic() > deadline:
                break
            self._rest(0.2)
        for process in processes:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
            self._clear_group(process.pid)


def describe_end(code: int) -> str:
    """Say how a process ended."""
    if code >= 0:
        return f"ended by itself (exit code {code})"
    try:
        return f"was killed ({signal.Signals(-code).name})"
    except ValueError:
        return f"was killed (signal {-code})"


def _rotate(log: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))


def _trim(log: Path) -> None:
    """Begin a long log anew under its running writer, which appends; keep its last stretch."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > 2 * LOG_BYTES:
            with log.open("r+b") as file:
                file.seek(-LOG_BYTES, os.SEEK_END)
                log.with_suffix(".log.1").write_bytes(file.read())
                file.truncate(0)
