"""Run a PostgreSQL server of our own for as long as the tests take."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from variorum_boot.environment import ROOT

START_SECONDS = 15
# Nothing of a test server has to survive a power cut.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NotToBeHad(Exception):
    """No server can be started here; the message says why."""


@dataclass(frozen=True)
class _Account:
    """Whom the server runs as; it refuses to run as root."""

    user: int
    group: int

    def options(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}


def find_binaries() -> Path:
    """Return the folder with initdb and postgres."""
    candidates = [_folder_by_pg_config(), *_folders_on_path()]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if folder and all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    raise NotToBeHad("no server lets us in on port 5432, and initdb and postgres are not installed")


def _folder_by_pg_config() -> Path | None:
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        answer = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True
        )
        return Path(answer.stdout.strip())
    return None


def _folders_on_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).resolve().parent, Path(found).parent] if found else []


def _account() -> _Account:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return _Account(entry.pw_uid, entry.pw_gid)
    raise NotToBeHad("PostgreSQL does not run as root and there is no other user to run it as")


@contextlib.contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server in a temporary folder and yield the address of a database on it."""
    binaries, account = find_binaries(), _account()
    folder = Path(tempfile.mkdtemp(prefix="variorum-postgres-"))
    try:
        if account.options():
            os.chown(folder, account.user, account.group)
        password = _make_cluster(binaries, folder, account)
        with _running(binaries, folder, account) as port:
            yield f"postgres://variorum:{password}@127.0.0.1:{port}/variorum"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_cluster(binaries: Path, folder: Path, account: _Account) -> str:
    password = secrets.token_hex(16)
    file = folder / "password"
    file.write_text(password, encoding="ascii")
    if account.options():
        os.chown(file, account.user, account.group)
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "variorum", "-N"]
    command += ["-E", "UTF8", "--locale=C", "-A", "scram-sha-256", f"--pwfile={file}"]
    made = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, **account.options()
    )
    if made.returncode:
        last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotToBeHad(f"initdb failed: {last}")
    return password


@contextlib.contextmanager
def _running(binaries: Path, folder: Path, account: _Account) -> Iterator[int]:
    port = _free_port()
    settings = (*HASTE, "listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}")
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    command += [part for setting in settings for part in ("-c", setting)]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            cwd=folder,
            start_new_session=True,
            **account.options(),
        )
    with _guarded(server.pid):
        try:
            _wait_for(server, port, log)
            yield port
        finally:
            # For postgres SIGINT is the fast shutdown, which does not wait for clients.
            server.send_signal(signal.SIGINT)
            server.wait()


@contextlib.contextmanager
def _guarded(group: int) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-m", "variorum_boot.guard"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as guard:
        assert guard.stdin is not None
        guard.stdin.write(f"+{group}\n")
        guard.stdin.flush()
        yield
        guard.stdin.write(f"-{group}\n")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=1),
        ):
            # The port opens before the server takes sessions; its log says when it does.
            if b"ready to accept connections" in log.read_bytes():
                return
        time.sleep(0.05)
    raise NotToBeHad("the server of our own did not start")
