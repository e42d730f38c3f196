"""Setting up, and what is said when the machine does not allow it."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from variorum_boot import setup
from variorum_boot.environment import RUNTIME_LOCK, TEST_LOCK, Environment, is_ready, stamp_for
from variorum_boot.say import Stop

pytestmark = pytest.mark.pure
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    env = Environment(root=tmp_path)
    for name in (RUNTIME_LOCK, TEST_LOCK):
        env.lock(name).write_text("")
    return env


@pytest.fixture
def lone_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip find no index, as without a network."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


def one_sentence(stop: pytest.ExceptionInfo[Stop]) -> str:
    text = str(stop.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert ". " not in text
    return text


def test_set_up_names_the_package_when_venv_is_missing(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name)
    )
    with pytest.raises(Stop) as stop:
        setup.set_up(env, RUNTIME_LOCK)
    assert "apt install python3-venv" in one_sentence(stop)


def test_set_up_says_so_when_the_folder_cannot_be_written(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(Stop) as stop:
        setup.set_up(env, RUNTIME_LOCK)
    assert "You may not write in" in one_sentence(stop)


def test_set_up_says_how_much_room_it_takes_when_the_disk_is_full(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 5_000_000))
    with pytest.raises(Stop) as stop:
        setup.set_up(env, RUNTIME_LOCK)
    assert "has 5 MB left" in one_sentence(stop)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("error: No space left on device (os error 28)", "is full"),
        ("error: Failed to fetch: dns error", "could not be installed (error: Failed to fetch"),
    ],
)
def test_set_up_tells_the_reason_when_the_installer_fails(
    env: Environment, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    installer = env.root / "installer"
    installer.write_text(f"#!/bin/sh\necho '{line}' >&2\nexit 2\n")
    installer.chmod(0o700)
    env.folder.mkdir()
    monkeypatch.setattr(setup, "_find_uv", lambda *_: None)
    monkeypatch.setattr(Environment, "python", property(lambda _: installer))
    with pytest.raises(Stop) as stop:
        setup.set_up(env, RUNTIME_LOCK)
    assert said in one_sentence(stop)
    assert env.stamp.read_text() == "unfinished"


def test_reason_is_the_line_that_names_the_error() -> None:
    lines = ["Collecting x", "ERROR: No matching distribution found for x==1.", "[notice] bye"]
    assert setup.reason(lines) == "ERROR: No matching distribution found for x==1"
    assert setup.reason([]) == ""


@pytest.mark.slow
@pytest.mark.usefixtures("lone_pip")
def test_set_up_builds_begins_anew_after_an_interruption_and_then_rests(env: Environment) -> None:
    env.folder.mkdir()
    env.stamp.write_text("unfinished")
    (env.folder / "half-made").write_text("")
    setup.set_up(env, RUNTIME_LOCK)
    assert not (env.folder / "half-made").exists()
    assert env.stamp.read_text() == stamp_for(env, RUNTIME_LOCK)
    assert is_ready(env, RUNTIME_LOCK)
    answer = subprocess.run(
        [env.python, "-c", "import sys; print(sys.prefix)"], capture_output=True
    )
    assert os.fsdecode(answer.stdout).strip() == str(env.folder)
    before = env.stamp.stat().st_mtime_ns
    setup.set_up(env, RUNTIME_LOCK)
    assert env.stamp.stat().st_mtime_ns == before


def test_set_up_waits_when_another_is_at_work(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    other = os.open(env.root, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)

    def finish_other() -> None:
        time.sleep(0.3)
        env.python.parent.mkdir(parents=True)
        env.python.symlink_to(sys.executable)
        env.stamp.write_text(stamp_for(env, RUNTIME_LOCK))
        os.close(other)

    thread = threading.Thread(target=finish_other)
    thread.start()
    setup.set_up(env, RUNTIME_LOCK)
    thread.join()
    assert "waiting for it to end" in capsys.readouterr().err
