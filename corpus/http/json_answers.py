"""Answers in JSON that are written once, for what is asked most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse


def json_answer(
    data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer with data that hold no number but finite ones; ids may be UUIDs.

    REST framework's own answer keeps the data, and is then rendered through some layers more.
    """
    body = msgspec.json.encode(data)
    return HttpResponse(body, status=status, headers=headers, content_type="application/json")
