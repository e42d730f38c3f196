"""The acts that a `browser` block of the documentation can name, and how each is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, expect

# A report, or an import, is the work of a background process that may have other work first.
PATIENCE_MS = 60_000


@dataclass
class Reader:
    """Somebody at a browser, following the page."""

    context: BrowserContext
    page: Page
    address: str
    passwords: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)

    def follow(self, line: str) -> None:
        """Do what one line says."""
        for pattern, act in ACTS:
            if match := pattern.fullmatch(line.strip().rstrip(".")):
                act(self, *match.groups())
                return
        raise AssertionError(f"no act reads: {line}")


def sign_in(reader: Reader, who: str) -> None:
    reader.context.clear_cookies()
    page = reader.page
    page.goto(f"{reader.address}/accounts/login/")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(reader.passwords[who])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def open_page(reader: Reader, path: str) -> None:
    reader.page.goto(reader.address + path)


def press(reader: Reader, name: str) -> None:
    reader.page.get_by_role("button", name=name).first.click()


def follow_link(reader: Reader, name: str) -> None:
    reader.page.get_by_role("link", name=name).first.click()


def unfold(reader: Reader, name: str) -> None:
    reader.page.locator("summary", has_text=name).first.click()


def see(reader: Reader, words: str) -> None:
    shown = reader.page.get_by_text(words).locator("visible=true").first
    expect(shown).to_be_visible(timeout=PATIENCE_MS)


def see_nowhere(reader: Reader, words: str) -> None:
    expect(reader.page.get_by_text(words).locator("visible=true")).to_have_count(0)


def select_words(reader: Reader) -> None:
    """Select with the keyboard. What is pressed before the page listens counts as well."""
    reader.page.locator("[data-text]").focus()
    reader.page.keyboard.press("Home")
    for _ in range(4):
        reader.page.keyboard.press("Shift+ArrowRight")
    expect(reader.page.locator("[data-toolbar]")).to_be_visible(timeout=PATIENCE_MS)


def press_key(reader: Reader, key: str) -> None:
    reader.page.keyboard.press(key)


def choose_point(reader: Reader, point: str, scale: str) -> None:
    group = reader.page.get_by_role("group", name=re.compile(f"^{re.escape(scale)} "))
    group.locator(f"input[value='{point}']").check(force=True)


def choose_option(reader: Reader, option: str, name: str) -> None:
    reader.page.get_by_label(name).first.select_option(label=option)


def tick(reader: Reader, name: str) -> None:
    reader.page.get_by_label(name).first.check()


def write(reader: Reader, words: str, name: str) -> None:
    reader.page.get_by_label(name).first.fill(words)


def load_again(reader: Reader) -> None:
    reader.page.reload()


def keep_number(reader: Reader, name: str) -> None:
    """Keep the number, or the id, at the end of the address."""
    found = re.search(r"/([0-9a-f-]+)/$", reader.page.url)
    assert found, reader.page.url
    reader.kept[name] = found[1]


def keep_secret(reader: Reader, name: str) -> None:
    reader.kept[name] = reader.page.locator("code.secret").inner_text().strip()


def _act(pattern: str, act: Callable[..., None]) -> tuple[re.Pattern[str], Callable[..., None]]:
    return re.compile(pattern.replace("“", '[“"]').replace("”", '[”"]')), act


ACTS = (
    _act(r"Sign in as (\w+)", sign_in),
    _act(r"Open (/\S*)", open_page),
    _act(r"Press the key (\S+)", press_key),
    _act(r"Press “(.+)”", press),
    _act(r"Follow “(.+)”", follow_link),
    _act(r"Unfold “(.+)”", unfold),
    _act(r"See “(.+)”", see),
    _act(r"See nowhere “(.+)”", see_nowhere),
    _act(r"Select a few words of the text", select_words),
    _act(r"Choose point (\d) of (\w+)", choose_point),
    _act(r"Choose “(.+)” under “(.+)”", choose_option),
    _act(r"Tick “(.+)”", tick),
    _act(r"Write “(.+)” under “(.+)”", write),
    _act(r"Load the page again", load_again),
    _act(r"Keep the number in the address as (\w+)", keep_number),
    _act(r"Keep the token as (\w+)", keep_secret),
)
