"""Measure how long a text of 25 kB with 200 tags takes to open, until words can be tagged.

python bench/opening.py [--peers FOLDER] [--rounds 5]

Taken is the time from the navigation, with a warm cache, to the first frame in which the page
takes a selection: of ours when it says it is ready (`data-ready`), of Label Studio when all 200
tags are in the document, of doccano when the first lines are. The page itself looks, once a
frame: whoever looks from outside waits for the browser to answer, and measures that too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from load import Connection, expect
from peers import PEERS
from peers.doccano import Doccano
from peers.label_studio import USER, LabelStudio, result
from sites import MOTIFS, PASSWORD, OurSite, story

SIZE, TAGS = 25_000, 200
BODY = story(SIZE)
PLACES = [(number * 120, number * 120 + 30) for number in range(TAGS)]


@dataclass(frozen=True)
class Opening:
    """A page to open, and what is there when words can be tagged."""

    name: str
    address: str
    there: str
    count: int
    sign_in: Callable[[Any], None]


def ours(site: OurSite) -> Opening:
    """Return our review page with 200 tags."""
    site.start()
    (writer,) = site.writers(1, characters=SIZE)
    tags = [
        {"motif": MOTIFS[number % 3], "start": start, "end": end}
        for number, (start, end) in enumerate(PLACES)
    ]
    address = f"http://localhost:{site.port}"
    connection = Connection(site.port, writer.headers)
    path = f"/api/v1/reviews/{writer.review}/"
    expect(connection.send("PATCH", path, {"tags": tags}), 200)

    def sign_in(page: Any) -> None:
        page.goto(f"{address}/accounts/login/")
        page.fill("[name=login]", "reader0")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)

    there = "[data-review][data-ready]"
    return Opening("Variorum", f"{address}/reviews/{writer.review}/", there, 1, sign_in)


def label_studio(site: LabelStudio) -> Opening:
    """Return its labelling page of a task whose annotation has 200 regions."""
    site.start()
    (task,) = site.tasks([BODY])
    connection = Connection(site.port, site.headers)
    sent = {"result": result(BODY, PLACES, 3)}
    expect(connection.send("POST", f"/api/tasks/{task}/annotations/", sent), 201)
    address = f"http://localhost:{site.port}"

    def sign_in(page: Any) -> None:
        page.goto(f"{address}/user/login/")
        page.fill("[name=email]", USER)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)

    there = "[class*=htx-highlight]"
    path = f"/projects/{site.project}/data?task={task}"
    return Opening(site.name, address + path, there, TAGS, sign_in)


def doccano(site: Doccano) -> Opening:
    """Return its page of a text with 200 spans."""
    site.start()
    lead = site.lead()
    project, labels = site.project(lead)
    # doccano marks spans within a line, and a paragraph of ours is one.
    example = site.example(lead, project, BODY.replace("\n", " "))
    for number, (start, end) in enumerate(PLACES):
        label = labels[number % len(labels)]
        sent = {"start_offset": start, "end_offset": end, "label": label, "prob": 0}
        path = f"/v1/projects/{project}/examples/{example}/spans"
        expect(lead.send("POST", path, sent), 201)
    address = f"http://localhost:{site.port}"

    def sign_in(page: Any) -> None:
        page.goto(f"{address}/auth")
        page.fill("input[name=username]", "bench")
        page.fill("input[type=password]", PASSWORD)
        page.press("input[type=password]", "Enter")
        page.wait_for_url(lambda url: "auth" not in url)

    # Its lines are drawn as one comes to them: those in view are taken as enough.
    path = f"/projects/{project}/sequence-labeling?page=1"
    return Opening(site.name, address + path, "svg g text tspan, svg text", 1, sign_in)


@contextmanager
def browser() -> Iterator[Any]:
    """Start Chromium as the browser tests do."""
    from playwright.sync_api import sync_playwright

    options = ["--disable-quic", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]
    options += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        started = playwright.chromium.launch(executable_path=program, args=options)
        try:
            yield started
        finally:
            started.close()


# Runs in every page before anything of its own.
WATCH = """(() => {
  const look = () => {
    if (document.querySelectorAll(THERE).length >= COUNT) window.benchReady = performance.now();
    else requestAnimationFrame(look);
  };
  look();
})()"""


def watched(page: Any, opening: Opening) -> Any:
    """Return the page, which from now on notes when what is looked for is there."""
    there = json.dumps(opening.there)
    page.add_init_script(WATCH.replace("THERE", there).replace("COUNT", str(opening.count)))
    return page


def open_once(page: Any, opening: Opening) -> float:
    """Return the milliseconds from the navigation until words can be tagged."""
    page.goto("about:blank")
    page.goto(opening.address, wait_until="commit")
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if found := page.evaluate("window.benchReady"):
            return float(found)
    raise RuntimeError(f"{opening.name} was not ready")


def measure(openings: list[Opening], rounds: int) -> dict[str, list[float]]:
    """Open every page in turn, round after round; the first round warms the cache."""
    found: dict[str, list[float]] = {}
    with browser() as chromium:
        pages = {}
        for opening in openings:
            page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
            try:
                opening.sign_in(page)
                open_once(watched(page, opening), opening)
                pages[opening.name] = page
            except Exception as error:
                print(f"{opening.name} is left out: {str(error)[:300]}", file=sys.stderr)
                page.screenshot(path=f"{tempfile.gettempdir()}/bench-{opening.name}.png")
        for _ in range(rounds):
            for opening in openings:
                if opening.name in pages:
                    taken = open_once(pages[opening.name], opening)
                    found.setdefault(opening.name, []).append(taken)
    return found


def main() -> None:
    """Start the sites, open the pages, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=8126)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-opening-") as name, ExitStack() as stack:
        folder = Path(name)
        site = OurSite(folder / "ours", options.port)
        stack.callback(site.stop)
        openings = [ours(site)]
        ways: dict[type, Callable[[Any], Opening]] = {LabelStudio: label_studio, Doccano: doccano}
        for number, kind in enumerate(PEERS if options.peers else ()):
            program = options.peers.resolve() / kind.package / "bin" / kind.program
            if kind not in ways or not program.exists():
                continue
            peer = kind(program, folder / kind.package, options.port + 1 + number)
            stack.callback(peer.stop)
            try:
                openings.append(ways[kind](peer))
            except (RuntimeError, OSError) as error:
                print(f"{kind.name} is left out: {error}", file=sys.stderr)
        found = measure(openings, options.rounds)
    print("| | until words can be tagged, ms | ours |")
    print("|---|---|---|")
    mine = statistics.median(found["Variorum"])
    for name, times in found.items():
        print(
            f"| {name} | {statistics.median(times):.0f} | x {mine / statistics.median(times):.2f} |"
        )


if __name__ == "__main__":
    main()
