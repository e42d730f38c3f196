"""A migrated database of SQLite: made once in a run, and copied by whoever begins from one."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

NAME = "variorum.sqlite3"


def copy_migrated(place: Path) -> None:
    """Put a copy at this place, which nothing else uses yet."""
    with closing(sqlite3.connect(_migrated())) as made, closing(sqlite3.connect(place)) as copy:
        made.backup(copy)


def begin_site(folder: Path) -> None:
    """Make the folder of a site whose first start is not what a test looks at."""
    folder.mkdir(mode=0o700)
    copy_migrated(folder / NAME)


def _migrated() -> Path:
    """Return the database, unless another worker of this run has made it or is at it, made now."""
    folder = Path(os.environ["VARIORUM_TEST_FOLDER"])
    made = folder / "migrated" / NAME
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = folder / "half-migrated"
            environ = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
            environ |= {"VARIORUM_DATA": str(half), "DJANGO_SETTINGS_MODULE": "config.settings"}
            command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env=environ, check=True)
            half.rename(made.parent)
    return made
