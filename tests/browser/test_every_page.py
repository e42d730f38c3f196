"""Every page that links lead to: none is broken, too wide, in the console's way, or hard to use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from accounts.models import User
from tests import cast
from tests.browser.access import axe_faults

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 360, "height": 740}
# A4 without its margins, in the pixels of a style sheet.
PAPER = {"width": 642, "height": 970}
# As many pages of one kind as differ in what they show.
OF_A_KIND = 2
PRESSED = """() => [...document.querySelectorAll(
    ".button, .actions, .pager, .twins, button:not(.note__head button, .whole button)"
)].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def walk(page: Page, address: str) -> Iterator[tuple[str, int]]:
    """Open the first page and all that links on pages lead to, a few of each kind."""
    kinds: Counter[str] = Counter()
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or kinds[kind] >= OF_A_KIND:
            continue
        kinds[kind] += 1
        response = page.goto(address + path)
        assert response is not None
        yield path, response.status
        for found in links_on(page):
            if found not in known:
                known.add(found)
                waiting.append(found)


def links_on(page: Page) -> list[str]:
    return page.locator("a[href]").evaluate_all(
        """(links) => links
            .filter((link) => link.origin === location.origin)
            .map((link) => link.pathname)"""
    )


def kind_of(path: str) -> str:
    """Return the name of the page's route; nothing for what is no page."""
    if path.endswith((".json", ".csv", ".bib")) or path.startswith("/api/v1/schema"):
        return ""
    try:
        return resolve(path).view_name
    except Resolver404:
        return f"nothing is at {path}"


def faults_of(page: Page, path: str, status: int) -> list[str]:
    """Return what is wrong with a page as it stands, wide in light and narrow in the dark."""
    faults = [f"{path}: answers {status}"] if status != 200 else []
    for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        over = page.evaluate(OVERFLOW)
        if over > 0:
            faults.append(f"{path}: {over} pixels too wide at {size['width']}")
        for found in axe_faults(page):
            where = found["nodes"][0]["target"]
            faults.append(f"{path}, {scheme}: {found['id']} at {where}")
    return faults + faults_on_paper(page, path)


def faults_on_paper(page: Page, path: str) -> list[str]:
    """Return what of a page would not fit on a sheet, or could only be pressed."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print", color_scheme="light")
    over, pressed = page.evaluate(OVERFLOW), page.evaluate(PRESSED)
    page.emulate_media(media="screen")
    faults = [f"{path}: {over} pixels too wide for paper"] if over > 0 else []
    return faults + [f"{path}: on paper there is {one}" for one in pressed]


def all_faults(desk, user: User) -> tuple[set[str], list[str]]:
    """Walk the site as somebody; return the kinds of pages seen, and what is wrong."""
    # Colours that are on their way are judged as they pass: none shall move.
    seat = desk(user, reduced_motion="reduce")
    kinds, faults = set(), []
    for path, status in walk(seat.page, seat.address):
        kinds.add(kind_of(path))
        faults += faults_of(seat.page, path, status)
    return kinds, faults


def test_no_page_of_the_sample_has_a_fault(desk):
    call_command("load_sample", verbosity=0)
    kinds, faults = all_faults(desk, User.objects.get(username="lead"))
    assert not faults, "\n".join(faults)
    assert kinds >= {"home", "text_detail", "study_detail", "codebook_detail", "report_detail"}


def test_no_page_of_an_empty_site_has_a_fault(desk):
    kinds, faults = all_faults(desk, cast.person("nora", is_staff=True))
    assert not faults, "\n".join(faults)
    assert kinds >= {"home", "text_list", "study_new", "import_list", "report_list"}
