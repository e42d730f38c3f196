"""Spans of texts that show a motif, or look like it and do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Motif, MotifExample
from corpus.errors import Invalid, Refused
from corpus.events import record
from corpus.models import Text

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 2000


@transaction.atomic
def add_example(
    *,
    motif: Motif,
    text_id: UUID,
    start: int,
    end: int,
    by: User | None,
    is_counter: bool = False,
    quote: str | None = None,
) -> MotifExample:
    """Keep a span as an example of a motif, or as one that does not count."""
    text = Text.objects.filter(pk=text_id).first()
    if text is None:
        raise Invalid(("text", _("There is no text {text_id}.").format(text_id=text_id)))
    if not 0 <= start < end <= text.length:
        raise Invalid(("start", _("The span does not lie within the text.")))
    if end - start > LONGEST:
        raise Invalid(
            ("end", _("An example has at most {longest} characters.").format(longest=LONGEST))
        )
    words = text.body[start:end]
    if not words.strip():
        raise Invalid(("end", _("The span holds no words.")))
    if quote is not None and quote != words:
        raise Invalid(
            ("quote", _("The text has other words there: count offsets in Unicode code points."))
        )
    if motif.spans.filter(text=text, start=start, end=end).exists():
        raise Refused(_("That span is among the motif's examples already."))
    example = MotifExample.objects.create(
        motif=motif,
        text=text,
        start=start,
        end=end,
        quote=words,
        is_counter=is_counter,
        added_by=by,
    )
    record(by, "example_added", "motif", motif.pk, text_id=text.pk, example=example.pk)
    return example


@transaction.atomic
def remove_example(*, example: MotifExample, by: User | None) -> None:
    """Take a span out of a motif's examples; the log keeps that it was there."""
    record(
        by,
        "example_removed",
        "motif",
        example.motif_id,
        text_id=example.text_id,
        example=example.pk,
        start=example.start,
        end=example.end,
    )
    example.delete()
