"""Who may see which suggestions: asked by page, API, counts and writes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from accounts.composing import composed_once
from annotations.gates import READERS
from annotations.models import (
    Membership,
    Review,
    Study,
    StudyText,
    Suggestion,
    SuggestionDecision,
)
from annotations.models.codebook import STANDING
from corpus.visibility import open_sources

if TYPE_CHECKING:
    from accounts.models import User

SHOWN, AFTER = Study.Suggestions.SHOWN, Study.Suggestions.AFTER_SUBMIT


@composed_once
def visible_suggestions(user: User) -> QuerySet[Suggestion]:
    """Return the suggestions a person may see, each with their own `decision` on it.

    While a study is open these are its readers' own: of texts they have begun where it shows them,
    of readings that stand submitted where it compares afterwards. Of a closed study everybody sees
    them whose eyes the text's source is open to. Nobody sees any of a text that they have still to
    read in a study that does not show them.
    """
    own = Review.objects.filter(study=OuterRef("study"), text=OuterRef("text"), reviewer=user)
    reads = Membership.objects.filter(study=OuterRef("study"), user=user, role__in=READERS)
    submitted = own.filter(state=Review.State.SUBMITTED)
    while_open = Q(study__state=Study.State.OPEN) & Exists(reads)
    shown = while_open & Q(study__suggestions=SHOWN) & Exists(own)
    after = while_open & Q(study__suggestions=AFTER) & Exists(submitted)
    closed = Q(
        study__state=Study.State.CLOSED,
        study__suggestions__in=(SHOWN, AFTER),
        text__in=open_sources(user).values("pk"),
    )
    decided = SuggestionDecision.objects.filter(suggestion=OuterRef("pk"), review__reviewer=user)
    return (
        Suggestion.objects.filter(shown | after | closed)
        .exclude(text__in=_still_to_read(user))
        .annotate(decision=Subquery(decided.order_by("-pk").values("decision")[:1]))
        .filter(Q(withdrawn_at=None) | Q(decision__isnull=False))
        .select_related("motif")
    )


def on_offer(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """Keep those that can be taken, were decided on, or are of a study that is over.

    A motif may have been merged or retired before its texts are looked through again.
    """
    return rows.filter(
        Q(motif__status__in=STANDING)
        | Q(decision__isnull=False)
        | Q(study__state=Study.State.CLOSED)
    )


def may_have_taken(review: Review) -> QuerySet[Suggestion]:
    """Return what the reader of a draft was shown and may have taken, also what is shown no more.

    Their page may have been open, or without a line, since before patterns changed, or before the
    text came into a study that is read without suggestions. What was hidden before they began is
    not among it: nothing is to be learnt of it by asking.
    """
    hidden = _still_to_read(review.reviewer).filter(study__opened_at__lt=review.created_at)
    return Suggestion.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=review.created_at),
        study=review.study_id,
        text=review.text_id,
        study__suggestions=SHOWN,
    ).exclude(text__in=hidden)


def get_suggestion_for(user: User, pk: int | str) -> Suggestion:
    """Return a suggestion this person may see, or raise Http404."""
    suggestion = visible_suggestions(user).select_related("study").filter(pk=pk).first()
    if suggestion is None:
        raise Http404("No such suggestion.")
    return suggestion


def _still_to_read(user: User) -> QuerySet[StudyText, Any]:
    """Return the texts that a person may still have to read blind to suggestions, in any study."""
    member = Membership.objects.filter(study=OuterRef("study"), user=user, role__in=READERS)
    done = Review.objects.filter(
        study=OuterRef("study"),
        text=OuterRef("text"),
        reviewer=user,
        state=Review.State.SUBMITTED,
    )
    return (
        StudyText.objects.filter(
            Exists(member), ~Exists(done), study__state=Study.State.OPEN, taken_out_at=None
        )
        .exclude(study__suggestions=SHOWN)
        .values("text")
    )
