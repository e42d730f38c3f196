"""The two sites: each built once in a run, kept beside its database, put back as often as asked.

A build takes as long as many hundreds of questions. Kept is a copy of the whole database, so that
what is asked is the site as it was built, and with it how far the ids had come.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from inspect import getclosurevars, isfunction
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

import annotations.gates
import annotations.suggestion_gates
import annotations.talk_gates
import themes.gates
from accounts.models import User
from tests.blind.alike import Drawn, alike
from tests.blind.invented import VARIANTS
from tests.blind.site import People, build

GATES = (
    annotations.gates,
    annotations.suggestion_gates,
    annotations.talk_gates,
    themes.gates,
)


@contextmanager
def standing(variant: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[People]:
    """Put the site of this variant in place of what is in the database, and yield its people."""
    kept, numbers = _kept(variant)
    cache.clear()
    forget_composed()
    with closing(sqlite3.connect(kept)) as copy:
        connection.ensure_connection()
        copy.backup(connection.connection)
    with alike(monkeypatch, json.loads(numbers.read_text())):
        yield {user.username: user for user in User.objects.all()}


def forget_composed() -> None:
    """Have queries composed anew: with a leak that a test has planted, and after it without."""
    for module in GATES:
        for function in vars(module).values():
            if isfunction(function) and "composed" in function.__code__.co_freevars:
                getclosurevars(function).nonlocals["composed"].cache_clear()


def build_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build both sites, unless another worker of this run has done so or is at it."""
    with (_folder() / "blind.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for variant in VARIANTS:
            if not all(path.exists() for path in _kept(variant)):
                _build(variant, monkeypatch)


def _build(variant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, numbers = _kept(variant)
    drawn: Drawn = {}
    cache.clear()
    _empty()
    with alike(monkeypatch, drawn):
        build(variant)
    with closing(sqlite3.connect(kept)) as copy:
        connection.connection.backup(copy)
    numbers.write_text(json.dumps(drawn))


def _kept(variant: str) -> tuple[Path, Path]:
    """Return where the database of a variant is kept, and how many ids it has given out."""
    return _folder() / f"blind-{variant}.sqlite3", _folder() / f"blind-{variant}.json"


def _folder() -> Path:
    return Path(os.environ["VARIORUM_TEST_FOLDER"])


def _empty() -> None:
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
