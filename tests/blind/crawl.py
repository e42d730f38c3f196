"""Every address of the site, taken from the resolver and the schema, asked by everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from django import forms
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.models import User
from corpus import jobs
from corpus.http.query import QueryForm
from corpus.models import Job
from tests.blind.site import People

READERS = ("ben", "observer", "olga", "editor", "root", "ada", "cleo", "dora", "lena", None)
# Signing out would end the crawl; nothing else is left out.
LEFT_OUT = re.compile(r"^accounts/logout/")
NUMBERS = range(1, 5)
# Who asks every question of every list; the others ask for every list and every thing.
QUESTIONERS = {"olga"}
# Who asks of every single thing even where an address takes no questions, but only writes; the
# others ask of one: such an address refuses before it looks at anything.
THOROUGH = {"ben"}
NOT_ANSWERED = 405
# Who asks several questions at once, and reads on to the pages that follow.
COMBINERS = {"ada", "cleo", "dora"}
COMBINED = 8
PAGES = 3
# Who is released from something asks where that could tell: the other pages know no texts.
PARTLY = {name: re.compile(r"^/api/|^/texts/|^/studies/|^/$") for name in ("cleo", "dora", "lena")}
# Where questions are asked: pages and twins are the same lists written otherwise.
QUESTIONED = re.compile(r"^/api/|^/texts/$")
NEXT = re.compile(rb'"next":"([^"]+)"')
MASKS = (
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'), b"CSRF"),
    (re.compile(rb'"X-CSRFToken": "[^"]+"|"X-CSRFTOKEN"\] = "[^"]+"'), b"CSRF"),
    (re.compile(rb'nonce(=|-)"?[A-Za-z0-9_+/=-]+"?'), b"NONCE"),
    (re.compile(rb"'Expires', '[^']+'"), b"EXPIRES"),
    (re.compile(rb'"free_gigabytes":\s*\d+'), b"DISK"),
)

# Asked once to begin the figure, and again when it has been computed.
FIGURES = (
    "by=family",
    "by=author",
    "by=elicitation",
    "by=author&pattern=door*",
    "by=family&pattern=stairs",
    "study=1",
    "study=1&interim=1",
    "study=2",
    "study=2&interim=1",
    "study=3&by=author",
    *(f"collection={{collection}}&by={by}&pattern=door*" for by in ("family", "author")),
)

# Asked by everybody: what single questions of each field do not reach together.
CONCORDANCES = (
    "q=door",
    "q=door*&sort=left&by=word,author.family&limit=2",
    "q=door&by=lemma,author.family&sort=right&window=3",
    "q=the+door&by=phrase,author.family&kind=story",
    "q=a&by=author.family&collection={collection}",
    "q=door&author.family=quill&by=author.family",
    "q=stairs&by=motif,author.family",
    "q=silence&by=motif&study=1",
    "q=door&study=1&sort=position&unit=characters&window=9",
)

Answers = dict[tuple[str | None, str], tuple[int, bytes]]


def crawl(
    people: People,
    values: dict[str, list[str]],
    *,
    only: str = "",
    readers: Sequence[str | None] = READERS,
) -> Answers:
    """Return every answer to everybody: (reader, address) -> (status, masked bytes)."""
    found: Answers = {}
    for name in readers:
        ask = _asker(people[name] if name else None)
        for addresses in all_addresses(values, questions=name in QUESTIONERS):
            wanted = (one for one in addresses if only in one and _asks(name, one))
            for address in wanted:
                found[name, address] = ask(address)
                if found[name, address][0] == NOT_ANSWERED and name not in THOROUGH:
                    break
        for address in combined_questions(values) if name in COMBINERS else ():
            if only in address:
                found |= {(name, asked): answer for asked, answer in _read_on(ask, address)}
        for address in _concordances(values):
            if only in address:
                found[name, address] = ask(address)
        if name is not None:
            found |= _figures(name, ask, values, only=only)
    return found


def _asks(name: str | None, address: str) -> bool:
    return name not in PARTLY or PARTLY[name].match(address) is not None


def _concordances(values: dict[str, list[str]]) -> Iterator[str]:
    for query in CONCORDANCES:
        for collection in values["collection"] if "{collection}" in query else [""]:
            asked = query.format(collection=collection)
            yield from (f"{page}?{asked}" for page in ("/api/v1/concordance/", "/concordance/"))
            yield f"/concordance.csv?{asked}"


def _figures(
    name: str, ask: Callable[[str], tuple[int, bytes]], values: dict[str, list[str]], *, only: str
) -> Answers:
    """Ask for figures, have them computed, and ask again."""
    queries = [
        question.format(collection=collection)
        for question in FIGURES
        for collection in (values["collection"] if "{collection}" in question else [""])
    ]
    addresses = [f"/api/v1/prevalence/?{query}" for query in queries]
    addresses = [address for address in addresses if only in address]
    found: Answers = {(name, f"{address}#first"): ask(address) for address in addresses}
    for job in Job.objects.filter(kind="figure", state=Job.State.QUEUED).order_by("pk"):
        jobs.run(job.pk)
    return found | {(name, address): ask(address) for address in addresses}


def all_addresses(values: dict[str, list[str]], *, questions: bool) -> Iterator[list[str]]:
    """Yield the addresses of every route, with every id, and where asked with every question."""
    for route, callback in routes(get_resolver()):
        if LEFT_OUT.match(route):
            continue
        addresses = filled(route, values)
        if questions and "<" not in route and QUESTIONED.match(f"/{route}"):
            addresses += [f"/{route}?{query}" for query in _questions(callback, values)]
        yield list(dict.fromkeys(addresses))


def combined_questions(values: dict[str, list[str]]) -> list[str]:
    """Return every list of the API with a few questions of two or three fields, drawn by lot."""
    found = []
    for route, callback in routes(get_resolver()):
        form_class = form_class_of(callback)
        if form_class is None or "<" in route or not route.startswith("api/"):
            continue
        lot = Random(route)
        fields = [name for name in form_class().fields if name not in ("limit", "offset")]
        for _ in range(COMBINED if len(fields) > 1 else 0):
            chosen = lot.sample(fields, min(len(fields), lot.choice((2, 3))))
            asked = {
                name: lot.choice(known)
                for name in chosen
                if (known := _field_values(name, form_class().fields[name], values))
            }
            # A cursor reads by id: with an order of another kind the list is read by offset.
            paging = "limit=2" if asked.get("sort") or lot.random() < 0.5 else "limit=2&cursor="
            query = "&".join(f"{name}={value}" for name, value in asked.items())
            found.append(f"/{route}?{query}&{paging}")
    return found


def _read_on(
    ask: Callable[[str], tuple[int, bytes]], address: str
) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Ask, and follow the links to what comes next."""
    for number in range(PAGES):
        answer = ask(address)
        yield f"{address}#{number}", answer
        link = NEXT.search(answer[1])
        if link is None:
            return
        address = link[1].decode()


