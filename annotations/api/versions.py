"""Which version a write was made against: `If-Match`, or `version` in the body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request

from corpus.errors import Invalid

# As many digits as a version has at most: the header is no place for long numbers.
VERSION = re.compile(r"[0-9]{1,10}")


def version_of(request: Request, data: Mapping[str, Any]) -> int | None:
    """Return the version the writer saw, or None where none is given."""
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if header in ("", "*"):
        return data.get("version")
    bare = header.removeprefix("W/").strip('"')
    if not VERSION.fullmatch(bare):
        raise Invalid(("If-Match", 'Give the version as a number in quotes, such as "3".'))
    version = int(bare)
    if data.get("version", version) != version:
        raise Invalid(("version", "If-Match and the body name different versions."))
    return version
