"""Work is not lost: a worker is killed in the middle of an import and of an analysis."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable

import pytest
import requests

from tests.boot.running import Site
from tests.migrated import begin_site

pytestmark = [pytest.mark.pure, pytest.mark.slow, pytest.mark.engine("filesystem")]
LINES = 2500
WAIT_SECONDS = 240


@pytest.fixture
def token(start, tmp_path) -> tuple[Site, dict[str, str]]:
    """Return a running site and what an editor signs requests to it with."""
    begin_site(tmp_path / "var")
    site = start("--no-sample")
    site.wait_for_address()
    site.manage("create_user", "ada", "--editor")
    return site, {"Authorization": f"Token {site.manage('create_api_token', 'ada')}"}


def test_kill_nine_of_the_worker_loses_and_doubles_nothing(token):
    site, headers = token
    api = f"http://127.0.0.1:{site.port}/api/v1"
    sent = requests.post(
        f"{api}/imports/", files={"file": ("many.jsonl", _lines())}, headers=headers, timeout=60
    )
    assert sent.status_code == 202, sent.text
    where = f"{api}/imports/{sent.json()['id']}/"

    def state() -> dict:
        return requests.get(where, headers=headers, timeout=60).json()

    site.wait_until(lambda: state()["rows_total"] > 0)
    first = _kill_worker(site)
    _wait(lambda: state()["state"] == "finished")
    done = state()
    assert (done["rows_added"], done["rows_unchanged"]) == (LINES, 0)
    assert [(e["line"], e["field"]) for e in done["errors"]] == [(LINES + 1, "author.name")]
    assert site.children()["worker"] != first

    _wait(lambda: 0 < _count(site, "corpus_textanalysis") < LINES)
    _kill_worker(site)
    _wait(lambda: _count(site, "corpus_textanalysis") == LINES)
    _wait(lambda: not _count(site, "corpus_job WHERE state IN ('queued', 'running')"))
    assert _count(site, "corpus_text") == LINES
    assert _count(site, "corpus_job WHERE state = 'failed'") == 0
    assert _count(site, "corpus_textanalysis WHERE state = 'failed'") == 0


def _lines() -> bytes:
    rows = [
        {
            "kind": "story",
            "key": f"n{number}",
            "body": f"Story {number}. "
            + "The lamp outside the bakery hummed a quarter flat. " * 30,
            "author": {"name": f"quill-{number % 5}", "family": "quill"},
            "prompt": {"text": f"Prompt {number % 40}"},
        }
        for number in range(LINES)
    ]
    rows.append({"kind": "story", "body": "Nobody wrote this."})
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _kill_worker(site: Site) -> int:
    worker = site.children()["worker"]
    os.kill(worker, signal.SIGKILL)
    site.wait_until(lambda: site.children().get("worker", worker) != worker)
    return worker


def _count(site: Site, what: str) -> int:
    with sqlite3.connect(f"file:{site.folder / 'variorum.sqlite3'}?mode=ro", uri=True) as database:
        return database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


def _wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
