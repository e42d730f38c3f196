"""Deciding on tags whose motif has changed: kept, given another motif, or taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Recheck, Review, Study, Tag
from annotations.models.codebook import STANDING
from annotations.services.reviewing import reopen_review, save_review
from annotations.services.tagging import TagDraft, motifs_open_to
from corpus.errors import Invalid, Refused
from corpus.events import record

if TYPE_CHECKING:
    from accounts.models import User

DECISIONS = ("keep", "retag", "remove")


@transaction.atomic
def decide_recheck(
    *, recheck: Recheck, by: User, decision: str, motif: str = "", reopen: bool = False
) -> Recheck:
    """Decide on one's own tag. Of a submitted reading it changes only where `reopen` is asked."""
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("study")
        .get(pk=recheck.review_id)
    )
    recheck = Recheck.objects.select_related("tag__motif").get(pk=recheck.pk)
    if recheck.state != Recheck.State.OPEN or recheck.tag is None:
        raise Refused(_("This has been decided already: {state}.").format(state=_(recheck.state)))
    if review.study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: its readings cannot be changed.").format(
                state=_(review.study.state)
            )
        )
    if decision == "keep":
        recheck.state = Recheck.State.KEPT
        recheck.decided_by = by
        recheck.decided_at = timezone.now()
        recheck.save(update_fields=["state", "decided_by", "decided_at"])
    else:
        _change(recheck, review, by, decision=decision, motif=motif, reopen=reopen)
        recheck.refresh_from_db()
    record(
        by,
        "recheck_decided",
        "recheck",
        recheck.pk,
        study_id=review.study_id,
        text_id=review.text_id,
        decision=recheck.state,
    )
    return recheck


def _change(
    recheck: Recheck, review: Review, by: User, *, decision: str, motif: str, reopen: bool
) -> None:
    """Write the review's tags anew without this one; what was asked of it is struck off there."""
    if decision == "retag":
        _require_offered(review, by, motif)
    if review.state == Review.State.SUBMITTED:
        if not reopen:
            raise Refused(
                _(
                    "The reading is submitted: its tags change only when it is reopened. Ask for "
                    "that with “reopen”, and submit it again afterwards."
                )
            )
        reopen_review(review=review, by=by)
    tags = list(review.tags.select_related("motif"))
    drafts = [_draft(tag) for tag in tags if tag.pk != recheck.tag_id]
    if decision == "retag" and recheck.tag is not None:
        drafts = _with(drafts, _draft(recheck.tag, motif=motif))
    save_review(review=review, by=by, version=None, tags=drafts)
    if decision == "retag":
        # Where the other tag was there already, nothing new stands in this one's place.
        chosen = review.study.codebook.motifs.get(key=motif) if review.study.codebook else None
        row = Recheck.objects.filter(pk=recheck.pk)
        row.update(state=Recheck.State.RETAGGED, chosen=chosen)


def _require_offered(review: Review, by: User, key: str) -> None:
    offered = {motif.key for motif in motifs_open_to(review, by) if motif.status in STANDING}
    if key not in offered:
        raise Invalid(("motif", _("The codebook offers no motif “{key}”.").format(key=key)))


def _draft(tag: Tag, *, motif: str = "") -> TagDraft:
    """Return a tag as it is written. What came of a suggestion says so under any motif."""
    return TagDraft(
        motif or tag.motif.key, tag.start, tag.end, tag.note, suggestion=tag.suggestion_id
    )


def _with(drafts: list[TagDraft], new: TagDraft) -> list[TagDraft]:
    """Add a tag; where it is there already, the note of either stays."""
    place = (new.motif, new.start, new.end)
    for number, draft in enumerate(drafts):
        if (draft.motif, draft.start, draft.end) == place:
            notes = dict.fromkeys(note for note in (draft.note, new.note) if note)
            drafts[number] = replace(draft, note="\n".join(notes))
            return drafts
    return [*drafts, new]
