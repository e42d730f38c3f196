"""What axe has to say about a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Its own `run` puts half a megabyte of script into the page each time, and fetches every element
# that is in order: both take longer than the looking.
SCRIPT = Axe().axe_script
# The size of targets (WCAG 2.2, AA) it looks at only when told to. A reference in a sentence may be
# as small as its line makes it.
SIZES = """() => axe.configure({
    rules: [{ id: "target-size", enabled: true, selector: "*:not(sup > a)" }],
})"""
# Of what axe leaves to be looked at, all counts but contrasts that it cannot compute.
RUN = """async (only) => {
    const found = await axe.run({
        resultTypes: ["violations", "incomplete"],
        preload: false,
        ...(only.length && { runOnly: { type: "rule", values: only } }),
    });
    const unsure = found.incomplete.filter(({ id }) => id !== "color-contrast");
    return [...found.violations, ...unsure];
}"""


def axe_faults(page: Page, *rules: str) -> list[dict[str, Any]]:
    """Return what is hard to use in the page as it stands now, by all rules or by these alone."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SCRIPT)
        page.evaluate(SIZES)
    return page.evaluate(RUN, list(rules))
