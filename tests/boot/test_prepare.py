"""Bringing the database up to date."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from variorum_boot.environment import ROOT

pytestmark = [pytest.mark.pure, pytest.mark.slow]


def prepare(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "log").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "variorum_boot.prepare", *arguments],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "VARIORUM_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **variables,
        },
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a database without the sample."""
    folder = tmp_path_factory.mktemp("data")
    run = prepare(folder, "--no-sample")
    assert (run.returncode, run.stderr) == (0, "Creating the database.\n")
    return folder


def test_preparing_again_says_nothing(prepared: Path) -> None:
    run = prepare(prepared, "--no-sample")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_preparing_is_refused_when_the_database_is_newer(prepared: Path) -> None:
    with sqlite3.connect(prepared / "variorum.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('corpus', '9999_from_the_future', '2099-01-01')"
        )
    database.close()
    try:
        run = prepare(prepared)
    finally:
        with sqlite3.connect(prepared / "variorum.sqlite3") as database:
            database.execute("DELETE FROM django_migrations WHERE name LIKE '9999%'")
        database.close()
    assert run.returncode == 1
    assert run.stderr.startswith("This database was made by a newer Variorum (it has corpus 9999")
    assert len(run.stderr.splitlines()) == 1


def test_preparing_is_refused_when_the_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "variorum.sqlite3").write_text("not a database, " * 100)
    run = prepare(tmp_path)
    assert run.returncode == 1
    assert "cannot be read (file is not a database)" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_preparing_is_refused_when_the_server_does_not_answer(tmp_path: Path) -> None:
    run = prepare(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert run.returncode == 1
    assert "the one DATABASE_URL names" in run.stderr
    assert len(run.stderr.splitlines()) == 1
