"""Measure the review page in Chromium against a plain `<pre>` of the same text.

python bench/review_page.py [--runs 5] [--words 60000] [--tags 1000]

The site runs as `manage.py up` runs it, on a temporary folder; texts and tags are made by the
services. Every figure is a median over runs in fresh pages of one browser; ratios are to the
`<pre>`, which comes from a server that does nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SMALL = (4_300, 200)
BROWSER = ["--disable-quic", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]
LONG_FRAME = 50

# Runs before the page's own scripts: when a selection became possible, and what is seen since.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("[data-review]");
  const now = () => (window.readyAt = performance.now());
  const done = () => requestAnimationFrame(() => setTimeout(now));
  if (!root) return done();
  new MutationObserver((_, seen) => {
    if (!("ready" in root.dataset)) return;
    seen.disconnect();
    done();
  }).observe(root, { attributes: true });
});
"""

SCROLL = """async (step) => {
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  const isOver = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  while (frames.length < 300 && !isOver()) {
    scrollBy({ top: step, behavior: "instant" });
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames;
}"""

# Middle of the text: select words there, and take the time until the toolbar is painted.
SELECT = """async (share) => {
  const { select } = await import("/static/js/place.js");
  const { keepInView } = await import("/static/js/caret.js");
  const root = document.querySelector("[data-text]");
  const bar = document.querySelector("[data-toolbar]");
  const start = root.textContent.indexOf(" ", Math.floor(root.textContent.length * share)) + 1;
  keepInView(root, start);
  await new Promise((done) => setTimeout(done, 400));
  const shown = new Promise((done) => {
    const seen = new MutationObserver(() => {
      if (bar.hidden) return;
      seen.disconnect();
      done(performance.now());
    });
    seen.observe(bar, { attributes: true });
  });
  const began = performance.now();
  select(root, start, start + 9);
  const at = await shown;
  await new Promise(requestAnimationFrame);
  const frame = await new Promise((done) => setTimeout(() => done(performance.now())));
  return [at - began, frame - began];
}"""

TAG = """async (key) => {
  const root = document.querySelector("[data-text]");
  const active = () => document.querySelector(".note--active")?.dataset.tag;
  const before = active();
  root.focus({ preventScroll: true });
  const began = performance.now();
  root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const at = performance.now();
  await new Promise(requestAnimationFrame);
  const frame = await new Promise((done) => setTimeout(() => done(performance.now())));
  if (!active() || active() === before) throw new Error("no tag was made");
  return [at - began, frame - began];
}"""

# A real mouse: the time from letting go to the toolbar, by the events' own clock.
LISTEN = """() => {
  const bar = document.querySelector("[data-toolbar]");
  window.answers = [];
  let up = 0;
  addEventListener("pointerup", (event) => (up = event.timeStamp), true);
  new MutationObserver(() => {
    if (!bar.hidden && up) window.answers.push(performance.now() - up);
    up = 0;
  }).observe(bar, { attributes: true });
}"""


@dataclass(frozen=True)
class Site:
    """Where the reading of a text is, what the text is, and who may open it."""

    name: str
    address: str
    path: str
    body: str
    cookie: str


