"""What the tests of the documentation share."""

from __future__ import annotations

import os
import shutil
import socket

import pytest

QUIET = ["--disable-quic", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Start the machine's own Chromium."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": shutil.which("chromium"), "args": QUIET + sandbox}


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
