"""Composed reads about studies, codebooks and readings, for pages and API alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from annotations.gates import known_motifs, readable_reviews, rechecks_for, studies_for
from annotations.models import (
    Codebook,
    CodebookVersion,
    Membership,
    Motif,
    MotifExample,
    Rating,
    Recheck,
    Review,
    Study,
    StudyText,
    Tag,
)
from corpus.models import Event
from corpus.visibility import open_sources

if TYPE_CHECKING:
    from accounts.models import User


def studies_listed(user: User) -> QuerySet[Study]:
    """Return the studies a person may see, each with its number of texts, newest first."""
    texts = (
        StudyText.objects.filter(study=OuterRef("pk"), taken_out_at=None)
        .values("study")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        studies_for(user)
        .annotate(n_texts=Coalesce(Subquery(texts, output_field=IntegerField()), 0))
        .select_related("codebook", "codebook_version")
        .prefetch_related("scales")
        .order_by("-pk")
    )


def reviews_listed(user: User) -> QuerySet[Review]:
    """Return the readings a person may see, whole."""
    return _whole(readable_reviews(user), user).order_by("pk")


def own_reviews(user: User) -> QuerySet[Review]:
    """Return a person's own readings, whole: these ask nothing about what others wrote."""
    return _whole(Review.objects.filter(reviewer=user), user).order_by("pk")


def _whole(reviews: QuerySet[Review], user: User) -> QuerySet[Review]:
    return reviews.select_related("reviewer", "guess", "forecast", "study").prefetch_related(
        Prefetch("ratings", Rating.objects.select_related("scale")),
        Prefetch("tags", _tags(user)),
    )


def ratings_listed(user: User) -> QuerySet[Rating]:
    """Return every answer in a reading the person may see."""
    return (
        Rating.objects.filter(review__in=readable_reviews(user))
        .select_related("review__reviewer", "scale")
        .order_by("pk")
    )


def tags_listed(user: User) -> QuerySet[Tag]:
    """Return every tag in a reading the person may see."""
    return (
        _tags(user)
        .filter(review__in=readable_reviews(user))
        .select_related("review__reviewer")
        .order_by("pk")
    )


def _tags(user: User) -> QuerySet[Tag]:
    """Return tags with what they count as, without those of motifs the person does not know of."""
    tags = Tag.objects.filter(known_motifs(user, prefix="motif__"))
    # A version's content is the whole codebook; a tag tells only its number.
    return tags.select_related("motif__merged_into__merged_into", "codebook_version").defer(
        "codebook_version__content"
    )


def tags_among(review: Review, motifs: Iterable[Motif]) -> Iterator[Tag]:
    """Yield one reading's tags with these motifs, which a person who may read it knows of."""
    known = {motif.pk: motif for motif in motifs}
    tags = Tag.objects.filter(review=review).select_related("codebook_version")
    for tag in tags.defer("codebook_version__content"):
        if tag.motif_id in known:
            tag.motif = known[tag.motif_id]
            yield tag


def rechecks_listed(user: User) -> QuerySet[Recheck]:
    """Return the tags to be looked at again that a person may see, oldest first."""
    return (
        rechecks_for(user)
        .select_related(
            "review__reviewer",
            "review__study",
            "motif__codebook",
            "motif__merged_into__merged_into",
            "tag__codebook_version",
            "chosen",
        )
        .order_by("pk")
    )


def open_rechecks(**of: Any) -> QuerySet[Recheck]:
    """Return what is still to be decided, in studies whose readings can change."""
    return Recheck.objects.filter(
        state=Recheck.State.OPEN, review__study__state=Study.State.OPEN, **of
    )


def versions_compared(
    codebook: Codebook, before: int | None, after: int | None
) -> tuple[CodebookVersion, CodebookVersion]:
    """Return two versions; left out, the newest and the one before it, or the newest twice."""
    numbers = list(codebook.versions.order_by("number").values_list("number", flat=True))
    if not numbers:
        raise Http404("No version is frozen yet.")
    after = numbers[-1] if after is None else after
    earlier = [number for number in numbers if number < after]
    before = before if before is not None else (earlier[-1] if earlier else after)
    found = {version.number: version for version in codebook.versions.all()}
    if before not in found or after not in found:
        raise Http404("No such version.")
    return found[before], found[after]


def spans_shown(user: User, motif: Motif) -> tuple[list[MotifExample], int]:
    """Return a motif's examples from texts, and how many wait.

    What others marked on a text that is held from this person waits until it is not.
    """
    every = motif.spans.select_related("added_by")
    shown = every.filter(Q(text__in=open_sources(user).values("pk")) | Q(added_by=user))
    found = list(shown.order_by("is_counter", "pk"))
    return found, every.count() - len(found)


@dataclass(frozen=True, slots=True)
class MotifEvent:
    """Something done to a motif; `other` names the one it was done to, where that is another."""

    event: Event
    other: str


def motif_history(user: User, motif: Motif) -> list[MotifEvent]:
    """Return what was done to a motif and to those that came from it or once went into it."""
    merges = Event.objects.filter(verb="motif_merged", subject="motif", data__into=motif.pk)
    went = [int(pk) for pk in merges.values_list("subject_id", flat=True)]
    near = Motif.objects.filter(known_motifs(user)).filter(
        Q(pk=motif.pk) | Q(pk__in=went) | Q(split_into=motif)
    )
    names = {str(other.pk): other.name for other in near}
    events = Event.objects.filter(subject="motif", subject_id__in=names).select_related("actor")
    names[str(motif.pk)] = ""
    return [MotifEvent(event, names[event.subject_id]) for event in events]


def events_listed(user: User) -> QuerySet[Event]:
    """Return what the person did, and what was done in the studies they lead."""
    led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("study")
    return (
        Event.objects.filter(Q(actor=user) | Q(study_id__in=led))
        .select_related("actor")
        .order_by("-pk")
    )
