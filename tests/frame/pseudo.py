"""A language for tests: everything that can be translated stands in white square brackets."""

from __future__ import annotations

import ast
import gettext
import re
import struct
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
from django.contrib import auth, humanize
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "annotations", "corpus", "themes")
CODE = "qps"
OPEN, CLOSE = "⟦", "⟧"
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}
JS_CALL = re.compile(r"""\b(?:_|ngettext)\(\s*("(?:[^"\\]|\\.)*")(?:,\s*("(?:[^"\\]|\\.)*"))?""")

TEMPLATE_CALL = re.compile(
    r"""\b(?:_|gettext|ngettext)\((?:[^()"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*\)"""
)

# A message, or its singular and plural.
Message = tuple[str, ...]


def messages_of_python(source: str) -> Iterator[Message]:
    """Yield what the source marks to be translated, as `makemessages` finds it: literals alone."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = 1 if name in ONE else 2 if name in MANY else 0
        given = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
        if wanted and len(given) == wanted:
            yield tuple(given)


def messages_of_script(source: str) -> Iterator[Message]:
    """Yield what a module marks."""
    for found in JS_CALL.finditer(source):
        yield tuple(ast.literal_eval(part) for part in found.groups() if part)


def our_messages() -> set[Message]:
    """Return every message of our rooms and templates."""
    found: set[Message] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found.update(messages_of_python(path.read_text()))
    for path in (ROOT / "templates").rglob("*.html"):
        # Django turns a template into calls, with everything else made into noise.
        for call in TEMPLATE_CALL.finditer(templatize(path.read_text())):
            found.update(messages_of_python(call[0]))
    return found


def script_messages() -> set[Message]:
    """Return every message of our modules."""
    paths = (ROOT / "static/js").glob("*.js")
    return {found for path in paths for found in messages_of_script(path.read_text())}


def library_messages() -> set[Message]:
    """Return the messages of the libraries whose words stand on our pages."""
    found: set[Message] = set()
    for package in (django, auth, humanize, allauth):
        inside = "conf/locale" if package is django else "locale"
        path = Path(package.__file__).parent / inside / "de/LC_MESSAGES/django.mo"
        with path.open("rb") as file:
            known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        # Of a plural only its first form is looked up.
        found.update((key,) if isinstance(key, str) else (key[0], key[0]) for key in known if key)
    return found


def write_catalogue(folder: Path, domain: str, messages: set[Message]) -> None:
    """Write a compiled catalogue: each message in brackets."""
    rows = {b"": HEADER.encode()}
    for message in messages:
        said = (f"{OPEN}{part.rpartition(chr(4))[2]}{CLOSE}" for part in message)
        rows["\0".join(message).encode()] = "\0".join(said).encode()
    path = folder / CODE / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_compiled(sorted(rows.items())))


def _compiled(rows: list[tuple[bytes, bytes]]) -> bytes:
    """Return rows as GNU gettext stores them: two tables of lengths and places, then the words."""
    start, body = 28 + 16 * len(rows), b""
    tables: list[list[int]] = [[], []]
    for column, table in enumerate(tables):
        for row in rows:
            table += [len(row[column]), start + len(body)]
            body += row[column] + b"\0"
    head = (0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return struct.pack(f"<7I{4 * len(rows)}I", *head, *tables[0], *tables[1]) + body
