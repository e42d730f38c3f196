"""Find the project's own environment, and say whether it is what the lock asks for."""

import hashlib
import os
import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
UNFINISHED = "unfinished"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^\s;\\]+)(?P<marker>\s*;)?")


@dataclass(frozen=True)
class Environment:
    """The folders of one checkout that set-up reads and writes."""

    root: Path = ROOT

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "variorum-stamp"

    def lock(self, name: str) -> Path:
        return self.root / name


def accepted_locks(needed: str) -> tuple[str, ...]:
    """Return the locks that serve: the one for tests holds everything that running needs."""
    return (needed,) if needed == TEST_LOCK else (needed, TEST_LOCK)


def stamp_for(env: Environment, lock: str) -> str:
    """Return what the stamp must say: a hash over the lock and the interpreter behind .venv."""
    digest = hashlib.sha256(env.lock(lock).read_bytes())
    digest.update(os.fsencode(env.python.resolve()))
    return digest.hexdigest()


def read_stamp(env: Environment) -> str:
    """Return what set-up last wrote, or nothing."""
    try:
        return env.stamp.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def is_runnable(env: Environment) -> bool:
    """Say whether .venv has an interpreter; its link dangles after a system upgrade."""
    return os.access(env.python, os.X_OK)


def is_ready(env: Environment, lock: str) -> bool:
    """Say whether .venv was set up to the end from this lock or from a larger one."""
    if not is_runnable(env):
        return False
    stamp = read_stamp(env)
    return any(stamp == stamp_for(env, name) for name in accepted_locks(lock))


def is_inside(env: Environment) -> bool:
    """Say whether this process runs in .venv."""
    return Path(sys.prefix).resolve() == env.folder.resolve()


def pinned(lock_text: str) -> dict[str, str]:
    """Return the versions that every platform needs, by package."""
    matches = (PIN.match(line) for line in lock_text.splitlines())
    return {match["name"]: match["version"] for match in matches if match and not match["marker"]}


def is_met_here(env: Environment, lock: str) -> bool:
    """Say whether the running interpreter has each pinned version, as in a ready-made image."""
    for name, version in pinned(env.lock(lock).read_text(encoding="utf-8")).items():
        try:
            if metadata.version(name) != version:
                return False
        except metadata.PackageNotFoundError:
            return False
    return True
