"""What the tests of the review page do again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from annotations.models import Motif, Review, Study, Tag
from annotations.services.codebooks import create_motif, update_motif
from annotations.services.reviewing import start_review
from corpus import jobs
from corpus.models import Job
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


def add_motifs(review: Review, *, by: User) -> None:
    """Add so many motifs that they are found by typing rather than by looking."""
    for number in range(9):
        create_motif(
            codebook=review.study.codebook,
            key=f"more{number}",
            name=f"Échec number {number}",
            definition="One of many.",
            by=by,
        )


def begin_suggested(lead: User, reader: User, suggestions: str = Study.Suggestions.SHOWN) -> Review:
    """Return a reading of a text in which two patterns match, three times."""
    made = cast.codebook(lead, "skill", "detail")
    update_motif(motif=made.motifs.get(key="skill"), by=lead, patterns=["slot", "coin"])
    update_motif(motif=made.motifs.get(key="detail"), by=lead, patterns=["ticket*"])
    text = cast.add_text(STORY, by=lead)
    study = cast.study(lead, [text], reader, codebook=made, suggestions=suggestions, blind=False)
    scan()
    return start_review(study=study, text_id=text.pk, user=reader)[0]


def scan_again(lead: User, **patterns: list[str]) -> None:
    """Look through the texts again after motifs have got other patterns."""
    for key, found in patterns.items():
        update_motif(motif=Motif.objects.get(key=key), by=lead, patterns=found)
    scan()


def scan() -> None:
    while job := Job.objects.filter(kind="suggest", state=Job.State.QUEUED).first():
        jobs.run(job.pk)


def opened(desk: Callable[..., Any], reader: User, review: Review, **options) -> Page:
    """Seat a reader at a reading; the options are the browser's."""
    return ready(desk(reader, **options).open(f"/reviews/{review.pk}/"))


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


def comment(page: Page) -> Locator:
    return page.locator("[data-field=comment]")


def focus_text(page: Page) -> None:
    page.locator("[data-text]").focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def until(page: Page, code: str) -> None:
    """Wait until the code is true; `wait_for_function` evaluates words, which the CSP forbids."""
    for _ in range(200):
        if page.evaluate(code):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {code}")


def quotes(review: Review) -> list[str]:
    rows = Tag.objects.filter(review=review).order_by("start", "end")
    assert all(row.quote == review.text.body[row.start : row.end] for row in rows if row.quote)
    return [row.quote for row in rows]


def corner(page: Page, unit: int) -> list[float]:
    return page.evaluate(
        """async (unit) => {
            const { rangeOf } = await import("/static/js/place.js");
            const root = document.querySelector("[data-text]");
            const rect = rangeOf(root, unit, unit + 1).getClientRects()[0];
            return [rect.left + 1, rect.top + rect.height / 2];
        }""",
        unit,
    )


def click(page: Page, words: str) -> None:
    page.mouse.click(*corner(page, units(page).index(words) + 1))


def units(page: Page) -> str:
    """Return the text as the page holds it; these tests point only where no pair comes before."""
    return page.evaluate("document.querySelector('[data-text]').textContent")
