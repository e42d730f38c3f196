"""The summary of `manage.py test`."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from variorum_boot.engines import Engine
from variorum_boot.results import Outcome, engine_lines, missing_engines, read_outcome
from variorum_boot.suite import Part, ended_together, is_path, read_options, run_environment

pytestmark = pytest.mark.pure
REPORT = """<testsuites><testsuite>
<testcase name="a"><properties><property name="engine" value="redis"/></properties></testcase>
<testcase name="b"><properties><property name="engine" value="redis"/></properties>
  <failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped message="no"/></testcase>
<testcase name="e"/>
</testsuite></testsuites>"""
REDIS = Engine("redis", "redis://h", "the server of h")
RABBITMQ = Engine("rabbitmq", None, "nothing listens on port 5672")
FOUND = [Engine("sqlite", "embedded", ""), Engine("postgresql", None, "none"), REDIS, RABBITMQ]


def test_outcome_counts_each_test_once(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    outcome = read_outcome(report)
    assert (outcome.passed, outcome.failed, outcome.skipped) == (2, 2, 1)
    assert outcome.by_engine == {"redis": 1}


def test_outcome_is_nothing_when_no_report_was_written(tmp_path: Path) -> None:
    assert read_outcome(tmp_path / "report.xml") == Outcome()


def test_outcomes_add_up() -> None:
    total = Outcome(1, 2, 3, {"redis": 1}).plus(Outcome(10, 20, 30, {"redis": 1, "chromium": 4}))
    assert total == Outcome(11, 22, 33, {"redis": 2, "chromium": 4})


def test_table_tells_what_ran_and_what_was_not_found() -> None:
    lines = engine_lines(FOUND, {"sqlite": Outcome(7, 0, 0, {"filesystem": 2})})
    assert [line.split("  ")[0] for line in lines] == [
        "SQLite",
        "PostgreSQL",
        "Celery, embedded broker",
        "Celery over Redis",
        "Celery over RabbitMQ",
    ]
    assert "ran, 7 passed" in lines[0]
    assert "not found: none" in lines[1]
    assert "ran, 2 passed" in lines[2]
    assert "found, no test ran on it" in lines[3]
    assert "not found: nothing listens" in lines[4]


def test_required_engine_is_missing_when_not_found_or_unused_in_a_whole_run() -> None:
    outcomes = {"sqlite": Outcome(7, 0, 0, {})}
    required = ["redis", "rabbitmq"]
    assert missing_engines(required, FOUND, outcomes, whole=True) == ["redis", "rabbitmq"]
    assert missing_engines(required, FOUND, outcomes, whole=False) == ["rabbitmq"]
    used = {"sqlite": Outcome(7, 0, 0, {"redis": 1})}
    assert missing_engines(["redis"], FOUND, used, whole=True) == []


def test_required_engine_is_missing_when_its_name_is_unknown() -> None:
    assert missing_engines(["oracle"], FOUND, {}, whole=False) == ["oracle"]


def test_options_tell_paths_from_other_words() -> None:
    assert is_path(__file__)
    assert is_path(f"{__file__}::test_options_tell_paths_from_other_words")
    assert not is_path("-x")
    assert not is_path("no-such-file.py")
    assert read_options(["-k", "blind"]).has_path is False
    assert read_options(["-x", __file__]).has_path is True


def test_run_is_given_the_engines_that_were_found_and_no_others(tmp_path: Path) -> None:
    stale = {"VARIORUM_TEST_RABBITMQ": "amqp://stale", "HOME": "/h"}
    database = Engine("postgresql", "postgres://p", "")
    environ = run_environment(stale, database, [REDIS, RABBITMQ], tmp_path)
    assert environ == {
        "HOME": "/h",
        "VARIORUM_TEST_ENGINE": "postgresql",
        "VARIORUM_TEST_FOLDER": str(tmp_path / "postgresql"),
        "VARIORUM_TEST_DATABASE_URL": "postgres://p",
        "VARIORUM_TEST_REDIS": "redis://h",
    }


def test_run_keeps_bytecode_among_its_own_files_when_none_is_to_be_written(tmp_path: Path) -> None:
    environ = run_environment({"PYTHONDONTWRITEBYTECODE": "1"}, FOUND[0], [], tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in environ
    assert Path(environ["PYTHONPYCACHEPREFIX"]).parent == tmp_path


def test_all_parts_end_when_a_run_is_interrupted() -> None:
    wait = "print(flush=True); import time; time.sleep(60)"
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); " + wait
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for words in (wait, deaf)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    with pytest.raises(KeyboardInterrupt):
        _interrupt([Part("sqlite", processes[0]), Part("postgresql", processes[1])])
    # What was itself started deaf to interrupts hands that on to those it starts.
    assert processes[0].poll() is not None
    assert processes[1].poll() == -signal.SIGTERM
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()


def _interrupt(running: list[Part]) -> None:
    with ended_together(patience=2) as parts:
        parts += running
        raise KeyboardInterrupt
