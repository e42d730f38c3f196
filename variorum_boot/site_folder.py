"""Check where a site is to run: its data folder, that no other site uses it, and its port."""

import contextlib
import errno
import fcntl
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from variorum_boot.environment import ROOT
from variorum_boot.say import Stop

NEEDED_MEGABYTES = 200
# After a kill -9 the guard ends the children left over; it holds the lock until they are gone.
PATIENCE_SECONDS = 12.0
REFUSAL_SECONDS = 1.0


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the one folder under which everything is written."""
    return Path(environ.get("VARIORUM_DATA") or ROOT / "var").resolve()


def check_folder(folder: Path, *, needed_megabytes: int = NEEDED_MEGABYTES) -> None:
    """Make the data folder, readable by its owner alone, and try that it takes files."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
        for name in ("log", "tmp"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Stop(_about_folder(folder, error)) from error
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < needed_megabytes:
        raise Stop(
            f"The disk of {folder} has only {free} MB left and at least {needed_megabytes} MB are "
            "needed: make room, or set VARIORUM_DATA to a folder on another disk."
        )


def _about_folder(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {folder} is full: make room, or set VARIORUM_DATA to another folder."
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{folder} cannot be a folder: set VARIORUM_DATA to another one."
    return (
        f"The data folder {folder} cannot be written ({error.strerror}): "
        "correct its permissions, or set VARIORUM_DATA to another folder."
    )


def hold(folder: Path, *, patience: float = PATIENCE_SECONDS) -> int:
    """Return the open lock of the data folder; wait only for the remains of a killed site."""
    descriptor = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    began = time.monotonic()
    while not _locked(descriptor):
        holder = _read_holder(descriptor)
        limit = REFUSAL_SECONDS if _is_alive(holder) else patience
        if time.monotonic() - began > limit:
            os.close(descriptor)
            raise Stop(
                f"Variorum is already running on {folder}{_named(holder)}: use that one, end it, "
                "or set VARIORUM_DATA to another folder."
            )
        time.sleep(0.2)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> int:
    try:
        return int(os.pread(descriptor, 20, 0))
    except ValueError:
        return 0


def _is_alive(process: int) -> bool:
    if process <= 0:
        return False
    with contextlib.suppress(ProcessLookupError):
        with contextlib.suppress(PermissionError):
            os.kill(process, 0)
        return True
    return False


def _named(process: int) -> str:
    return f" (process {process})" if process else ""


def check_port(host: str, port: int) -> None:
    """Try the address that the web server will listen on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
    except OSError as error:
        raise Stop(_about_port(host, port, error)) from error


def _about_port(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"Port {port} is taken: end what uses it, or choose another one with --port {other}."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"You may not open port {port}: choose one above 1023, for example --port 8000."
    return f"Nothing can listen on {host} port {port} ({error.strerror}): choose another --host."
