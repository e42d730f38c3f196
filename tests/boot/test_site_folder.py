"""The data folder, its lock and the port."""

import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from variorum_boot.environment import ROOT
from variorum_boot.say import Stop
from variorum_boot.site_folder import check_folder, check_port, data_folder, hold

pytestmark = pytest.mark.pure
Usage = namedtuple("Usage", "total used free")


def test_folder_is_var_unless_the_environment_names_one(tmp_path: Path) -> None:
    assert data_folder({}) == ROOT / "var"
    assert data_folder({"VARIORUM_DATA": ""}) == ROOT / "var"
    assert data_folder({"VARIORUM_DATA": str(tmp_path)}) == tmp_path


def test_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "var")
    assert (tmp_path / "a" / "var").stat().st_mode & 0o777 == 0o700
    check_folder(tmp_path / "a" / "var")


def test_folder_is_refused_when_a_file_is_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(Stop, match="cannot be a folder: set VARIORUM_DATA"):
        check_folder(tmp_path / "var")


def test_folder_is_refused_when_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(Stop, match=r"cannot be written \(Permission denied\)"):
        check_folder(tmp_path / "var")


def test_folder_is_refused_when_its_disk_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 7_000_000))
    with pytest.raises(Stop, match="has only 7 MB left and at least 200 MB are needed: make room"):
        check_folder(tmp_path / "var")


def test_lock_names_the_holder_when_a_site_runs_there(tmp_path: Path) -> None:
    first = hold(tmp_path)
    with pytest.raises(Stop, match=rf"already running on .* \(process {os.getpid()}\)"):
        hold(tmp_path)
    os.close(first)
    os.close(hold(tmp_path))


def test_lock_is_waited_for_when_its_holder_was_killed(tmp_path: Path) -> None:
    # What a killed site leaves: the lock still held for a moment, by none that is named.
    code = (
        "import fcntl, os, sys, time\n"
        "fd = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)\n"
        "fcntl.flock(fd, fcntl.LOCK_EX); print(flush=True); time.sleep(1.5)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "up.lock")], stdout=subprocess.PIPE
    ) as remains:
        assert remains.stdout is not None
        remains.stdout.readline()
        with pytest.raises(Stop):
            hold(tmp_path, patience=0.1)
        os.close(hold(tmp_path))


def test_port_is_refused_when_taken_and_free_again_afterwards() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} is taken: .* --port"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_host_is_refused_when_it_is_not_of_this_machine() -> None:
    with pytest.raises(Stop, match="choose another --host"):
        check_port("192.0.2.1", 8000)
