"""What the tests of the review page do again and again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from annotations.models import Review
from annotations.services.codebooks import create_motif
from annotations.services.reviewing import start_review
from tests import cast

STORY = (
    "The foundry had been a car park for eleven years, and Ilse could still hear how far it was "
    "from true.\n\nShe sold tickets now. The slot took coins of four sizes, and each had its own "
    "small word to say going down.\n\nThen the boy looked up, and said: yes."
)
SAVED = re.compile(r"^Saved \d\d:\d\d$")
SCALES = ("concreteness", "specificity", "actionability", "resonance")


def begin(lead: User, reader: User, body: str = STORY, **fields) -> Review:
    """Return a reading begun in a study of one text, with three motifs to tag."""
    made = cast.codebook(lead, "skill", "detail", name=f"Motifs for {reader.username}")
    create_motif(
        codebook=made,
        key="ack",
        name="Brief acknowledgement",
        definition="Somebody is seen, once, near the end.",
        by=lead,
    )
    language = fields.pop("language", "en")
    text = cast.add_text(body, by=lead, language=language)
    study = cast.study(lead, [text], reader, codebook=made, **fields)
    return start_review(study=study, text_id=text.pk, user=reader)[0]


def ready(page: Page) -> Page:
    """Wait until the page takes what the reader does."""
    expect(page.locator("[data-review][data-ready]")).to_be_attached()
    # What `pick` asks for is there also when the line is cut. It is no part of the page's own file.
    page.evaluate("import('/static/js/place.js').then(() => {})")
    return page


def pick(page: Page, words: str) -> None:
    """Select words as a touch screen does: the selection changes, and no mouse is there."""
    page.evaluate(
        """async (words) => {
            const { forgetNodes, select } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            forgetNodes(root);
            const start = root.textContent.indexOf(words);
            select(root, start, start + words.length);
        }""",
        words,
    )
    expect(page.locator("[data-toolbar]")).to_be_visible()


def tag(page: Page, words: str, motif: str) -> None:
    """Tag words with a motif by its button."""
    pick(page, words)
    page.locator(f"[data-toolbar] [data-motif={motif}]").click()


def drag(page: Page, start: int, end: int, *, alt: bool = False) -> None:
    """Drag the mouse from one place of the text to another, in UTF-16 units."""
    ends = page.evaluate(
        """async ([start, end]) => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const corner = (unit) => {
                const rect = rangeOf(root, unit, unit + 1).getClientRects()[0];
                return [rect.left + 1, rect.top + rect.height / 2];
            };
            return [corner(start), corner(end)];
        }""",
        [start, end],
    )
    if alt:
        page.keyboard.down("Alt")
    page.mouse.move(*ends[0])
    page.mouse.down()
    page.mouse.move(*ends[1], steps=4)
    page.mouse.up()
    if alt:
        page.keyboard.up("Alt")


def rate(page: Page, scale: str, point: int | str) -> None:
    page.locator(f"[data-scale={scale}] label:has(input[value='{point}'])").click()


def rate_all(page: Page, point: int = 3) -> None:
    for scale in SCALES:
        rate(page, scale, point)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def until(page: Page, code: str) -> None:
    """Wait until the code is true; `wait_for_function` evaluates words, which the CSP forbids."""
    for _ in range(200):
        if page.evaluate(code):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {code}")
