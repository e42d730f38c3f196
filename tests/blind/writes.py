"""Every write of the site, from resolver, schema and pages, tried by everybody.

What is written stays, so that the next write meets it, unless it changed who may see what. Files
are not imported: what the import of a file met is told to who made it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from tests.blind.bodies import FormReader, PageForm, Tempting, form_bodies, json_bodies
from tests.blind.crawl import LEFT_OUT, Answers, answer_of, filled, form_class_of, routes
from tests.blind.site import People

WRITERS = ("ben", "observer", "olga", "editor", "root", "ada", None)
OTHERS = [name for name in WRITERS if name != "editor"]
# What an address does not take it refuses to all alike: two people ask for that.
METHODS = {
    "POST": set(WRITERS),
    **{method: {"root", None} for method in ("PUT", "PATCH", "DELETE", "OPTIONS")},
}
# Tokens and their digests are made of chance, and nothing there speaks of a text.
OF_ONESELF = "/account"
CHANCE = re.compile(rb"[0-9a-f]{15,}")
WHOSE_PAGES = ("ada", "editor", "ben")
# After every so many addresses the lists are looked at, and once more at the end.
LOOKED = 10

# Asked before and after every write, and so not composed anew each time. The first tell what is
# released to whom.
RELEASES = 2
STANDING = (
    "SELECT COUNT(*) FROM corpus_release",
    "SELECT id, lifted_at FROM corpus_hold ORDER BY id",
    "SELECT study_id, user_id, role FROM annotations_membership ORDER BY id",
    "SELECT id, state, hold_id FROM annotations_study ORDER BY id",
)
# Stands in a body for what nobody has sent before.
EACH_TIME = "EACH-TIME"
# A method, an address, and what is sent.
Operation = tuple[str, str, Any]


def write_everything(
    people: People,
    values: dict[str, list[str]],
    tempting: Tempting,
    *,
    only: str = "",
    writers: Sequence[str | None] = WRITERS,
    shown_to: Sequence[str] = WHOSE_PAGES,
) -> Answers:
    """Return every answer to every write: (reader, what was asked) -> (status, masked bytes).

    `only` is part of the addresses that are written to, `shown_to` whose pages offer forms.
    """
    found: Answers = {}
    asked = [
        operation
        for operation in (
            *_bare_operations(values),
            *_api_operations(values, tempting),
            *_page_operations(_forms(people, values, shown_to), tempting),
        )
        if only in operation[1]
    ]
    for name in writers:
        writer = _Writer(people, name)
        theirs = [one for n, one in enumerate(asked) if _falls_to(name, n, one)]
        for number, (_, same) in enumerate(groupby(theirs, key=lambda one: one[:2])):
            found |= writer.write_all(list(same), number)
    for name in writers:
        found |= _Writer(people, name).lists("when all have written")
    return found


def _falls_to(name: str | None, number: int, operation: Operation) -> bool:
    """Say whether this person tries this operation.

    An editor, who can write the most, tries everything; of the others every body has one.
    """
    method, _, body = operation
    if not body:
        return name in METHODS[method]
    return name == "editor" or number % 6 == OTHERS.index(name)


def _bare_operations(values: dict[str, list[str]]) -> Iterator[Operation]:
    """Yield every method on one address of every route, with nothing sent."""
    for route, _ in routes(get_resolver()):
        if not LEFT_OUT.match(route):
            yield from ((method, filled(route, values)[0], {}) for method in METHODS)


def _api_operations(values: dict[str, list[str]], tempting: Tempting) -> Iterator[Operation]:
    """Yield what the schema says may be sent, on every address it may be sent to."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"]["schemas"]
    known = {_without_names(route): route for route, _ in routes(get_resolver())}
    for path, methods in schema["paths"].items():
        route = known[_without_names(path)]
        for method, operation in methods.items():
            kinds = operation.get("requestBody", {}).get("content", {})
            if "application/json" not in kinds:
                continue
            shape = kinds["application/json"]["schema"]
            for address in filled(route, values):
                for body in json_bodies(shape, parts, tempting):
                    yield method.upper(), address, body


