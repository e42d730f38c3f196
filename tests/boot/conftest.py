"""A real site for the tests that look at it from outside."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.boot.running import Site, free_port


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that starts the site, each time on the same data folder."""
    sites: list[Site] = []

    def start(*arguments: str) -> Site:
        sites.append(Site(tmp_path / "var", free_port(), *arguments))
        return sites[-1]

    yield start
    for site in sites:
        site.process.terminate()
        site.process.wait(timeout=20)