def mask(content: bytes) -> bytes:
    """Take out what differs between two answers to the same question."""
    for pattern, put in MASKS:
        content = pattern.sub(put, content)
    return content


def _asker(user: User | None) -> Callable[[str], tuple[int, bytes]]:
    browser, client = Client(raise_request_exception=True), APIClient()
    if user is not None:
        browser.force_login(user)
        client.force_authenticate(user)

    def ask(address: str) -> tuple[int, bytes]:
        return answer_of((client if address.startswith("/api/") else browser).get(address))

    return ask


def answer_of(response: Any) -> tuple[int, bytes]:
    """Return an answer as it is compared: its status, and body and headers without chance."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    said = content + str(sorted(response.headers.items())).encode()
    return response.status_code, mask(said)


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address of the site as a route, with the view behind it."""
    for entry in resolver.url_patterns:
        route = prefix + _as_route(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def _as_route(pattern: str) -> str:
    """Write a router's regular expression as a path, so that both are filled in one way."""
    pattern = pattern.removeprefix("^").removesuffix("$").replace(r"\Z", "")
    pattern = re.sub(r"\(\?P<(\w+)>\[0-9\]\{1,18\}\)", r"<int:\1>", pattern)
    pattern = re.sub(r"\(\?P<(\w+)>\[\^/\.\]\+\)", r"<uuid:\1>", pattern)
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<uuid:\1>", pattern)
    return pattern.replace("\\", "")


def filled(route: str, values: dict[str, list[str]]) -> list[str]:
    """Return the addresses that a route stands for, with every id there can be."""
    addresses = ["/" + route]
    while "<" in addresses[0]:
        before, kind = re.search(r"([\w-]*)/?<([^:>]+)", addresses[0]).groups()  # type: ignore[union-attr]
        addresses = [
            re.sub(r"<[^>]+>", value, address, count=1)
            for address in addresses
            for value in _choices(before, kind, values)
        ]
    return addresses


def _choices(before: str, kind: str, values: dict[str, list[str]]) -> list[str]:
    """Return the ids that fit behind this part of an address; any id where that is not known."""
    if kind == "uuid":
        ids = {
            f"{name}s": known for name, known in values.items() if name not in ("word", "number")
        }
        # An import is known by its number, in the API as on its page.
        ids["imports"] = [str(number) for number in NUMBERS]
        return ids.get(before) or [pk for known in ids.values() for pk in known]
    if kind == "int":
        return values.get("number") or [str(number) for number in NUMBERS]
    return ["stairs"]


def _questions(callback: Any, values: dict[str, list[str]]) -> Iterator[str]:
    """Yield a query string for every value of every field of the list's form."""
    form_class = form_class_of(callback)
    if form_class is None:
        return
    for name, field in form_class().fields.items():
        for value in _field_values(name, field, values):
            yield f"{name}={value}"
    yield from ("limit=2", "cursor=", "q=door")


def form_class_of(callback: Any) -> type[QueryForm] | None:
    """Return the form that checks the questions of a list; None where there is no list."""
    holder = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    holder = getattr(callback, "view_initkwargs", {}).get("page", holder)
    listing = getattr(holder, "listing", None)
    return getattr(listing, "form_class", None)


def _field_values(name: str, field: forms.Field, values: dict[str, list[str]]) -> list[str]:
    if name == "facets":
        return ["author.family,author.kind,author,prompt,collection,kind,language"]
    if isinstance(field, forms.ChoiceField):
        return [str(value) for value, _ in field.choices if value]
    if isinstance(field, forms.UUIDField):
        return values.get(name.split(".")[0], [])
    if isinstance(field, forms.IntegerField):
        return ["1", "2", "3"]
    if isinstance(field, forms.DateField):
        return ["2026-09-01"]
    return [value.replace(" ", "+") for value in values["word"]]
