"""The scripts of a page, or its styles, as one file whose address changes with what is in it.

A browser needs as long to take a module out of its own cache as to run it, and a page may have
sixty. Joined, each keeps its scope: it stands in a block, and hands on by name what it exports.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_script_prefix
from django.utils.crypto import constant_time_compare, salted_hmac

ADDRESS = re.compile(
    r"/joined/([a-z_]{1,40}(?:\+[a-z_]{1,40})*)\.([0-9a-f]{16})\.([0-9a-f]{16})\.(js|css)"
)
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
# The two forms of import and the four of export that our modules are written in.
_IMPORT = re.compile(r'^import (?:\{([^}]*)\}|\* as (\w+)) from "\./(\w+)\.js";$', re.MULTILINE)
_RENAMED = re.compile(r"(\w+) as (\w+)")
_EXPORT = re.compile(r"^export ((?:async )?function\*? |class |const )(\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class NotJoined(Exception):
    """There is no such file, or it cannot be joined with others as it is written."""


@dataclass(frozen=True)
class Joined:
    """What several files say, one after the other."""

    body: bytes

    @cached_property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, mtime=0)


@lru_cache(maxsize=100)
def joined(kind: str, names: tuple[str, ...]) -> Joined:
    """Return these files of `static/<kind>` as one, with every module that the scripts import."""
    if len(set(names)) < len(names):
        raise NotJoined(f"{' '.join(names)}: one of them is named twice")
    parts = _modules(names) if kind == "js" else map(_read, (f"css/{name}.css" for name in names))
    return Joined("".join(parts).encode())


@lru_cache(maxsize=100)
def signature(kind: str, names: str) -> str:
    """Return what only our own pages can write beside these names.

    Anybody may ask for a joined file. Were any names joined, strangers could have as many files
    made, and kept, as there are ways to choose from our modules.
    """
    return salted_hmac(__name__, f"{kind} {names}", algorithm="sha256").hexdigest()[:16]


def joined_address(kind: str, names: tuple[str, ...]) -> str:
    """Return where these files are to be had as one."""
    named = "+".join(names)
    digests = f"{signature(kind, named)}.{joined(kind, names).digest}"
    return f"{get_script_prefix()}joined/{named}.{digests}.{kind}"


class JoinedMiddleware:
    """Answer joined files, as WhiteNoise does single ones: before anybody is asked who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = ADDRESS.fullmatch(request.path_info)
        if asked is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        names, signed, digest, kind = asked.groups()
        # Not through the cache, which is for what our pages name.
        if not constant_time_compare(signed, signature.__wrapped__(kind, names)):
            return self.get_response(request)
        try:
            found = joined(kind, tuple(names.split("+")))
        except NotJoined:
            return self.get_response(request)
        packs = "gzip" in request.headers.get("Accept-Encoding", "")
        answer = HttpResponse(found.packed if packs else found.body, content_type=TYPES[kind])
        if packs:
            answer["Content-Encoding"] = "gzip"
        answer["Vary"] = "Accept-Encoding"
        # A page from before an upgrade asks for what there was: it is given what there is.
        is_named = digest == found.digest
        answer["Cache-Control"] = "public, max-age=31536000, immutable" if is_named else "no-store"
        return answer


def _modules(names: Sequence[str]) -> Iterator[str]:
    """Yield the modules as blocks, each after those that it imports."""
    done: set[str] = set()

    def visit(name: str, importers: tuple[str, ...]) -> Iterator[str]:
        if name in importers:
            raise NotJoined(f"{name}.js imports itself by way of {', '.join(importers)}")
        if name in done:
            return
        text = _read(f"js/{name}.js")
        for _, _, other in _IMPORT.findall(text):
            yield from visit(other, (*importers, name))
        done.add(name)
        yield _block(name, text)

    yield "const $modules = {};\n"
    for name in names:
        yield from visit(name, ())


def _block(name: str, text: str) -> str:
    exported = ", ".join(found for _, found in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1\2", _IMPORT.sub(_taken, text))
    if left := _OTHER.search(body):
        raise NotJoined(f"{name}.js: “{left[0]}” is no import or export that can be joined")
    return f"// {name}.js\n{{\n{body}\n$modules.{name} = {{ {exported} }};\n}}\n"


def _taken(found: re.Match[str]) -> str:
    some, whole, name = found.groups()
    names = whole or "{" + _RENAMED.sub(r"\1: \2", some) + "}"
    return f"const {names} = $modules.{name};"


def _read(path: str) -> str:
    for folder in settings.STATICFILES_DIRS:
        file = Path(folder) / path
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise NotJoined(f"There is no {path}.")
