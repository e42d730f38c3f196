"""What somebody might send: a few bodies for every operation, made of its own schema or form.

A body is sound, or has one thing in it that tempts: what only a held source says, in either
variant; ids held and open; what is no such thing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

Schema = dict[str, Any]
Tempting = dict[str, list[Any]]
ODD = "odd"
DEPTH = 3
# What one is, another must be given with: a key is one only in its collection.
WITHIN = {"key": "collection"}


def json_bodies(schema: Schema, parts: Schema, tempting: Tempting) -> Iterator[Any]:
    """Yield bodies for a request that the schema describes."""
    schema = _whole(schema, parts)
    fields = schema.get("properties", {})
    sound = {name: _sound(name, fields[name], parts, tempting) for name in _needed(schema)}
    yield from ({}, [], sound, {**sound, "unheard_of": ODD})
    for name, field in fields.items():
        for value in _values(name, field, parts, tempting):
            if sound.get(name) != value:
                yield {**sound, name: value}
                if WITHIN.get(name) in fields:
                    yield {**sound, name: value, WITHIN[name]: tempting[WITHIN[name]][0]}


def form_bodies(form: PageForm, tempting: Tempting) -> Iterator[dict[str, Any]]:
    """Yield what the form of a page may be sent with."""
    sound = {
        name: value or next(iter(tempting.get(_bare(name), [ODD])))
        for name, value in form.fields.items()
    }
    yield from ({}, sound)
    for name in form.fields:
        for value in (*form.choices.get(name, ()), *tempting.get(_bare(name), ())):
            if isinstance(value, str) and sound[name] != value:
                yield {**sound, name: value}


class PageForm:
    """A form that a page sends: where to, its fields as they stand, and what each lets choose."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}

    @property
    def name(self) -> tuple[str, tuple[str, ...]]:
        return self.action, tuple(sorted(self.fields))


class FormReader(HTMLParser):
    """Finds the forms of a page that write."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            action = given.get("action") or self.address
            self._form = PageForm(action.partition("?")[0])
            self.forms.append(self._form)
        elif self._form is not None and tag == "option" and self._select:
            self._form.choices.setdefault(self._select, []).append(given.get("value", ""))
        elif self._form is not None and given.get("name", "csrfmiddlewaretoken")[:4] != "csrf":
            self._form.fields.setdefault(given["name"], given.get("value", ""))
            self._select = given["name"] if tag == "select" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def _bare(name: str) -> str:
    """Return what the name of a form's field ends in: `author_family` tempts as `family` does."""
    return name.rpartition("_")[2]


def _whole(schema: Schema, parts: Schema) -> Schema:
    """Follow references to the schema that is meant."""
    for name in ("allOf", "oneOf", "anyOf"):
        if schema.get(name):
            schema = {**schema, **_whole(schema[name][0], parts)}
    if "$ref" in schema:
        return _whole(parts[schema["$ref"].rpartition("/")[2]], parts)
    return schema


def _needed(schema: Schema) -> list[str]:
    return schema.get("required", [])


def _sound(name: str, field: Schema, parts: Schema, tempting: Tempting) -> Any:
    return next(iter(_values(name, field, parts, tempting)))


def _values(
    name: str, field: Schema, parts: Schema, tempting: Tempting, depth: int = 0
) -> Iterator[Any]:
    """Yield values for a field: such as tempt by its name, else one or two of its type."""
    field = _whole(field, parts)
    sort = field.get("type")
    if name in tempting and sort != "object":
        many = sort == "array" and not isinstance(tempting[name][0], list)
        yield from ([value] if many else value for value in tempting[name])
    elif "enum" in field:
        yield from dict.fromkeys((field["enum"][0], field["enum"][-1], ODD))
    elif sort == "object" and field.get("properties") and depth < DEPTH:
        inner = field["properties"]
        sound = {
            part: next(_values(part, inner[part], parts, tempting, depth + 1))
            for part in _needed(field)
        }
        yield sound
        for part in inner:
            for value in _values(part, inner[part], parts, tempting, depth + 1):
                yield {**sound, part: value}
    elif sort == "array":
        yield from ([value] for value in _values("", field["items"], parts, tempting, depth + 1))
    else:
        yield from {"boolean": (True, False), "integer": (1, 99), "object": ({},)}.get(
            str(sort), (ODD,)
        )
