"""What a save of a draft takes in: read in one go by msgspec where it is as pages send it.

REST framework looks at such a body field by field, which takes a tenth of a whole save. What is
read here it would have read alike; all else, and whatever is wrong with a body, is left to it.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from rest_framework.request import Request

from annotations.inputs import ReviewPatch
from annotations.services.reviewing import RatingDraft
from annotations.services.tagging import TagDraft

# Keys as they are made: REST framework would trim others before it looks at them.
ScaleKey: TypeAlias = Annotated[str, Meta(pattern=r"\A[-\w]{1,40}\Z")]
MotifKey: TypeAlias = Annotated[str, Meta(pattern=r"\A[-\w]{1,80}\Z")]
Line: TypeAlias = Annotated[str, Meta(max_length=2000)]
Words: TypeAlias = Annotated[str, Meta(max_length=10_000)]
LongWords: TypeAlias = Annotated[str, Meta(max_length=100_000)]
Offset: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
# Bodies of books come another way; no draft of a reading is as long as this.
MOST_BYTES = 1_000_000
JSON = ("application/json", "application/json; charset=utf-8")
# A string with U+0000 is an error, and in JSON it can be written in this way only.
NUL = b"\\u0000"


class RatingIn(Struct, forbid_unknown_fields=True):
    """`inputs.RatingIn`, in the order of `RatingDraft`."""

    scale: ScaleKey
    value: Annotated[int, Meta(ge=1, le=9)] | None
    reason: Words = ""
    rationale: Words = ""
    clear: bool = False


class TagIn(Struct, forbid_unknown_fields=True):
    """`inputs.TagIn`, in the order of `TagDraft`."""

    motif: MotifKey
    start: Offset | None = None
    end: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    note: Words = ""
    quote: str | None = None
    suggestion: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None


class PatchIn(Struct, forbid_unknown_fields=True):
    """`inputs.ReviewPatch`."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)] | UnsetType = UNSET
    ratings: list[RatingIn] | UnsetType = UNSET
    tags: list[TagIn] | UnsetType = UNSET
    action: Line | UnsetType = UNSET
    action_who: Line | UnsetType = UNSET
    action_what: Line | UnsetType = UNSET
    action_when: Line | UnsetType = UNSET
    comment: LongWords | UnsetType = UNSET
    forecast: Annotated[float, Meta(ge=0, le=1)] | UnsetType | None = UNSET
    client: UUID | UnsetType = UNSET


_DECODER = msgspec.json.Decoder(PatchIn)


def draft_in(request: Request) -> dict[str, Any]:
    """Return what is to be saved, as `save_review` takes it, and the `version` if it is named."""
    fields = _read_whole(request)
    if fields is None:
        fields = dict(_patch().run_validation(request.data))
        fields["ratings"] = [RatingDraft(**row) for row in fields.get("ratings", ())]
        if "tags" in fields:
            fields["tags"] = [TagDraft(**row) for row in fields["tags"]]
    return fields


def _read_whole(request: Request) -> dict[str, Any] | None:
    """Return the fields, or None where REST framework is to look at them."""
    meta = request.META
    length = meta.get("CONTENT_LENGTH") or ""
    if meta.get("CONTENT_TYPE") not in JSON or not length.isdigit() or int(length) > MOST_BYTES:
        return None
    body = request._request.body
    if NUL in body:
        return None
    try:
        given = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeError):
        return None
    fields = {
        name: value
        for name in PatchIn.__struct_fields__
        if (value := getattr(given, name)) is not UNSET
    }
    fields["ratings"] = [
        RatingDraft(*msgspec.structs.astuple(row)) for row in fields.get("ratings", ())
    ]
    if "tags" in fields:
        fields["tags"] = [TagDraft(*msgspec.structs.astuple(row)) for row in fields["tags"]]
    return fields


# A serializer copies all its fields each time it is made, and keeps nothing of what it takes in.
@cache
def _patch() -> ReviewPatch:
    return ReviewPatch()
