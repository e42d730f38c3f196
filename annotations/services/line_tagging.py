"""Tagging several lines of a concordance at once, in one's own drafts; and undoing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.models import Review, Study, Tag
from annotations.models.codebook import STANDING
from annotations.resolving import final_motif
from annotations.services.reviewing import save_review, start_review
from annotations.services.tagging import TagDraft, motifs_of
from corpus.errors import Invalid, Refused
from corpus.events import record
from corpus.models import Event

if TYPE_CHECKING:
    from accounts.models import User

TAGGED = "lines_tagged"
SUBMITTED = gettext_lazy("Your reading of this text is submitted: reopen it to change it.")
THERE = gettext_lazy("You have tagged these words with this motif already.")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A place in a text, and where given the words that were seen there."""

    text: UUID
    start: int
    end: int
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class TaggedLine:
    text: UUID
    start: int
    end: int
    review: int


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    text: UUID
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class LinesTagged:
    """What was written, what was not and why; `batch` names it for undoing."""

    batch: int | None
    motif: str
    study: int
    tagged: tuple[TaggedLine, ...]
    left_out: tuple[LeftOutLine, ...]


@transaction.atomic
def tag_lines(
    *, study: Study, motif: str, lines: Sequence[LineDraft], by: User, note: str = ""
) -> LinesTagged:
    """Tag lines in one's own drafts, begun where needed; what cannot be is named, not lost."""
    _require_motif(study, motif, by)
    if study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: nothing can be tagged in it now.").format(state=_(study.state))
        )
    tagged: list[TaggedLine] = []
    left_out: list[LeftOutLine] = []
    for text, places in _by_text(lines).items():
        try:
            with transaction.atomic():
                review, new, there = _tag_text(study, text, places, motif=motif, note=note, by=by)
        except Invalid as error:
            left_out += _left_out(places, error.errors[0].message)
        except Refused as error:
            left_out += _left_out(places, error.detail)
        else:
            tagged += [TaggedLine(text, line.start, line.end, review.pk) for line in new]
            left_out += _left_out(there, str(THERE))
    batch = _log(study, by, motif, tagged) if tagged else None
    return LinesTagged(batch, motif, study.pk, tuple(tagged), tuple(left_out))


@transaction.atomic
def untag_lines(*, batch: int, by: User) -> tuple[int, int]:
    """Remove what a batch has tagged from one's own drafts; return how many went and stayed."""
    event = Event.objects.filter(pk=batch, actor=by, verb=TAGGED).first()
    if event is None:
        raise Invalid(("batch", _("You have tagged no lines under that number.")))
    wanted = [int(pk) for pk in event.data["tags"]]
    tags = Tag.objects.filter(
        pk__in=wanted, review__reviewer=by, review__state=Review.State.DRAFT
    ).select_related("review")
    by_review: dict[int, tuple[Review, set[int]]] = {}
    for tag in tags:
        by_review.setdefault(tag.review_id, (tag.review, set()))[1].add(tag.pk)
    for review, gone in by_review.values():
        kept = review.tags.exclude(pk__in=gone).select_related("motif")
        save_review(review=review, by=by, version=review.version, tags=drafts_of(kept))
    removed = sum(len(gone) for _, gone in by_review.values())
    if removed:
        record(by, "lines_untagged", "study", event.subject_id, study_id=event.study_id)
    return removed, len(wanted) - removed


def drafts_of(tags: Iterable[Tag]) -> list[TagDraft]:
    """Return tags as they are written, for a list that keeps them."""
    return [
        TagDraft(tag.motif.key, tag.start, tag.end, tag.note, suggestion=tag.suggestion_id)
        for tag in tags
    ]


def _tag_text(
    study: Study, text: UUID, places: Sequence[LineDraft], *, motif: str, note: str, by: User
) -> tuple[Review, list[LineDraft], list[LineDraft]]:
    """Tag the lines of one text; return its reading, what is new and what was there."""
    review, _ = start_review(study=study, text_id=text, user=by)
    if review.state == Review.State.SUBMITTED:
        raise Refused(str(SUBMITTED))
    old = list(review.tags.select_related("motif"))
    known = {(tag.start, tag.end) for tag in old if tag.motif.key == motif}
    new = [line for line in places if (line.start, line.end) not in known]
    there = [line for line in places if (line.start, line.end) in known]
    if new:
        drafts = [TagDraft(motif, line.start, line.end, note, line.quote) for line in new]
        tags = [*drafts_of(old), *drafts]
        review = save_review(review=review, by=by, version=review.version, tags=tags)
    return review, new, there


def _by_text(lines: Sequence[LineDraft]) -> dict[UUID, list[LineDraft]]:
    found: dict[UUID, list[LineDraft]] = {}
    for line in dict.fromkeys(lines):
        found.setdefault(line.text, []).append(line)
    return found


def _left_out(lines: Iterable[LineDraft], reason: str) -> list[LeftOutLine]:
    return [LeftOutLine(line.text, line.start, line.end, reason) for line in lines]


def _require_motif(study: Study, key: str, by: User) -> None:
    motif = motifs_of(study, by.pk).select_related("merged_into").filter(key=key).first()
    if motif is None:
        raise Invalid(("motif", _("The study's codebook has no motif “{key}”.").format(key=key)))
    if motif.status not in STANDING:
        said = _("“{name}” is {status}: nothing more is tagged with it.").format(
            name=motif.name, status=_(motif.status)
        )
        if motif.merged_into:
            instead = final_motif(motif).name
            said = f"{said} {_('Tag with “{name}”.').format(name=instead)}"
        raise Invalid(("motif", said))


def _log(study: Study, by: User, motif: str, tagged: Sequence[TaggedLine]) -> int:
    places = {(line.review, line.start, line.end) for line in tagged}
    rows = Tag.objects.filter(review__in={line.review for line in tagged}, motif__key=motif)
    ids = [
        pk
        for pk, *place in rows.order_by("pk").values_list("pk", "review", "start", "end")
        if tuple(place) in places
    ]
    return record(by, TAGGED, "study", study.pk, study_id=study.pk, tags=ids).pk
