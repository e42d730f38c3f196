"""Writers of the embedded database queue: nobody is turned away, and who dies leaves the queue."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.pure

WRITER = """
import sys, time
import django
django.setup()
from django.db import connection, transaction
name, writes, stay = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
for number in range(writes):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO said (name, number) VALUES (%s, %s)", [name, number])
        print(number, flush=True)
        time.sleep(stay)
"""


@pytest.fixture
def database(tmp_path):
    """Make a database with one table, as a site has it: with a log of what is written."""
    path = tmp_path / "variorum.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE said (name TEXT, number INTEGER)")
    made.close()
    return path


@pytest.fixture
def writer(database):
    """Return a function that starts a process which writes so often and stays so long each time."""
    started: list[subprocess.Popen[str]] = []
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ = kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VARIORUM_DATA": str(database.parent),
    }

    def start(name: str, *, writes: int, stay: float) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, name, str(writes), str(stay)]
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def said(database: Path, name: str) -> int:
    with sqlite3.connect(database) as read:
        (count,) = read.execute("SELECT COUNT(*) FROM said WHERE name = ?", [name]).fetchone()
    read.close()
    return count


def is_free(database: Path) -> bool:
    """Say whether whoever asked for the lock now would have it at once."""
    with Path(f"{database}-queue").open("a") as queue:
        try:
            fcntl.flock(queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_the_lock_is_had_for_as_long_as_a_transaction_lasts(writer, database):
    one = writer("one", writes=1, stay=2)
    assert one.stdout.readline() == "0\n"
    assert not is_free(database)
    assert one.wait(30) == 0
    assert is_free(database)


def test_all_are_served_when_several_processes_write_at_once(writer, database):
    names = ("ada", "ben", "cleo")
    writers = [writer(name, writes=60, stay=0.002) for name in names]
    assert [process.wait(60) for process in writers] == [0, 0, 0]
    assert [said(database, name) for name in names] == [60, 60, 60]


def test_the_next_writes_when_one_is_killed_in_its_turn(writer, database):
    stuck = writer("stuck", writes=1, stay=600)
    assert stuck.stdout.readline() == "0\n"
    waiting = writer("waiting", writes=1, stay=0)
    time.sleep(2)
    assert waiting.poll() is None
    stuck.kill()
    assert waiting.wait(30) == 0
    assert (said(database, "stuck"), said(database, "waiting")) == (0, 1)