def body_of(words: int) -> str:
    """Return paragraphs of made-up words, the same ones every time."""
    rng = random.Random(7)
    syllables = ("ta", "lor", "wen", "is", "ma", "dre", "qui", "no", "shu", "ve", "ran", "el")
    stock = ["".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3, 4)))) for _ in range(4000)]
    paragraphs, made = [], 0
    while made < words:
        sentences = []
        for _ in range(rng.randint(2, 9)):
            chosen = rng.choices(stock, k=min(rng.randint(4, 22), max(1, words - made)))
            made += len(chosen)
            sentences.append(" ".join(chosen).capitalize() + ".")
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def make_site(address: str, words: int, tags: int) -> Site:
    """Make text, study, reading and tags at the site."""
    from django.test import Client

    from accounts.models import User
    from annotations.services.reviewing import save_review, start_review
    from annotations.services.tagging import TagDraft
    from tests import cast

    name = f"bench{words}"
    lead = cast.person(f"{name}-lead", is_staff=True)
    reader: User = cast.person(name)
    body = body_of(words)
    text = cast.add_text(body, by=lead, language="en", collection=name)
    keys = [f"motif{number}" for number in range(12)]
    codebook = cast.codebook(lead, *keys, name=name)
    study = cast.study(lead, [text], reader, codebook=codebook, name=name)
    review, _ = start_review(study=study, text_id=text.pk, user=reader)
    rng = random.Random(11)
    drafts = {}
    while len(drafts) < tags:
        start = rng.randrange(len(body) - 300)
        end = start + rng.choice((12, 40, 40, 90, 250))
        motif = rng.choice(keys)
        note = "Said of these words alone." if rng.random() < 0.3 else ""
        drafts[motif, start, end] = TagDraft(motif=motif, start=start, end=end, note=note)
    save_review(review=review, by=reader, version=review.version, tags=list(drafts.values()))
    client = Client()
    client.force_login(reader)
    size = len(body.encode()) // 1000
    cookie = client.cookies["sessionid"].value
    title = f"{words:,} words ({size} kB), {tags:,} tags"
    return Site(title, address, f"/reviews/{review.pk}/", body, cookie)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def running_site(folder: str) -> Iterator[str]:
    """Run the site as anybody would, and end it by its own handle."""
    port = free_port()
    command = [sys.executable, "manage.py", "up", "--no-sample", "--port", str(port)]
    environ = {**os.environ, "VARIORUM_DATA": folder}
    site = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api/v1/health/", timeout=2).close()
                break
            if site.poll() is not None:
                raise SystemExit("The site did not start: try `python manage.py up`.")
            time.sleep(0.2)
        yield address
    finally:
        site.terminate()
        site.wait(timeout=60)


@contextlib.contextmanager
def plain_server(bodies: dict[str, str]) -> Iterator[str]:
    """Serve each text as a page that is nothing but a `<pre>` in the column of the review page."""
    style = "pre{white-space:pre-wrap;max-width:36rem;margin:0 auto;font:1.1875rem/1.68 serif}"

    class Plain(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = escape(bodies.get(self.path, ""))
            page = f"<!doctype html><meta charset=utf-8><style>{style}</style><pre>{body}</pre>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Plain)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def opened(browser: Any, address: str, cookie: str = "") -> Any:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    if cookie:
        host = "/".join(address.split("/")[:3])
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": host}])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address, wait_until="commit")
    page.evaluate(
        """async () => {
            for (let n = 0; !window.readyAt; n += 1) {
                if (n > 6000) throw new Error("the page takes no selection");
                await new Promise((on) => setTimeout(on, 10));
            }
        }"""
    )
    return page


def times_to_open(browser: Any, address: str, cookie: str, runs: int) -> dict[str, float]:
    """Return the medians of milliseconds to the answer's end and to the first selection."""
    found: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        page = opened(browser, address, cookie)
        found.append(
            page.evaluate(
                "[performance.getEntriesByType('navigation')[0].responseEnd, window.readyAt]"
            )
        )
        page.context.close()
    # The first one warms the site and the browser's caches of code.
    answers, ready = zip(*found[1:], strict=True)
    return {"answer": statistics.median(answers), "ready": statistics.median(ready)}


def scrolling(browser: Any, address: str, cookie: str) -> list[float]:
    page = opened(browser, address, cookie)
    page.wait_for_timeout(1500)
    frames = page.evaluate(SCROLL, 240)
    page.context.close()
    return frames


def mouse_answers(page: Any, times: int) -> list[float]:
    """Drag over words with the mouse; return the milliseconds until the toolbar was there."""
    page.evaluate(LISTEN)
    box = page.locator("[data-text]").bounding_box()
    x = box["x"] + 40
    for number in range(times):
        y = 260 + 32 * (number % 8)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 90 + 7 * number, y, steps=3)
        page.mouse.up()
        page.wait_for_timeout(150)
        page.keyboard.press("Escape")
        page.wait_for_timeout(50)
    return page.evaluate("window.answers")


