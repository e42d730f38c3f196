"""Chromium as the machine has it, signed in as one of the cast."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page

from accounts.models import User
from annotations.models import Review
from tests.browser.review_room import begin, opened
from tests.chromium import launching

# playwright's loop makes Django take tests that drive a browser for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Start the machine's own Chromium."""
    return launching()


@pytest.fixture(scope="session", autouse=True)
def collected_folder() -> None:
    """Make the folder of collected files, empty as in a clone: the server warns without it."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@dataclass
class Desk:
    """A signed-in browser: its context, its page, and what the console said."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def desk(browser, live_server) -> Iterator[Callable[..., Desk]]:
    """Return a function that seats somebody at a browser; nothing may complain in its console."""
    desks: list[Desk] = []

    def seated(user: User, **options) -> Desk:
        client = Client()
        client.force_login(user)
        options.setdefault("viewport", {"width": 1400, "height": 900})
        context = browser.new_context(**options)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        made = Desk(context, context.new_page(), live_server.url)
        listen(made)
        desks.append(made)
        return made

    yield seated
    complaints = [said for one in desks for said in one.complaints]
    for one in desks:
        close(one.context)
    assert complaints == []


@pytest.fixture
def review(ada, ben) -> Review:
    """Return a reading that ben has begun."""
    return begin(ada, ben)


@pytest.fixture
def page(ben, desk, review) -> Page:
    """Return that reading, open before him; an empty page is `browser.new_page()`."""
    return opened(desk, ben, review)


def listen(one: Desk) -> None:
    """Keep what goes wrong in the page. A cut line and a refused write are told there as well."""

    def heard(message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            one.complaints.append(message.text)

    one.page.on("console", heard)
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))


def close(context: BrowserContext) -> None:
    try:
        context.close()
    except Error:
        # A test may have closed it itself.
        return
