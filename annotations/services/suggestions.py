"""Having suggestions made, and deciding on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import (
    Review,
    Study,
    Suggestion,
    SuggestionDecision,
)
from annotations.models.codebook import STANDING
from annotations.services.accepting import log_decision
from annotations.services.line_tagging import drafts_of
from annotations.services.reviewing import save_review
from annotations.services.tagging import TagDraft
from corpus.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: User, version: int | None = None) -> Review:
    """Make a suggestion a tag of the reader's own draft; the tag says where it came from."""
    review = _own_draft(suggestion, by)
    motif = suggestion.motif
    if motif.status not in STANDING:
        raise Refused(
            _("“{name}” is {status}: nothing more is tagged with it.").format(
                name=motif.name, status=_(motif.status)
            )
        )
    old = list(review.tags.select_related("motif"))
    place = (suggestion.motif_id, suggestion.start, suggestion.end)
    there = next((tag for tag in old if (tag.motif_id, tag.start, tag.end) == place), None)
    if there is not None and there.suggestion_id == suggestion.pk:
        return review
    if there is not None:
        # Tagged already, unprompted: the tag stays the reader's own.
        accepted = {"decision": SuggestionDecision.Decision.ACCEPTED, "tag": there}
        review.decisions.update_or_create(suggestion=suggestion, defaults=accepted)
        log_decision(review, suggestion.pk, "suggestion_accepted")
        return review
    made = TagDraft(
        suggestion.motif.key, suggestion.start, suggestion.end, suggestion=suggestion.pk
    )
    return save_review(review=review, by=by, version=version, tags=[*drafts_of(old), made])


@transaction.atomic
def reject_suggestion(*, suggestion: Suggestion, by: User) -> Review:
    """Record that the reader does not take a suggestion."""
    review = _own_draft(suggestion, by)
    if review.tags.filter(suggestion=suggestion).exists():
        raise Refused(_("You have accepted this suggestion: undo that first."))
    rejected = {"decision": SuggestionDecision.Decision.REJECTED, "tag": None}
    known = review.decisions.filter(suggestion=suggestion, decision=rejected["decision"])
    if not known.exists():
        review.decisions.update_or_create(suggestion=suggestion, defaults=rejected)
        log_decision(review, suggestion.pk, "suggestion_rejected")
    return review


@transaction.atomic
def undo_decision(*, suggestion: Suggestion, by: User, version: int | None = None) -> Review:
    """Take a decision back, and with an acceptance the tag that came of it."""
    review = _own_draft(suggestion, by)
    tags = list(review.tags.select_related("motif"))
    kept = [tag for tag in tags if tag.suggestion_id != suggestion.pk]
    if len(kept) < len(tags):
        return save_review(review=review, by=by, version=version, tags=drafts_of(kept))
    if review.decisions.filter(suggestion=suggestion).delete()[0]:
        log_decision(review, suggestion.pk, "suggestion_undone")
    return review


def _own_draft(suggestion: Suggestion, by: User) -> Review:
    """Return the reading that a decision is part of, locked against one made meanwhile."""
    study = suggestion.study
    if study.suggestions != Study.Suggestions.SHOWN:
        raise Refused(_("This study compares suggestions with what was submitted: none is taken."))
    if study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: its readings cannot be changed.").format(state=_(study.state))
        )
    own = Review.objects.select_for_update(of=("self",)).select_related("study", "reviewer")
    review = own.filter(study=study, text=suggestion.text_id, reviewer=by).order_by("-pk").first()
    if review is None or review.state != Review.State.DRAFT:
        raise Refused(_("The review is submitted: reopen it to change it."))
    return review
