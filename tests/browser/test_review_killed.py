"""The server is killed in mid-sentence: nothing is lost, nothing doubled, all in order."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.boot.running import Site, free_port
from tests.browser.conftest import Desk, listen
from tests.browser.review_room import SAVED, STORY, comment, ready, tag
from tests.migrated import begin_site
from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pure,
    pytest.mark.slow,
    pytest.mark.engine("filesystem"),
]
FIRST = "The slot has a word for every coin, "
SECOND = "and the boy has one for her."
PASSWORD = "correct-horse-battery"
# The supervisor starts the web process again, and the page asks again less and less often.
PATIENCE_MS = 90_000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    begin_site(tmp_path / "var")
    running = Site(tmp_path / "var", free_port(), "--no-sample")
    running.wait_for_address()
    yield running
    running.process.terminate()
    running.process.wait(timeout=30)


@pytest.fixture
def page(site, browser: Browser) -> Iterator[Page]:
    """Return the review page of a study that was made over REST, signed in by the form."""
    review = _review(site)
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    desk = Desk(context, context.new_page(), f"http://127.0.0.1:{site.port}")
    listen(desk)
    page = desk.open("/accounts/login/")
    page.get_by_label("Username").fill("ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    yield ready(desk.open(f"/reviews/{review}/"))
    context.close()
    assert desk.complaints == []


def _person(site: Site, *arguments: str) -> None:
    environ = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "create_user", *arguments, "--password-stdin"],
        env={**environ, "VARIORUM_DATA": str(site.folder)},
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )


def _review(site: Site) -> int:
    _person(site, "ada", "--editor")
    _person(site, "ben")

    def post(who: str, path: str, body: dict) -> dict:
        answer = requests.post(
            f"http://127.0.0.1:{site.port}/api/v1/{path}",
            json=body,
            headers={"Authorization": f"Token {tokens[who]}"},
            timeout=60,
        )
        assert answer.ok, answer.text
        return answer.json()

    tokens = {who: site.manage("create_api_token", who) for who in ("ada", "ben")}
    line = {"kind": "story", "body": STORY, "author": {"name": "quill-1", "family": "quill"}}
    text = post("ada", "texts/", {**line, "collection": "Trial"})
    study = post("ada", "studies/", {"name": "Slots"})
    motif = {"codebook": study["codebook"], "key": "skill", "name": "Skill", "definition": "Some."}
    post("ada", "motifs/", motif)
    here = f"studies/{study['id']}"
    post("ada", f"{here}/texts/", {"texts": [text["id"]]})
    post("ada", f"{here}/members/", {"username": "ben", "role": "reviewer"})
    post("ada", f"{here}/open/", {"accept_names": True})
    return post("ben", "reviews/", {"study": study["id"], "text": text["id"]})["id"]


def kill_web(site: Site) -> None:
    site.wait_until(lambda: "web" in site.children())
    os.kill(site.children()["web"], signal.SIGKILL)


def rows(site: Site, query: str) -> list[tuple]:
    with sqlite3.connect(site.folder / "variorum.sqlite3") as database:
        return database.execute(query).fetchall()


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=PATIENCE_MS)


def assert_once_and_in_order(site: Site) -> None:
    """Every write is one version and one event, from the second on, none twice."""
    [(version, writes)] = rows(site, "SELECT version, recent_writes FROM annotations_review")
    logged = rows(site, "SELECT data FROM corpus_event WHERE verb = 'review_saved' ORDER BY id")
    assert [json.loads(data)["version"] for (data,) in logged] == list(range(2, version + 1))
    ids = json.loads(writes)
    assert len(set(ids)) == len(ids) == version - 1


def test_sentence_is_whole_when_the_server_is_killed_in_its_middle(site, page):
    comment(page).press_sequentially(FIRST, delay=40)
    tag(page, "car park", "skill")
    kill_web(site)
    comment(page).press_sequentially(SECOND, delay=40)
    page.locator(".note textarea").fill("Once only.")
    saved(page)
    [(words,)] = rows(site, "SELECT comment FROM annotations_review")
    assert words == FIRST + SECOND
    assert rows(site, "SELECT quote, note FROM annotations_tag") == [("car park", "Once only.")]
    assert_once_and_in_order(site)