def acts(browser: Any, address: str, cookie: str, runs: int) -> dict[str, list[float]]:
    """Return milliseconds from a selection to the toolbar and from a key to the tag on the page."""
    page = opened(browser, address, cookie)
    page.wait_for_timeout(1500)
    found: dict[str, list[float]] = {"select": [], "select_frame": [], "tag": [], "tag_frame": []}
    for run in range(runs):
        at, frame = page.evaluate(SELECT, (run + 0.5) / runs)
        found["select"].append(at)
        found["select_frame"].append(frame)
        at, frame = page.evaluate(TAG, str(run % 9 + 1))
        found["tag"].append(at)
        found["tag_frame"].append(frame)
    found["mouse"] = mouse_answers(page, runs)
    page.context.close()
    return found


def row(name: str, ours: str, plain: str = "", ratio: str = "") -> None:
    print(f"{name:<58} {ours:>16} {plain:>14} {ratio:>7}")


def show_open(ours: dict[str, float], plain: dict[str, float]) -> None:
    ratio = f"{ours['ready'] / plain['ready']:.1f}"
    row("first possible selection", *(f"{t['ready']:.0f} ms" for t in (ours, plain)), ratio)
    row("  of that, until the answer was there", *(f"{t['answer']:.0f} ms" for t in (ours, plain)))


def show_frames(ours: list[float], plain: list[float]) -> None:
    def long(frames: list[float]) -> str:
        return f"{sum(f > LONG_FRAME for f in frames)} of {len(frames)}"

    def at95(frames: list[float]) -> float:
        return statistics.quantiles(frames, n=20)[-1]

    row(f"frames over {LONG_FRAME} ms, of the first 300 scrolled", long(ours), long(plain))
    row("frame, 95th of 100", f"{at95(ours):.0f} ms", f"{at95(plain):.0f} ms")
    row("frame, longest", f"{max(ours):.0f} ms", f"{max(plain):.0f} ms")


def show_acts(found: dict[str, list[float]]) -> None:
    names = {
        "select": "selection changed to toolbar shown",
        "select_frame": "  and painted",
        "mouse": "mouse let go to toolbar shown",
        "tag": "key to tag in the page",
        "tag_frame": "  and painted",
    }
    for key, name in names.items():
        values = found[key]
        row(f"{name}, median (worst)", f"{statistics.median(values):.0f} ({max(values):.0f}) ms")


def measure(browser: Any, sites: list[Site], plain: str, runs: int) -> None:
    row("", "review page", "plain <pre>", "ratio")
    for site in sites:
        ours = times_to_open(browser, site.address + site.path, site.cookie, runs)
        print(site.name)
        show_open(ours, times_to_open(browser, plain + site.path, "", runs))
    big = sites[0]
    print(big.name)
    address = big.address + big.path
    show_frames(scrolling(browser, address, big.cookie), scrolling(browser, plain + big.path, ""))
    show_acts(acts(browser, address, big.cookie, max(runs, 10)))


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--tags", type=int, default=1_000)
    return parser.parse_args()


def main() -> None:
    """Start a site, make its texts, and print the table."""
    chosen = options()
    with tempfile.TemporaryDirectory(prefix="variorum-bench-") as folder:
        os.environ["VARIORUM_DATA"] = folder
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        with running_site(folder) as address:
            import django

            django.setup()
            wanted = ((chosen.words, chosen.tags), SMALL)
            compare([make_site(address, words, tags) for words, tags in wanted], chosen.runs)


def compare(sites: list[Site], runs: int) -> None:
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    bodies = {site.path: site.body for site in sites}
    with plain_server(bodies) as plain, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=BROWSER + sandbox
        )
        print(f"Chromium {browser.version}, load {os.getloadavg()[0]:.1f}")
        measure(browser, sites, plain, runs)
        browser.close()


if __name__ == "__main__":
    main()
