"""The first file that runs, under any Python."""

import ast
import subprocess
import sys

import pytest

from variorum_boot.environment import ROOT

pytestmark = pytest.mark.pure
SOURCE = (ROOT / "manage.py").read_text(encoding="utf-8")


def test_manage_parses_when_python_is_old() -> None:
    assert ast.parse(SOURCE, feature_version=(3, 6))


def test_manage_says_what_it_needs_when_python_is_too_old(tmp_path) -> None:
    # The same file, asked by a Python that it takes for an old one.
    script = tmp_path / "manage.py"
    script.write_text(SOURCE.replace("OLDEST = (3, 11)", "OLDEST = (9, 1)"), encoding="utf-8")
    run = subprocess.run([sys.executable, str(script), "up"], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.startswith("Variorum needs Python 9.1 or newer and this is Python 3.")
    assert len(run.stderr.splitlines()) == 1


def test_package_imports_nothing_installed_when_set_up_is_still_to_come() -> None:
    code = (
        "import sys; import variorum_boot.entry, variorum_boot.up, variorum_boot.suite, "
        "variorum_boot.setup, variorum_boot.supervisor; "
        "print([n for n in ('django', 'celery', 'kombu', 'psycopg') if n in sys.modules])"
    )
    # -S leaves out every installed package.
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
