"""The API's documentation as a page: the OpenAPI schema as rows that a template can print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from corpus.http.api_schema import api_schema

METHODS = ("get", "post", "put", "patch", "delete")
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a shape. `shape` names the shape it holds, if it is one."""

    name: str
    type: str
    shape: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What may come back: a code, what it means, and its shape if it has one."""

    code: str
    says: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    says: str
    needs_sign_in: bool
    parameters: tuple[Field, ...]
    takes: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]

    @property
    def brief(self) -> str:
        """The first line of what it says."""
        return self.says.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Part:
    """The operations on one kind of thing."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of what is sent or answered, or the words it may be."""

    name: str
    says: str
    fields: tuple[Field, ...]
    words: tuple[str, ...]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show everything the API can be asked. It knows no data, so everybody may read it."""
    return render(request, "api_docs.html", {"described": written()})


@cache
def written() -> SafeString:
    """Return the API's parts and shapes as the page has them: like data, the same for everybody."""
    parts, shapes = described()
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("_api_described.html", {"parts": parts, "shapes": shapes})


@cache
def described() -> tuple[tuple[Part, ...], tuple[Shape, ...]]:
    """Return the API's parts and shapes; both stay as they are while the process lives."""
    schema = api_schema()
    operations = sorted(_operations(schema), key=lambda found: found[0])
    parts = tuple(
        Part(tag, tuple(operation for _, operation in found))
        for tag, found in groupby(operations, key=lambda found: found[0])
    )
    shapes = schema["components"]["schemas"]
    return parts, tuple(_shape(name, shapes[name]) for name in sorted(shapes))


def _operations(schema: Schema) -> Iterator[tuple[str, Operation]]:
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method]["tags"][0], _operation(path, method, item[method])


def _operation(path: str, method: str, found: Schema) -> Operation:
    bodies = found.get("requestBody", {}).get("content", {})
    return Operation(
        id=found["operationId"],
        method=method.upper(),
        path=path,
        says=found.get("description", ""),
        needs_sign_in={} not in found.get("security", [{}]),
        parameters=tuple(
            _field(row["name"], row["schema"], row.get("required", False), row.get("description"))
            for row in found.get("parameters", ())
        ),
        takes=tuple((kind, _shape_in(body["schema"])) for kind, body in bodies.items()),
        answers=tuple(_answer(code, row) for code, row in found["responses"].items()),
    )


def _answer(code: str, row: Schema) -> Answer:
    body: Schema = next(iter(row.get("content", {}).values()), {})
    return Answer(code, row.get("description", ""), _shape_in(body.get("schema", {})))


def _shape(name: str, found: Schema) -> Shape:
    required = found.get("required", ())
    return Shape(
        name=name,
        says=found.get("description", "") if "enum" not in found else "",
        fields=tuple(
            _field(key, schema, key in required)
            for key, schema in found.get("properties", {}).items()
        ),
        words=tuple(str(word) for word in found.get("enum", ()) if word not in ("", None)),
    )


def _field(name: str, schema: Schema, required: bool, says: str | None = None) -> Field:
    return Field(name, _type_of(schema), _shape_in(schema), required, says or _says(schema))


def _says(schema: Schema) -> str:
    said = str(schema.get("description", ""))
    words = [str(word) for word in schema.get("enum", ()) if word not in ("", None)]
    return " ".join(filter(None, (said, f"One of: {', '.join(words)}." if words else "")))


def _type_of(schema: Schema) -> str:
    """Return the type in words: `string (uuid)`, `list of integer`, `string or null`."""
    kind = schema.get("type", "")
    kinds = [kind] if isinstance(kind, str) else list(kind)
    if kinds == ["array"]:
        inner = schema["items"]
        return f"list of {_type_of(inner)}" if not _shape_in(inner) else "list of"
    if schema.get("format") in ("uuid", "date", "date-time", "binary"):
        kinds[0] = f"{kinds[0]} ({schema['format']})"
    if schema.get("nullable"):
        kinds.append("null")
    return " or ".join(filter(None, kinds))


def _shape_in(schema: Schema) -> str:
    """Return the name of the shape that a schema holds, itself or in a list, or nothing."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    inner = [schema["items"]] if "items" in schema else []
    for one in [*inner, *schema.get("allOf", ()), *schema.get("oneOf", ())]:
        if found := _shape_in(one):
            return found
    return ""
