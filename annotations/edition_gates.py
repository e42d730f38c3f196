"""Who may see an edition, and who may publish one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from annotations.gates import get_led_study
from annotations.models import Edition, Review, StudyText, Submission
from annotations.readings import is_counted
from corpus.visibility import Reader, open_sources

if TYPE_CHECKING:
    from accounts.models import User


class EditionWaits(Http404):
    """There may be such an edition; its text is held from who asks, so that nothing is said of it.

    It is answered as an address at which there is nothing, but for the word that it waits.
    """


def editions_for(reader: Reader) -> QuerySet[Edition]:
    """Return the editions of texts whose source this reader may see, with or without a sign-in."""
    return Edition.objects.filter(text__in=open_sources(reader).values("pk"))


def get_edition_for(reader: Reader, pk: UUID) -> Edition:
    """Return an edition, or raise EditionWaits while its text is held, or Http404."""
    rows = editions_for(reader).select_related("previous", "next", "study", "text")
    edition = rows.filter(pk=pk).first()
    if edition is not None:
        return edition
    if Edition.objects.filter(pk=pk).exists():
        raise EditionWaits("This edition waits for the close of a study.")
    raise Http404("No such edition.")


def get_led_place(user: User, study: int, text: UUID) -> StudyText:
    """Return a text of a study this person leads; NotAllowed or Http404 else."""
    led = get_led_study(user, study)
    place = StudyText.objects.filter(study=led, text=text).select_related("study__codebook").first()
    if place is None:
        raise Http404("The study does not read that text.")
    return place


def publishable(place: StudyText) -> list[Submission]:
    """Return what of a text's readings may be published, one of each reader, first reader first.

    As figures do: the last one before its reader saw the source or, where the study compares
    them afterwards, suggestions; or failing that the last.
    """
    rows = (
        Submission.objects.filter(
            review__study=place.study_id,
            review__text=place.text_id,
            review__state=Review.State.SUBMITTED,
        )
        .select_related("review__reviewer", "review__study")
        .order_by("number")
    )
    chosen: dict[int, Submission] = {}
    for row in rows:
        known = chosen.get(row.review_id)
        if known is None or not is_counted(known) or is_counted(row):
            chosen[row.review_id] = row
    return [chosen[pk] for pk in sorted(chosen)]