def _page_operations(forms: list[PageForm], tempting: Tempting) -> Iterator[Operation]:
    """Yield what the forms on pages send."""
    for form in forms:
        if not LEFT_OUT.match(form.action.lstrip("/")):
            yield from (("POST", form.action, body) for body in form_bodies(form, tempting))


def _forms(people: People, values: dict[str, list[str]], shown_to: Sequence[str]) -> list[PageForm]:
    """Return each form once, whoever is shown it."""
    forms: dict[tuple[str, tuple[str, ...]], PageForm] = {}
    for name in shown_to:
        browser = Client()
        browser.force_login(people[name])
        for route, _ in routes(get_resolver()):
            if route.startswith("api/") or LEFT_OUT.match(route):
                continue
            for address in filled(route, values):
                for form in _forms_on(browser, address):
                    forms.setdefault(form.name, form)
    return list(forms.values())


def _forms_on(browser: Client, address: str) -> list[PageForm]:
    page = browser.get(address)
    if page.status_code != 200 or "text/html" not in page.headers.get("Content-Type", ""):
        return []
    reader = FormReader(address)
    reader.feed(page.content.decode())
    return reader.forms


class _Writer:
    """Somebody who writes, and looks at the lists after."""

    def __init__(self, people: People, name: str | None) -> None:
        self.name, self.written = name, 0
        self.browser, self.client = Client(), APIClient()
        if name is not None:
            self.browser.force_login(people[name])
            self.client.force_authenticate(people[name])

    def write_all(self, operations: list[Operation], number: int) -> Answers:
        """Send one address everything there is for it, and look at the lists if any was taken."""
        found: Answers = {}
        for operation in operations:
            found |= self.write(*operation)
        if number % LOOKED == 0 and any(status < 400 for status, _ in found.values()):
            found |= self.lists(f"after {number}: {operations[0][0]} {operations[0][1]}")
        return found

    def write(self, method: str, address: str, body: Any) -> Answers:
        """Write, look what came of it, and undo it where it changed who may see what."""
        self.written += 1
        body = json.loads(json.dumps(body).replace(EACH_TIME, f"{self.name} {self.written}"))
        asked = f"{method} {address} {json.dumps(body)}"
        with transaction.atomic():
            before = _standing()
            answer, then = self._send(method, address, body)
            found = {(self.name, asked): answer}
            after = _standing()
            seen_alike = after[:RELEASES] == before[:RELEASES]
            if then and seen_alike:
                found[self.name, f"{asked} then {then}"] = self._get(then)
            if after != before:
                transaction.set_rollback(True)
        if not seen_alike:
            # Somebody has been released, or everybody: what they see from now on differs.
            return {(self.name, asked): (answer[0], b"")}
        return found

    def lists(self, when: str) -> Answers:
        """Ask for every list."""
        return {(self.name, f"{address} {when}"): self._get(address) for address in _lists()}

    def _send(self, method: str, address: str, body: Any) -> tuple[tuple[int, bytes], str]:
        if address.startswith("/api/"):
            said = json.dumps(body)
            client = self.client
            response: Any = client.generic(method, address, said, content_type="application/json")
        else:
            response = getattr(self.browser, method.lower())(address, body)
        then = response.headers.get("Location", "") if response.status_code == 302 else ""
        return _told(address, answer_of(response)), then

    def _get(self, address: str) -> tuple[int, bytes]:
        client = self.client if address.startswith("/api/") else self.browser
        return _told(address, answer_of(client.get(address)))


def _told(address: str, answer: tuple[int, bytes]) -> tuple[int, bytes]:
    if not address.startswith(OF_ONESELF):
        return answer
    return answer[0], CHANCE.sub(b"CHANCE", answer[1])


@cache
def _lists() -> list[str]:
    return [
        f"/{route}"
        for route, callback in routes(get_resolver())
        if route.startswith("api/") and "<" not in route and form_class_of(callback)
    ]


def _without_names(path: str) -> str:
    """Write an address without the names of what goes into it."""
    return re.sub(r"<[^>]+>|\{[^}]+\}", "*", path.lstrip("/"))


def _standing() -> tuple[list[Any], ...]:
    """Return who may see what: what releases, and then who has which part in what."""
    with connection.cursor() as cursor:
        found = []
        for query in STANDING:
            cursor.execute(query)
            found.append(cursor.fetchall())
    return tuple(found)
