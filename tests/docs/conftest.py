"""What the tests of the documentation share."""

from __future__ import annotations

import socket

import pytest

from tests.chromium import launching


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Start the machine's own Chromium."""
    return launching()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
