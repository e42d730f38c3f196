"""Count what test runs reported, by engine."""

import collections
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from variorum_boot.engines import Engine

# How an engine is called in the table; tests/plugins/engine.py notes the names on the left.
TITLES = {
    "sqlite": "SQLite",
    "postgresql": "PostgreSQL",
    "filesystem": "Celery, embedded broker",
    "redis": "Celery over Redis",
    "rabbitmq": "Celery over RabbitMQ",
    "chromium": "Chromium",
}
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Outcome:
    """Numbers of tests, and of those passed by the engine they used."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    by_engine: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Outcome") -> "Outcome":
        """Add the numbers of another run."""
        return Outcome(
            passed=self.passed + other.passed,
            failed=self.failed + other.failed,
            skipped=self.skipped + other.skipped,
            by_engine=collections.Counter(self.by_engine) + collections.Counter(other.by_engine),
        )


def read_outcome(report: Path) -> Outcome:
    """Read a JUnit report; nothing is counted where a run ended before writing one."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (FileNotFoundError, ElementTree.ParseError):
        return Outcome()
    states = [_state(case) for case in cases]
    used = collections.Counter(
        str(entry.get("value"))
        for case, state in zip(cases, states, strict=True)
        if state == "passed"
        for entry in case.iter("property")
        if entry.get("name") == "engine"
    )
    count = collections.Counter(states)
    return Outcome(count["passed"], count["failed"], count["skipped"], used)


def _state(case: ElementTree.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def tests_on(name: str, outcomes: Mapping[str, Outcome]) -> int:
    """Return how many tests passed on an engine."""
    if name in DATABASES:
        return outcomes.get(name, Outcome()).passed
    return sum(outcome.by_engine.get(name, 0) for outcome in outcomes.values())


def engine_lines(found: Sequence[Engine], outcomes: Mapping[str, Outcome]) -> list[str]:
    """Return the table of engines: what ran where, and what was not found."""
    embedded = Engine("filesystem", "embedded", "embedded")
    return [_engine_line(engine, outcomes) for engine in (*found[:2], embedded, *found[2:])]


def _engine_line(engine: Engine, outcomes: Mapping[str, Outcome]) -> str:
    title = f"{TITLES[engine.name]:<26}"
    if engine.place is None:
        return f"{title}not found: {engine.note}"
    passed = tests_on(engine.name, outcomes)
    result = f"ran, {passed} passed" if passed else "found, no test ran on it"
    return f"{title}{result:<28}{engine.note}"


def missing_engines(
    required: Sequence[str],
    found: Sequence[Engine],
    outcomes: Mapping[str, Outcome],
    *,
    whole: bool,
) -> list[str]:
    """Return the required engines that were not found or, in a whole run, had no test pass."""
    places = {engine.name: engine.place for engine in found}
    return [
        name
        for name in required
        if not places.get(name) or (whole and not tests_on(name, outcomes))
    ]
