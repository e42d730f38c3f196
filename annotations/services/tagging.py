"""Writing the tags of a review: offsets are checked against the stored body, always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from annotations.models import CodebookVersion, Motif, Review, Tag
from annotations.services.accepting import (
    forget_accepted,
    remember_accepted,
    unknown_suggestions,
)
from annotations.services.rechecks import strike_off
from corpus.errors import FieldError, Invalid

if TYPE_CHECKING:
    from accounts.models import User

AROUND = 40


@dataclass(frozen=True, slots=True)
class TagDraft:
    """A motif at a span of code points, half-open; without a span, of the whole text."""

    motif: str
    start: int | None = None
    end: int | None = None
    note: str = ""
    # Where given, the words the writer saw there: refused if they are others.
    quote: str | None = None
    # Where given, the suggestion that was accepted.
    suggestion: int | None = None


def replace_tags(review: Review, drafts: Sequence[TagDraft]) -> None:
    """Make these the review's tags. One that stays keeps its row; nothing else is touched.

    A new tag notes the codebook's newest version. What was asked of one that goes is struck off.
    """
    body = review.text.body
    motifs = {motif.key: motif for motif in motifs_open_to(review, review.reviewer)}
    there = {(tag.motif_id, tag.start, tag.end): tag for tag in review.tags.all()}
    errors = [e for n, draft in enumerate(drafts) for e in _errors_in(draft, n, body, motifs)]
    errors += unknown_suggestions(review, [(d.suggestion, d.motif) for d in drafts])
    if errors:
        raise Invalid(*errors)
    kept = set()
    new: list[Tag] = []
    for number, draft in enumerate(drafts):
        motif = motifs[draft.motif]
        place = (motif.pk, draft.start, draft.end)
        if place in kept:
            raise Invalid((f"tags[{number}]", "The same motif is tagged there twice."))
        kept.add(place)
        old = there.get(place)
        if old is None:
            new.append(_new_tag(review, motif, draft, body))
        elif old.note != draft.note:
            Tag.objects.filter(pk=old.pk).update(note=draft.note)
    version = newest_version(review) if new else None
    for tag in new:
        tag.codebook_version = version
    gone = [tag for place, tag in there.items() if place not in kept]
    strike_off(gone, new, by=review.reviewer)
    undone = forget_accepted(review, [tag.pk for tag in gone])
    Tag.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
    Tag.objects.bulk_create(new)
    remember_accepted(review, undone=undone)


def motifs_open_to(review: Review, reader: User) -> Sequence[Motif]:
    """Return the motifs a reader may tag with: of those proposed while reading only own ones."""
    if review.study.codebook is None:
        return ()
    return list(review.study.codebook.motifs.filter(Q(is_private=False) | Q(proposed_by=reader)))


def newest_version(review: Review) -> CodebookVersion | None:
    """Return the version of the codebook that this reading is made under now."""
    versions = CodebookVersion.objects.filter(codebook=review.study.codebook_id)
    return versions.order_by("-number").first()


def _errors_in(
    draft: TagDraft, number: int, body: str, motifs: dict[str, Motif]
) -> list[FieldError]:
    where = f"tags[{number}]"
    motif = motifs.get(draft.motif)
    if motif is None:
        return [FieldError(f"{where}.motif", f"The codebook has no motif “{draft.motif}”.")]
    if (draft.start is None) != (draft.end is None):
        return [FieldError(f"{where}.start", "Give both start and end, or neither.")]
    if draft.start is None or draft.end is None:
        return []
    if not 0 <= draft.start < draft.end <= len(body):
        return [
            FieldError(
                f"{where}.start",
                f"{draft.start} to {draft.end} is not in the text, which has {len(body)} "
                "code points.",
            )
        ]
    if draft.quote is not None and draft.quote != body[draft.start : draft.end]:
        return [
            FieldError(
                f"{where}.quote",
                "The text has other words there: count offsets in Unicode code points.",
            )
        ]
    return []


def _new_tag(review: Review, motif: Motif, draft: TagDraft, body: str) -> Tag:
    start, end = draft.start, draft.end
    if start is None or end is None:
        return Tag(review=review, motif=motif, note=draft.note, suggestion_id=draft.suggestion)
    return Tag(
        review=review,
        motif=motif,
        start=start,
        end=end,
        quote=body[start:end],
        prefix=body[max(0, start - AROUND) : start],
        suffix=body[end : end + AROUND],
        note=draft.note,
        suggestion_id=draft.suggestion,
    )
