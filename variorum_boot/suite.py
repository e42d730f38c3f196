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
Set up if need be, then run lint, format, types and every test, on SQLite and on PostgreSQL,
all side by side. What SQLite has to say is seen at once, the rest when it is over.

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


@dataclass(frozen=True)
class Part:
    """One of what runs side by side; where its output is kept, it is told when the part is over."""

    name: str
    process: subprocess.Popen[bytes]
    kept: Path | None = None


def run(options: Options) -> int:
    """Run the checks and tests, print the summary, and return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    brokers = [engines.redis(os.environ), engines.rabbitmq(os.environ)]
    others = [*brokers, engines.chromium(os.environ)]
    with _scratch_folder() as folder, engines.postgresql(os.environ) as postgres:
        found = [Engine("sqlite", "embedded", "embedded"), postgres]
        outcomes = {}
        with ended_together() as parts:
            for database in found:
                if database.place:
                    environ = run_environment(os.environ, database, others, folder)
                    parts.append(_begin_tests(options, database, environ, folder))
            if not options.has_path:
                parts += [_begin_check(name, folder) for name in CHECKS]
            # Checks are over soon, and what they found is told first.
            for part in sorted(parts, key=lambda part: part.name not in CHECKS):
                outcomes[part.name] = _await(part, folder)
    return _summarise(options, [*found, *others], outcomes)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def ended_together(patience: float = 30) -> Iterator[list[Part]]:
    """Collect what runs side by side; when interrupted, have all of it end in its own way.

    What was started where interrupts are ignored ignores them as well, and is terminated.
    """
    parts: list[Part] = []
    try:
        yield parts
    except BaseException:
        running = [part.process for part in parts if part.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGINT)
        for process in running:
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.wait()
        raise


def _begin(
    name: str, command: Sequence[str], environ: Mapping[str, str], kept: Path | None
) -> Part:
    if kept is None:
        return Part(name, subprocess.Popen(command, cwd=ROOT, env=dict(environ)))
    with kept.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environ), stdout=output, stderr=subprocess.STDOUT
        )
    return Part(name, process, kept)


def _begin_check(name: str, folder: Path) -> Part:
    # The type checker loads the settings, which are to write nothing into a site's own folder.
    environ = {**os.environ, "VARIORUM_DATA": str(folder / "checks")}
    command = [sys.executable, "-m", *CHECKS[name]]
    return _begin(name, command, environ, folder / f"{name}.txt")


def _await(part: Part, folder: Path) -> Outcome:
    """Wait until a part is over, tell what it said, and count what came of it."""
    code = part.process.wait()
    if part.kept is not None:
        note(f"\n== {part.name}: {' '.join(CHECKS.get(part.name, ('tests',)))}")
        tell(part.kept.read_text("utf-8", "replace").rstrip("\n"))
    if part.name in CHECKS:
        return Outcome(failed=1) if code else Outcome(passed=1)
    outcome = read_outcome(folder / f"{part.name}.xml")
    if code not in (0, NO_TESTS_COLLECTED) and not outcome.failed:
        note(f"pytest itself ended with exit code {code}")
        return outcome.plus(Outcome(failed=1))
    return outcome


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


def _begin_tests(
    options: Options, database: Engine, environ: Mapping[str, str], folder: Path
) -> Part:
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins.engine", "--doctest-modules"]
    # Files are handed out in the order that tests/plugins/pace.py gives them, the longest first.
    command += ["-n", str(workers(database.name)), "--dist", "loadfile", "--no-loadscope-reorder"]
    command += [f"--junitxml={folder / database.name}.xml", *options.arguments]
    if database.name == "sqlite":
        note(f"== tests on {database.name}; what runs beside them is told after")
        return _begin(database.name, command, environ, None)
    # It has what the first leaves of the processors.
    command = ["nice", "-n", "5", *command]
    return _begin(database.name, command, environ, folder / f"{database.name}.txt")


def workers(engine: str) -> int:
    """Return how many processes share the tests of an engine: one for each core, within reason.

    SQLite has one more: tests that wait for a browser or a site run there alone, and a core would
    wait with them once the other engine is done.
    """
    cores = max(os.cpu_count() or 1, 2)
    return min(cores + 1 if engine == "sqlite" else cores, 8)


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
