"""The tutorial's steps, done in order on a site that its own first command starts."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.docs.browsing import Reader
from tests.docs.guide import (
    Block,
    Command,
    Exchange,
    blocks_of,
    commands_of,
    examples_of,
    exchange_of,
    holds,
    matches_output,
)
from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

pytestmark = [
    pytest.mark.pure,
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.engine("filesystem"),
]
TUTORIAL = ROOT / "docs" / "tutorial.md"
API = ROOT / "docs" / "api.md"
PRINTED_ADDRESS = "http://127.0.0.1:8000"
START_SECONDS = 180


class Walk:
    """One reader's way through the page: a folder, a site, and what was kept on the way."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        kept = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
        self.environ = {**kept, "VARIORUM_DATA": str(folder / "var")}
        self.log = folder / "up.log"
        self.site: subprocess.Popen[bytes] | None = None
        self.reader: Reader | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, block: Block) -> None:
        """Do the steps of one block."""
        if block.kind == "jsonl":
            (self.folder / block.name).write_text(block.body, encoding="utf-8")
        elif block.kind == "http":
            self.ask(exchange_of(block))
        elif block.kind == "console" and block.body.startswith("^C"):
            self.end(block.body.removeprefix("^C").strip())
        elif block.kind == "console":
            for command in commands_of(block):
                self.type(command)
        else:
            assert self.reader is not None
            for line in block.body.strip().splitlines():
                self.reader.follow(line)

    def type(self, command: Command) -> None:
        """Type one command, and compare what it prints."""
        program, script, *arguments = shlex.split(command.words)
        assert (program, script) == ("python3", "manage.py"), command.words
        words = [sys.executable, str(ROOT / "manage.py"), *arguments]
        if arguments[0] == "up":
            printed = self.start(words)
        else:
            done = subprocess.run(
                words,
                cwd=self.folder,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                check=False,
            )
            printed = done.stdout
        assert matches_output(command.output, printed), f"{command.words} printed:\n{printed}"

    def start(self, words: list[str]) -> str:
        """Start the site on a port of its own, and return what it said as if on the usual one."""
        with self.log.open("wb") as output:
            self.site = subprocess.Popen(
                [*words, "--port", str(self.port)],
                cwd=self.folder,
                env=self.environ,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C ends it." not in self.said():
            assert self.site.poll() is None, f"ended early:\n{self.said()}"
            assert time.monotonic() < deadline, f"waited in vain:\n{self.said()}"
            time.sleep(0.2)
        return self.said().replace(self.address, PRINTED_ADDRESS)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def end(self, expected: str) -> None:
        """End the site as Ctrl-C does."""
        assert self.site is not None
        self.site.send_signal(signal.SIGINT)
        assert self.site.wait(timeout=30) == 0
        assert matches_output(expected, self.said())

    def ask(self, exchange: Exchange) -> None:
        """Send one request, and compare the answer with the part of it that the page shows."""
        assert self.reader is not None
        kept = self.reader.kept
        request = urllib.request.Request(
            self.address + filled(exchange.path, kept),
            method=exchange.method,
            data=filled(exchange.body, kept).encode() or None,
            headers={name: filled(value, kept) for name, value in exchange.headers.items()},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                status, text = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        assert status == exchange.status, text[:1000]
        if exchange.answer:
            part = json.loads(filled(exchange.answer, kept))
            assert holds(json.loads(text), part), f"{exchange.path} answered:\n{text[:3000]}"

    def run_examples(self, page: Path) -> dict[str, Any]:
        """Run the Python of a page with the token that was kept; return what it leaves behind."""
        assert self.reader is not None
        names: dict[str, Any] = {"TOKEN": self.reader.kept["token"]}
        for number, body in enumerate(examples_of(page)):
            here = body.replace(PRINTED_ADDRESS, self.address)
            exec(compile(here, f"{page.name}, example {number + 1}", "exec"), names)
        return names

    def passwords(self) -> dict[str, str]:
        lines = (self.folder / "var" / "sample-signins.txt").read_text().splitlines()
        return dict(line.split("\t") for line in lines if line)

    def stop(self) -> None:
        if self.site is not None and self.site.poll() is None:
            self.site.terminate()
            self.site.wait(timeout=30)


def filled(text: str, kept: dict[str, str]) -> str:
    """Put what was kept in the place of its name in braces."""
    return re.sub(r"\{(\w+)\}", lambda match: kept[match[1]], text)


@pytest.fixture
def walk(tmp_path: Path, free_port: int) -> Iterator[Walk]:
    made = Walk(tmp_path, free_port)
    yield made
    made.stop()


def test_tutorial_and_examples_do_what_they_say_when_followed(walk: Walk, browser: Browser):
    complaints: list[str] = []
    examples: dict[str, Any] = {}
    for block in blocks_of(TUTORIAL):
        try:
            walk.run(block)
        except Exception as error:
            error.add_note(f"in the {block.kind} block at line {block.line} of docs/tutorial.md")
            raise
        if walk.site is not None and walk.reader is None:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            walk.reader = Reader(context, page, walk.address, walk.passwords())
        if walk.reader and "token" in walk.reader.kept and not examples:
            examples = walk.run_examples(API)
    assert complaints == []
    assert len(examples["tags"]) > 1
    assert [result["key"] for result in examples["figure"]["results"]] == ["whisper*"]


def test_tutorial_names_no_step_that_is_not_done():
    kinds = {block.kind for block in blocks_of(TUTORIAL)}
    assert kinds == {"console", "browser", "http", "jsonl"}
