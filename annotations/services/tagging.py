"""Writing the tags of a review: offsets are checked against the stored body, always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from annotations.models import CodebookVersion, Motif, Review, Study, Tag
from annotations.models.codebook import STANDING
from annotations.services.accepting import (
    forget_accepted,
    remember_accepted,
    unknown_suggestions,
)
from annotations.services.draft_rows import add_tags, drop_tags, tags_there
from annotations.services.rechecks import ask_of_late, strike_off
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


def replace_tags(review: Review, drafts: Sequence[TagDraft] | None) -> None:
    """Make these the review's tags; None leaves them. One that stays keeps its row.

    A new tag notes the codebook's newest version. What was asked of one that goes is struck off.
    A motif that stands no more may still be named: a page left open, or offline, knew it as it
    was. Such a tag is kept, and listed to be looked at again.
    """
    there = {(tag.motif_id, tag.start, tag.end): tag for tag in tags_there(review)}
    if drafts is None:
        review.saved_tags = sorted(there.values(), key=_place_of)
        return
    body = review.text.body
    motifs = _motifs_named(review, drafts, {tag.motif.key: tag.motif for tag in there.values()})
    errors = [e for n, draft in enumerate(drafts) for e in _errors_in(draft, n, body, motifs)]
    errors += unknown_suggestions(review, [draft.suggestion for draft in drafts])
    if errors:
        raise Invalid(*errors)
    kept: dict[tuple[int, int | None, int | None], Tag] = {}
    new: list[Tag] = []
    for number, draft in enumerate(drafts):
        motif = motifs[draft.motif]
        place = (motif.pk, draft.start, draft.end)
        if place in kept:
            raise Invalid((f"tags[{number}]", _("The same motif is tagged there twice.")))
        tag = kept[place] = there.get(place) or _new_tag(review, motif, draft, body)
        if tag.pk is None:
            new.append(tag)
        elif tag.note != draft.note:
            tag.note = draft.note
            tag.save(update_fields=["note"])
    _store(review, new, gone=[tag for place, tag in there.items() if place not in kept])
    review.saved_tags = sorted(kept.values(), key=_place_of)


def _store(review: Review, new: list[Tag], *, gone: list[Tag]) -> None:
    undone = forget_accepted(review, gone)
    if any(tag.is_referred_to for tag in gone):
        strike_off(gone, new, reader_id=review.reviewer_id)
        Tag.objects.filter(pk__in=[tag.pk for tag in gone]).delete()
    elif gone:
        drop_tags(gone)
    if new:
        version = newest_version(review)
        for tag in new:
            tag.codebook_version = version
        add_tags(new)
        ask_of_late([tag for tag in new if tag.motif.status not in STANDING])
    remember_accepted(review, new, undone=undone)


def _place_of(tag: Tag) -> tuple[int, int, int]:
    """Return what tags are sorted by, as the model says it: those of the whole text first."""
    if tag.start is None or tag.end is None:
        return -1, 0, tag.pk
    return tag.start, -tag.end, tag.pk


def motifs_open_to(review: Review, reader: User) -> Sequence[Motif]:
    """Return the motifs a reader may tag with: of those proposed while reading only own ones."""
    return list(motifs_of(review.study, reader.pk))


def motifs_to_tag_with(study: Study, reader: User) -> QuerySet[Motif]:
    """Return the motifs that a reader of the study is offered: those that stand."""
    return motifs_of(study, reader.pk).filter(status__in=STANDING)


def motifs_of(study: Study, reader_id: int) -> QuerySet[Motif]:
    """Return the motifs of a study that a reader's tags may name, also those that stand no more."""
    open_to = Q(is_private=False) | Q(proposed_by=reader_id)
    return Motif.objects.filter(open_to, codebook=study.codebook_id)


def _motifs_named(
    review: Review, drafts: Sequence[TagDraft], known: dict[str, Motif]
) -> dict[str, Motif]:
    """Return the motifs that the drafts name, as far as their reader may tag with them."""
    asked = {draft.motif for draft in drafts} - known.keys()
    if not asked or review.study.codebook_id is None:
        return known
    found = motifs_of(review.study, review.reviewer_id).filter(key__in=asked)
    return known | {motif.key: motif for motif in found}


def newest_version(review: Review) -> CodebookVersion | None:
    """Return the version of the codebook that this reading is made under now."""
    if hasattr(review, "newest_version"):
        # Read with the row, by whoever has locked it for a save.
        return review.newest_version
    versions = CodebookVersion.objects.filter(codebook=review.study.codebook_id)
    return versions.defer("content").order_by("-number").first()


def _errors_in(
    draft: TagDraft, number: int, body: str, motifs: dict[str, Motif]
) -> list[FieldError]:
    where = f"tags[{number}]"
    motif = motifs.get(draft.motif)
    if motif is None:
        return [
            FieldError(
                f"{where}.motif",
                _("The codebook has no motif “{motif}”.").format(motif=draft.motif),
            )
        ]
    if (draft.start is None) != (draft.end is None):
        return [FieldError(f"{where}.start", _("Give both start and end, or neither."))]
    if draft.start is None or draft.end is None:
        return []
    if not 0 <= draft.start < draft.end <= len(body):
        return [
            FieldError(
                f"{where}.start",
                _("{start} to {end} is not in the text, which has {n} code points.").format(
                    start=draft.start, end=draft.end, n=len(body)
                ),
            )
        ]
    if draft.quote is not None and draft.quote != body[draft.start : draft.end]:
        return [
            FieldError(
                f"{where}.quote",
                _("The text has other words there: count offsets in Unicode code points."),
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
