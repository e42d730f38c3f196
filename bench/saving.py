"""Measure how many annotations a second can be saved over HTTP, by one reviewer and by eight.

python bench/saving.py [--peers] [--rounds 3] [--seconds 5] [--port 8106]
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

sys.path.insert(0, str(Path(__file__).resolve().parent))

from load import Round, Writer, middle, run_round
from sites import OurSite

CROWDS = (1, 8)


class Site(Protocol):
    """What can be started, and written to by several people."""

    name: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def cpu(self) -> float: ...
    def writers(self, people: int) -> Sequence[Writer]: ...


def main() -> None:
    """Start every site, let each be written to in turn, round after round, and print a table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-saving-") as name:
        folder = Path(name)
        sites: list[Site] = [OurSite(folder / "ours", options.port, sessions=not options.token)]
        if options.peers:
            from peers import peers_installed

            sites += peers_installed(options.peers, folder, first_port=options.port + 1)
        with running(sites) as started:
            results = measure(started, rounds=options.rounds, seconds=options.seconds)
    print_table(results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--seconds", type=float, default=5, help="how long a round lasts (5)")
    parser.add_argument("--port", type=int, default=8106, help="ours; peers use the next (8106)")
    parser.add_argument("--token", action="store_true", help="write with a token, not a session")
    parser.add_argument(
        "--peers", type=Path, metavar="FOLDER", help="also the peers installed in this folder"
    )
    return parser.parse_args()


@contextlib.contextmanager
def running(sites: Sequence[Site]) -> Iterator[dict[str, tuple[Site, Sequence[Writer]]]]:
    """Start all sites; name each with its writers. One that does not start is said and left out."""
    with contextlib.ExitStack() as stack:
        found: dict[str, tuple[Site, Sequence[Writer]]] = {}
        for site in sites:
            stack.callback(site.stop)
            try:
                site.start()
                found[site.name] = site, site.writers(max(CROWDS))
            except (RuntimeError, OSError) as error:
                print(f"{site.name} is left out: {error}", file=sys.stderr)
                site.stop()
        yield found


def measure(
    sites: dict[str, tuple[Site, Sequence[Writer]]], *, rounds: int, seconds: float
) -> dict[tuple[str, int], Round]:
    """Return the median round of each site and crowd; sites take turns, so that noise is shared."""
    found: dict[tuple[str, int], list[Round]] = {}
    for crowd in CROWDS:
        for number in range(rounds):
            for name, (site, writers) in sites.items():
                done = run_round(writers[:crowd], seconds=seconds, cpu=site.cpu)
                found.setdefault((name, crowd), []).append(done)
                print(
                    f"{name}, {crowd} at once, round {number + 1}: {done.per_second:.0f}/s, "
                    f"p50 {done.p50:.1f} ms, p95 {done.p95:.1f} ms, "
                    f"CPU {done.cpu:.1f} ms a save",
                    file=sys.stderr,
                )
    return {key: middle(some) for key, some in found.items()}


def print_table(results: dict[tuple[str, int], Round]) -> None:
    """Print medians, and ours as a ratio of each peer's."""
    print("| | at once | saved/s | p50 ms | p95 ms | CPU ms | ours: saved/s | ours: p95 |")
    print("|---|---|---|---|---|---|---|---|")
    for (name, crowd), one in sorted(results.items(), key=lambda item: item[0][1]):
        ours = results["Variorum", crowd]
        rate, p95 = ours.per_second / one.per_second, ours.p95 / one.p95
        print(
            f"| {name} | {crowd} | {one.per_second:.0f} | {one.p50:.1f} | {one.p95:.1f} "
            f"| {one.cpu:.1f} | x {rate:.1f} | x {p95:.2f} |"
        )


if __name__ == "__main__":
    main()
