"""The stamp of .venv, and the two locks."""

import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

from variorum_boot.environment import (
    ROOT,
    RUNTIME_LOCK,
    TEST_LOCK,
    UNFINISHED,
    Environment,
    is_inside,
    is_met_here,
    is_ready,
    pinned,
    stamp_for,
)

pytestmark = pytest.mark.pure


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """Return a checkout with two locks and a .venv that has an interpreter but no stamp."""
    env = Environment(root=tmp_path)
    env.python.parent.mkdir(parents=True)
    env.python.symlink_to(sys.executable)
    env.lock(RUNTIME_LOCK).write_text("django==5.2\n")
    env.lock(TEST_LOCK).write_text("django==5.2\npytest==9.1\n")
    return env


def test_environment_is_not_ready_when_there_is_no_stamp(env: Environment) -> None:
    assert not is_ready(env, RUNTIME_LOCK)


def test_environment_is_not_ready_when_set_up_was_interrupted(env: Environment) -> None:
    env.stamp.write_text(UNFINISHED)
    assert not is_ready(env, RUNTIME_LOCK)


def test_environment_serves_running_but_not_testing_when_made_for_running(env: Environment) -> None:
    env.stamp.write_text(stamp_for(env, RUNTIME_LOCK))
    assert is_ready(env, RUNTIME_LOCK)
    assert not is_ready(env, TEST_LOCK)


def test_environment_serves_both_when_made_for_testing(env: Environment) -> None:
    env.stamp.write_text(stamp_for(env, TEST_LOCK))
    assert is_ready(env, RUNTIME_LOCK)
    assert is_ready(env, TEST_LOCK)


def test_environment_is_stale_when_the_lock_changed(env: Environment) -> None:
    env.stamp.write_text(stamp_for(env, RUNTIME_LOCK))
    env.lock(RUNTIME_LOCK).write_text("django==5.2.1\n")
    assert not is_ready(env, RUNTIME_LOCK)


def test_environment_is_stale_when_the_interpreter_is_another(env: Environment) -> None:
    env.stamp.write_text(stamp_for(env, RUNTIME_LOCK))
    env.python.unlink()
    env.python.symlink_to("/bin/sh")
    assert not is_ready(env, RUNTIME_LOCK)
    env.python.unlink()
    env.python.symlink_to("/nowhere/python")
    assert not is_ready(env, RUNTIME_LOCK)


def test_inside_tells_this_interpreter_from_another(env: Environment) -> None:
    assert not is_inside(env)


def test_pins_are_read_without_what_only_some_platforms_need() -> None:
    text = (
        "amqp==5.4.2 \\\n    --hash=sha256:00\n    # via kombu\n"
        "tzdata==2026.6 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
        "celery[redis]==5.7.0 \\\n"
    )
    assert pinned(text) == {"amqp": "5.4.2", "celery": "5.7.0"}


def test_running_interpreter_meets_a_lock_when_it_has_each_version(env: Environment) -> None:
    env.lock(RUNTIME_LOCK).write_text(f"pytest=={metadata.version('pytest')}\n")
    assert is_met_here(env, RUNTIME_LOCK)
    env.lock(RUNTIME_LOCK).write_text("pytest==0.1\n")
    assert not is_met_here(env, RUNTIME_LOCK)
    env.lock(RUNTIME_LOCK).write_text("no-such-package==1.0\n")
    assert not is_met_here(env, RUNTIME_LOCK)


def test_test_lock_holds_everything_of_the_other_lock() -> None:
    locks = [pinned((ROOT / name).read_text()) for name in (RUNTIME_LOCK, TEST_LOCK)]
    assert locks[0].items() <= locks[1].items()


@pytest.mark.parametrize("name", [RUNTIME_LOCK, TEST_LOCK])
def test_lock_holds_no_address_and_a_hash_for_each_package(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|--extra", text)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert [b.splitlines()[0] for b in blocks if "==" in b and "--hash=sha256:" not in b] == []
