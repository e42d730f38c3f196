"""What axe has to say about a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Its own `run` puts half a megabyte of script into the page each time, and fetches every element
# that is in order: both take longer than the looking.
SCRIPT = Axe().axe_script
RUN = "async () => (await axe.run({ resultTypes: ['violations'] })).violations"


def axe_faults(page: Page) -> list[dict[str, Any]]:
    """Return what is hard to use in the page as it stands now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SCRIPT)
    return page.evaluate(RUN)
