"""Chromium as the machine has it, and how it is started for a test."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

# Chromium heeds the last list alone: this is playwright's own, and after it what we add.
FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # Each window started two processes to draw what hangs below an address bar nobody sees.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
QUIET = (
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(FEATURES)}",
)


def launching() -> dict[str, Any]:
    """Return what playwright is to start; where there is no browser, skip the test."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium was not found")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": path, "args": [*QUIET, *sandbox]}
