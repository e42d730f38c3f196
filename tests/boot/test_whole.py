"""The real command, with the real web server, worker and scheduler."""

import os
import re
import signal
import time
import urllib.request

import pytest

from tests.boot.running import Site, free_port, processes

pytestmark = [pytest.mark.pure, pytest.mark.slow, pytest.mark.engine("filesystem")]


def test_site_starts_restarts_refuses_a_second_and_goes_on_after_a_kill(start) -> None:
    site = start("--no-sample")
    site.wait_for_address()
    before = site.children()
    assert set(before) == {"web", "worker", "scheduler"}

    for role, process in before.items():
        os.kill(process, signal.SIGKILL)
        site.wait_until(lambda role=role: site.children().get(role, before[role]) != before[role])
    site.wait_until(lambda: answers(site.port))
    assert site.said().count("was killed (SIGKILL); starting it again.") == 3

    second = Site(site.folder, free_port())
    assert second.process.wait(timeout=60) == 1
    assert re.fullmatch(r"Variorum is already running on .*\.\n", second.said())

    groups = set(site.children().values())
    site.process.kill()
    site.process.wait()
    third = start("--no-sample")
    third.wait_for_address()
    assert not groups & {group for _, _, group, _ in processes()}

    third.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert third.process.wait(timeout=20) == 0
    assert time.monotonic() - began < 10
    assert third.said().endswith("Stopped; `manage.py up` goes on from here.\n")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health/") as response:
            return response.status == 200
    except OSError:
        return False


def test_everything_written_is_for_the_owner_alone(start) -> None:
    site = start("--no-sample")
    site.wait_for_address()
    modes = {p: p.stat().st_mode & 0o077 for p in (site.folder, *site.folder.rglob("*"))}
    assert [path for path, mode in modes.items() if mode] == []
