"""The house: imports point one way, and each room keeps to what it is for."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.pace import LONGEST

ROOT = Path(__file__).resolve().parents[2]
# From the top down: a room imports those below it, never one above.
ROOMS = ("themes", "annotations", "corpus", "accounts")
PURE = ("themes/stats", "corpus/nlp", "corpus/importing")
HEAVY = ("spacy", "numpy", "scipy", "wordfreq", "thinc")
HOLDS = {"Hold", "HeldText", "Release"}
# Who may name the tables of the blind: visibility reads them, the room that lends them its rows
# makes them, services of studies name how a release came about, and removal deletes them.
NAME_HOLDS = {
    "corpus/models",
    "corpus/visibility",
    "annotations/services/studies.py",
    "annotations/services/reviewing.py",
    "themes/sample_removal.py",
}


def _files(room: str) -> Iterator[Path]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def _imports(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield each imported module, and the names taken from it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, set()
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, {alias.name for alias in node.names}


def _forbidden(room: str) -> set[str]:
    above = set(ROOMS[: ROOMS.index(room)])
    return above | {"config", "tests", "variorum_boot"}


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in _files(room)
        for module, _ in _imports(path)
        if module.split(".")[0] in _forbidden(room)
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", PURE)
def test_pure_folders_know_no_django(folder):
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in _files(folder)
        for module, _ in _imports(path)
        if module.split(".")[0] in {"django", "rest_framework", "celery"}
        or ".models" in f".{module}"
    ]
    assert wrong == []


def test_services_know_no_http_and_no_tasks():
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for room in ROOMS
        for path in _files(room)
        if "services" in path.parts or path.name == "services.py"
        for module, _ in _imports(path)
        if module.startswith(("django.http", "rest_framework")) or module.endswith(".tasks")
    ]
    assert wrong == []


def test_only_visibility_reads_the_tables_of_the_blind():
    wrong = [
        f"{where} names {sorted(names & HOLDS)}"
        for room in ROOMS
        for path in _files(room)
        for module, names in _imports(path)
        if (where := str(path.relative_to(ROOT)))
        and module.startswith("corpus.models")
        and names & HOLDS
        and not any(where.startswith(allowed) for allowed in NAME_HOLDS)
    ]
    assert wrong == []


def test_the_web_process_does_not_load_what_only_tasks_need():
    code = (
        "import os, sys, django;"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings';"
        "django.setup();"
        "import config.urls;"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_models_declare_every_migration(db):
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_locks_name_no_address():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text


def test_reports_name_the_version_that_is_released():
    from themes.versions import CODE_VERSION

    assert (
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] in CODE_VERSION
    )


def test_functions_and_files_stay_short():
    long = []
    for room in (*ROOMS, "config", "variorum_boot"):
        for path in _files(room):
            source = path.read_text()
            if source.count("\n") > 450:
                long.append(str(path.relative_to(ROOT)))
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef) and _code_lines(node) > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert long == []


def _code_lines(function: ast.FunctionDef) -> int:
    """Return a function's length without its docstring, which may have much to cite."""
    said = function.body[0] if ast.get_docstring(function) else None
    spoken = said.end_lineno - said.lineno + 1 if said else 0
    return function.end_lineno - function.lineno + 1 - spoken


def test_files_that_are_to_begin_first_are_there():
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
