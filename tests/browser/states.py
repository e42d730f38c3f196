"""Looking at a page again in each state that it is brought into."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

from tests.browser.access import axe_faults

WIDE: ViewportSize = {"width": 1400, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Looking:
    """A page, and what was found wrong with it so far, by the state it was in."""

    def __init__(self, page: Page, address: str = "") -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []

    def see(self, state: str, *, narrow: bool = False) -> None:
        """Look at the page as it stands, in light and in the dark, which may be a telephone's.

        Where its parts stand as when it was wide, only the colours are looked at again.
        """
        self._go_to_top()
        self._look(state)
        self.page.emulate_media(color_scheme="dark")
        if narrow:
            self.page.set_viewport_size(NARROW)
            self._go_to_top()
            self._look(f"{state}, narrow in the dark")
            self.page.set_viewport_size(WIDE)
        else:
            self._look(f"{state}, in the dark", "color-contrast")
        self.page.emulate_media(color_scheme="light")

    def _go_to_top(self) -> None:
        """Wait until all is laid out, and no head lies over a target somewhere on the way."""
        self.page.evaluate(
            """async () => {
                scrollTo(0, 0);
                for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame);
            }"""
        )

    def print(self, state: str) -> None:
        """Look at the page as it goes to paper."""
        self.page.emulate_media(media="print")
        self._look(f"{state}, on paper")
        self.page.emulate_media(media="screen")

    def open(self, path: str, *, narrow: bool = False) -> None:
        """Open an address and look, with all open that can be unfolded."""
        self.page.goto(self.address + path)
        self.page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        self.see(path, narrow=narrow)

    def send(self, form: str, *, narrow: bool = False, **values: str) -> None:
        """Send a form with these values, past what a browser itself asks for, and look."""
        fields = self.page.locator(form).last
        for name, value in values.items():
            fields.locator(f"[name$='{name}']").last.evaluate("(one, v) => (one.value = v)", value)
        with self.page.expect_navigation():
            fields.evaluate(
                """(form) => {
                    form.noValidate = true;
                    form.requestSubmit(form.querySelector("button:not([type=button])"));
                }"""
            )
        self.see(f"{form} sent, {self.page.url}", narrow=narrow)

    def _look(self, state: str, *rules: str) -> None:
        over = self.page.evaluate(OVERFLOW)
        if over > 0:
            self.faults.append(f"{state}: {over} pixels too wide")
        for found in axe_faults(self.page, *rules):
            where = [node["target"] for node in found["nodes"]]
            self.faults.append(f"{state}: {found['id']} at {where}")

    def found(self) -> str:
        return "\n".join(self.faults)
