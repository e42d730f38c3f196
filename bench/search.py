"""Measure a search for a rare and a common word over 10,000 texts: 50 excerpts, beside Potato's.

python bench/search.py [--peers FOLDER] [--texts 10000] [--rounds 40]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from load import Answer, Connection, expect
from peers.potato import ADMIN_KEY, Potato
from sites import OurSite, Server

RARE, COMMON = "quincunx", "window"
SYLLABLES = "ba ce di fo gu ha ke li mo nu pa re si to vu wa xe yi zo".split()  # noqa: SIM905


def bodies(count: int, *, words: int = 300) -> list[str]:
    """Return invented texts: the rare word is in three of them, the common one in every second."""
    chance = random.Random(7)
    known = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(8000)]
    # As in any language, few words make most of a text.
    weights = [1 / (rank + 3) for rank in range(len(known))]
    made = []
    for number in range(count):
        body = chance.choices(known, weights, k=words)
        if number % 2:
            body[chance.randrange(words)] = COMMON
        if number in (count // 5, count // 2, count - 1):
            body[chance.randrange(words)] = RARE
        made.append(" ".join(body).capitalize() + ".")
    return made


def time_of(ask: Callable[[], object], rounds: int) -> list[float]:
    """Return the milliseconds of each of so many asks, after a few that do not count."""
    times = []
    for number in range(rounds + 3):
        began = time.perf_counter()
        ask()
        if number >= 3:
            times.append((time.perf_counter() - began) * 1000)
    return times


def found(answer: Answer) -> Answer:
    """Check that an answer has all the excerpts that it should."""
    told = expect(answer, 200).json()
    if not told["results"] or len(told["results"]) != min(50, told["count"]):
        raise RuntimeError(f"Variorum left something out: {answer.body[:200]!r}")
    return answer


def our_asks(site: OurSite, texts: list[str]) -> dict[str, Callable[[str], object]]:
    """Bring the texts in; return the ways of searching them."""
    lines = site.folder / "texts.jsonl"
    with lines.open("w") as file:
        for number, body in enumerate(texts):
            author = {"name": f"bench-{number % 20}"}
            line = {"kind": "story", "key": f"t{number}", "body": body, "author": author}
            file.write(json.dumps(line) + "\n")
    (api,) = site.people("searcher")
    site.command("import_texts", str(lines), "--collection", "Bench")
    site.rest(api)
    page = Connection(site.port, site.signed_in("searcher"))
    return {
        "Variorum": lambda q: found(api.send("GET", f"/api/v1/search/?q={q}")),
        "Variorum, whole texts": lambda q: expect(api.send("GET", f"/api/v1/texts/?q={q}"), 200),
        "Variorum, 10 whole texts": lambda q: expect(
            api.send("GET", f"/api/v1/texts/?q={q}&limit=10"), 200
        ),
        "Variorum, page": lambda q: expect(page.send("GET", f"/texts/?q={q}"), 200),
    }


def potato_asks(site: Potato) -> dict[str, Callable[[str], object]]:
    """Return Potato's way of searching."""
    connection = Connection(site.port, {"X-API-Key": ADMIN_KEY})

    def ask(q: str) -> object:
        answer = expect(connection.send("GET", f"/admin/api/search?q={q}"), 200)
        if not answer.json().get("count", len(answer.json().get("results", ()))):
            raise RuntimeError(f"Potato found nothing: {answer.body[:200]!r}")
        return answer

    return {"Potato": ask}


def main() -> None:
    """Start the sites, ask each in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, metavar="FOLDER")
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--port", type=int, default=8116)
    options = parser.parse_args()
    texts = bodies(options.texts)
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
        ours = OurSite(Path(name) / "ours", options.port)
        started: list[OurSite | Potato | Server] = [ours]
        try:
            ours.start()
            asks = our_asks(ours, texts)
            if options.peers:
                program = options.peers.resolve() / Potato.package / "bin" / Potato.program
                peer = Potato(program, Path(name) / "potato", options.port + 1, bodies=texts)
                started.append(peer)
                peer.start()
                asks |= potato_asks(peer)
            print_medians(asks, options.rounds)
        finally:
            for site in started:
                site.stop()


def print_medians(asks: dict[str, Callable[[str], object]], rounds: int) -> None:
    """Ask each for both words, in turns, and print the medians."""
    measured: dict[tuple[str, str], list[float]] = {}
    for _ in range(5):
        for name, ask in asks.items():
            for word in (RARE, COMMON):
                times = time_of(lambda ask=ask, word=word: ask(word), max(1, rounds // 5))  # type: ignore[misc]
                measured.setdefault((name, word), []).extend(times)
    print("| | rare word, ms | common word, ms |")
    print("|---|---|---|")
    for name in asks:
        rare, common = (statistics.median(measured[name, word]) for word in (RARE, COMMON))
        print(f"| {name} | {rare:.2f} | {common:.2f} |")


if __name__ == "__main__":
    main()
