"""Build .venv from the lock: standard library first, then uv, or pip where uv is not to be had."""

import collections
import contextlib
import errno
import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from variorum_boot.environment import (
    UNFINISHED,
    Environment,
    is_ready,
    is_runnable,
    read_stamp,
    stamp_for,
)
from variorum_boot.indexes import uv_environment
from variorum_boot.say import Stop, note

NEEDED_MEGABYTES = 1200
NEWS = re.compile(r"^\s*(Resolved|Prepared|Installed|Downloading|Building)\b")
SECRET = re.compile(r"(?<=://)[^/@\s]+(?=@)")


class Failed(Exception):
    """A step of set-up ended badly; the message is the last line that tells why."""


def set_up(env: Environment, lock: str) -> None:
    """Make .venv match the lock; safe to interrupt, to repeat and to start twice at once."""
    _check_machine(env)
    with _alone(env):
        if is_ready(env, lock):
            return
        try:
            _build(env, lock)
        except OSError as error:
            raise Stop(_about_disk(error, env.root)) from error


def _build(env: Environment, lock: str) -> None:
    note("Setting up Variorum's own environment in .venv; this happens once.")
    if read_stamp(env) == UNFINISHED or not is_runnable(env):
        _make_folder(env)
    env.stamp.write_text(UNFINISHED, encoding="ascii")
    _install(env, lock)
    finished = env.stamp.with_suffix(".new")
    finished.write_text(stamp_for(env, lock), encoding="ascii")
    finished.replace(env.stamp)
    note("The environment is ready.")


def _check_machine(env: Environment) -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            "Python's venv module is not installed: install it (on Debian or Ubuntu: "
            f"apt install python3-venv, or python{version}-venv) and run the same command again."
        )
    if not os.access(env.root, os.W_OK):
        raise Stop(
            f"You may not write in {env.root}: run this from a clone of your own, "
            "or as the user that owns this one."
        )
    free = shutil.disk_usage(env.root).free // 1_000_000
    if not is_runnable(env) and free < NEEDED_MEGABYTES:
        raise Stop(
            f"The disk of {env.root} has {free} MB left and setting up takes "
            f"{NEEDED_MEGABYTES} MB: make room and run the same command again."
        )


@contextlib.contextmanager
def _alone(env: Environment) -> Iterator[None]:
    # The checkout's own folder carries the lock, so that no file is left behind.
    folder = os.open(env.root, os.O_RDONLY)
    # Installers inherit it: should set-up be killed, the next one waits for what they still do.
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note("Another set-up is at work in this folder; waiting for it to end.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_folder(env: Environment) -> None:
    note("  1/3 making .venv")
    if env.folder.is_symlink() or env.folder.is_file():
        env.folder.unlink()
    elif env.folder.exists():
        shutil.rmtree(env.folder)
    env.folder.mkdir()
    env.stamp.write_text(UNFINISHED, encoding="ascii")
    try:
        _run([sys.executable, "-m", "venv", str(env.folder)], os.environ)
    except Failed as error:
        raise Stop(
            f"Python could not make .venv ({error}): install Python's venv module "
            "(on Debian or Ubuntu: apt install python3-venv) and run the same command again."
        ) from error


def _install(env: Environment, lock: str) -> None:
    variables = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    note("  2/3 getting the installer")
    uv = _find_uv(env, variables)
    note(f"  3/3 installing what {lock} lists")
    try:
        if uv is None:
            _install_with_pip(env, lock, variables)
        else:
            _install_with_uv(env, lock, variables, uv=uv)
    except Failed as error:
        raise Stop(
            f"The packages could not be installed ({error}): check the network, or the package "
            "index that `pip config list` shows, and run the same command again."
        ) from error


def _find_uv(env: Environment, variables: Mapping[str, str]) -> str | None:
    own = env.python.with_name("uv")
    if not own.exists():
        with contextlib.suppress(Failed):
            _run([str(env.python), "-m", "pip", "install", "--quiet", "uv"], variables)
    return str(own) if own.exists() else shutil.which("uv")


def _install_with_uv(env: Environment, lock: str, variables: Mapping[str, str], *, uv: str) -> None:
    listing = subprocess.run(
        [str(env.python), "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        env=dict(variables),
        check=False,
    ).stdout
    command = [uv, "pip", "install", "--python", str(env.python), "--require-hashes"]
    try:
        _run(
            [*command, "-r", str(env.lock(lock))],
            {**variables, **uv_environment(listing, variables)},
        )
    except Failed as error:
        note(f"  uv could not install the packages ({error}); trying pip.")
        _install_with_pip(env, lock, variables)


def _install_with_pip(env: Environment, lock: str, variables: Mapping[str, str]) -> None:
    command = [str(env.python), "-m", "pip", "install", "--require-hashes"]
    _run([*command, "-r", str(env.lock(lock))], variables)


def _run(command: Sequence[str], variables: Mapping[str, str]) -> None:
    """Run a step, pass on the lines that show progress, and keep the last ones for the report."""
    recent: collections.deque[str] = collections.deque(maxlen=30)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=dict(variables),
        close_fds=False,
    ) as process:
        for line in process.stdout or ():
            if line.strip():
                recent.append(SECRET.sub("…", line.strip()))
            if NEWS.match(line):
                note("      " + SECRET.sub("…", line.strip())[:90])
    if process.returncode:
        if any("No space left on device" in line for line in recent):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        raise Failed(reason(list(recent)) or f"exit code {process.returncode}")


def reason(lines: Sequence[str]) -> str:
    """Return the line of an installer's output that says what went wrong."""
    telling = [line for line in lines if re.match(r"(?i)\W*(error|caused by|cause)\b", line)]
    chosen = (telling or list(lines) or [""])[-1]
    return chosen.rstrip(".:")[:300]


def _about_disk(error: OSError, root: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {root} is full: make room and run the same command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"You may not write in {error.filename or root}: run this from a clone of your own."
    return f"Setting up failed ({error}): correct that and run the same command again."
