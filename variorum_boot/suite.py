"""`manage.py test`: every check and test, on every engine that is found."""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from variorum_boot import engines
from variorum_boot.engines import Engine
from variorum_boot.environment import ROOT
from variorum_boot.results import Outcome, engine_lines, missing_engines, read_outcome
from variorum_boot.say import note, tell

CHECKS = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
}
NO_TESTS_COLLECTED = 5
EXPLANATION = """\
Set up if need be, then run lint, format, types and every test, on SQLite and on PostgreSQL.

Options and paths given here go to pytest, and narrow both runs. Where a path is among them, lint,
format and types are left out. Tests that touch no database, drive a browser or take long run on
SQLite alone.

Engines are found by themselves. TEST_DATABASE_URL, TEST_REDIS_URL and TEST_RABBITMQ_URL name
others. VARIORUM_REQUIRE_ENGINES=postgresql,redis,rabbitmq,chromium makes it a failure to leave
one of these out."""


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    arguments: tuple[str, ...]
    has_path: bool


def read_options(arguments: Sequence[str]) -> Options:
    """Read what is to go to pytest."""
    if {"-h", "--help"} & set(arguments):
        parser = argparse.ArgumentParser(
            prog="manage.py test",
            usage="%(prog)s [-h] [pytest options and paths]",
            description=EXPLANATION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.parse_args(["--help"])
    has_path = any(is_path(argument) for argument in arguments)
    return Options(arguments=tuple(arguments), has_path=has_path)


def is_path(argument: str) -> bool:
    """Say whether an argument names a file, a folder or a test in one."""
    name = argument.partition("::")[0]
    return bool(name) and not name.startswith("-") and Path(name).exists()


def run(options: Options) -> int:
    """Run the checks and tests, print the summary, and return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    brokers = [engines.redis(os.environ), engines.rabbitmq(os.environ)]
    others = [*brokers, engines.chromium(os.environ)]
    with _scratch_folder() as folder, engines.postgresql(os.environ) as postgres:
        names = () if options.has_path else tuple(CHECKS)
        outcomes = {name: _check(name, folder) for name in names}
        found = [Engine("sqlite", "embedded", "embedded"), postgres]
        for database in found:
            if database.place:
                environ = run_environment(os.environ, database, others, folder)
                outcomes[database.name] = _pytest(options, database, environ, folder)
    return _summarise(options, [*found, *others], outcomes)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _check(name: str, folder: Path) -> Outcome:
    note(f"== {name}: {' '.join(CHECKS[name])}")
    # The type checker loads the settings, which are to write nothing into a site's own folder.
    environ = {**os.environ, "VARIORUM_DATA": str(folder / "checks")}
    command = [sys.executable, "-m", *CHECKS[name]]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=False)
    return Outcome(failed=1) if done.returncode else Outcome(passed=1)


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="variorum-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_environment(
    environ: Mapping[str, str], database: Engine, others: Sequence[Engine], folder: Path
) -> dict[str, str]:
    """Return the variables of one pytest run; tests/plugins/engine.py reads them."""
    kept = {name: value for name, value in environ.items() if "VARIORUM_TEST_" not in name}
    kept["VARIORUM_TEST_ENGINE"] = database.name
    kept["VARIORUM_TEST_FOLDER"] = str(folder / database.name)
    if database.name == "postgresql":
        kept["VARIORUM_TEST_DATABASE_URL"] = str(database.place)
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Tests start dozens of processes, and each would compile what it imports anew.
        kept["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    found = {f"VARIORUM_TEST_{e.name.upper()}": e.place for e in others if e.place}
    return {**kept, **found}


def _pytest(
    options: Options, database: Engine, environ: Mapping[str, str], folder: Path
) -> Outcome:
    note(f"== tests on {database.name}")
    report = folder / f"{database.name}.xml"
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.engine", "--doctest-modules"]
    # Files are handed out in the order that tests/plugins/pace.py gives them, the longest first.
    command += ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    command += [f"--junitxml={report}", *options.arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ))
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    outcome = read_outcome(report)
    if code not in (0, NO_TESTS_COLLECTED) and not outcome.failed:
        note(f"pytest itself ended with exit code {code}")
        return outcome.plus(Outcome(failed=1))
    return outcome


def _summarise(options: Options, found: Sequence[Engine], outcomes: Mapping[str, Outcome]) -> int:
    total = Outcome()
    for outcome in outcomes.values():
        total = total.plus(outcome)
    tell("\nEngines")
    for line in engine_lines(found, outcomes):
        tell(f"  {line}")
    failed_checks = [name for name in CHECKS if name in outcomes and outcomes[name].failed]
    if failed_checks:
        tell(f"These checks failed: {', '.join(failed_checks)}.")
    required = os.environ.get("VARIORUM_REQUIRE_ENGINES", "").replace(",", " ").split()
    missing = missing_engines(required, found, outcomes, whole=not options.arguments)
    if missing:
        tell(f"Required by VARIORUM_REQUIRE_ENGINES but left out: {', '.join(missing)}.")
    if total.skipped:
        tell(f"Skipped: {total.skipped}")
    failed = total.failed + len(missing)
    tell(f"Total: {total.passed} passed, {failed} failed")
    return 1 if failed or not total.passed else 0
