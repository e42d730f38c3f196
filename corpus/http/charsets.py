"""A request that names a charset is read by it, so it has to be one that text can be read by.

Stands before Django, which decodes the query string while it makes its request, where nothing of
the site could answer yet.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.utils.http import parse_header_parameters

from corpus.http.problems import API_PREFIX, PROBLEM, problem_body

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ANY_BYTES = bytes(range(256))
REFUSED = "No text can be read by the charset that the request names: send utf-8."


class ReadableCharset:
    """Answer 400 in a WSGI application's place where the charset of a request is none of text."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, request: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if is_readable(request.get("CONTENT_TYPE", "")):
            return self.application(request, start_response)
        said, content_type = REFUSED, "text/plain; charset=utf-8"
        if request.get("PATH_INFO", "").startswith(API_PREFIX):
            said, content_type = json.dumps(problem_body(400, REFUSED)), PROBLEM
        body = said.encode()
        bad = HTTPStatus.BAD_REQUEST
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(f"{bad.value} {bad.phrase}", headers)
        return [body]


def is_readable(content_type: str) -> bool:
    """Say whether text can be read by the charset a content type names; one unknown is passed over.

    A codec has to make text of any bytes, with marks for what is none.
    """
    try:
        _, named = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    charset = named.get("charset")
    if charset is None:
        return True
    try:
        codecs.lookup(charset)
    except LookupError:
        return True
    except ValueError:
        return False
    try:
        ANY_BYTES.decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True
