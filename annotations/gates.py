"""Every study and review reaches a view through one of these; 404 where it must not be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.composing import composed_once
from accounts.models import User
from accounts.statements import partly
from annotations.models import (
    Codebook,
    CodebookVersion,
    Membership,
    Motif,
    Recheck,
    Review,
    Study,
)
from corpus.errors import NotAllowed
from corpus.visibility import open_sources

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

OWN = "SELECT 1 FROM annotations_review WHERE id = %s AND reviewer_id = %s"
READERS = (Membership.Role.LEAD, Membership.Role.ADJUDICATOR, Membership.Role.REVIEWER)


@composed_once
def studies_for(user: User) -> QuerySet[Study]:
    """Return the studies this person is in, and those that are closed; all for a superuser."""
    if user.is_superuser:
        return Study.objects.all()
    mine = Membership.objects.filter(study=OuterRef("pk"), user=user)
    return Study.objects.filter(Q(state=Study.State.CLOSED) | Exists(mine))


def get_study_for(user: User, pk: int | str) -> Study:
    """Return a study this person may see, or raise Http404."""
    study = studies_for(user).select_related("codebook", "hold").filter(pk=pk).first()
    if study is None:
        raise Http404("No such study.")
    return study


def role_in(user: User, study: Study) -> str | None:
    """Return the person's role in the study, if any."""
    return Membership.objects.filter(study=study, user=user).values_list("role", flat=True).first()


def is_lead(user: User, study: Study) -> bool:
    """Say whether the person leads the study."""
    return role_in(user, study) == Membership.Role.LEAD


def get_led_study(user: User, pk: int | str) -> Study:
    """Return a study this person leads; NotAllowed if it may be seen but not led."""
    study = get_study_for(user, pk)
    if not is_lead(user, study):
        raise NotAllowed(_("Only a lead of this study can do that."))
    return study


@composed_once
def readable_reviews(user: User) -> QuerySet[Review]:
    """Return own reviews, and what others submitted on texts whose source the person may see.

    A reviewer of an open study sees others' readings of a text after submitting an own one.
    """
    open_texts = open_sources(user).values("pk")
    member = Membership.objects.filter(study=OuterRef("study"), user=user)
    own = Review.objects.filter(
        study=OuterRef("study"),
        text=OuterRef("text"),
        reviewer=user,
        state=Review.State.SUBMITTED,
    )
    others = Q(state=Review.State.SUBMITTED, text__in=open_texts) & (
        Q(study__state=Study.State.CLOSED)
        | Exists(member.exclude(role=Membership.Role.REVIEWER))
        | Exists(member) & Exists(own)
    )
    return Review.objects.filter(Q(reviewer=user) | others)


def get_review_for(user: User, pk: int | str, *, write: bool = False) -> Review:
    """Return a review this person may read, or with `write` one of their own, else Http404."""
    if write:
        # Services lock the row and read it again with all that they need: this only lets in.
        with connection.cursor() as cursor:
            cursor.execute(OWN, [int(pk), user.pk])
            is_own = cursor.fetchone() is not None
        review = partly(Review, id=int(pk), reviewer_id=user.pk) if is_own else None
    else:
        # Mostly it is one's own, which is less to ask.
        own = Review.objects.filter(reviewer=user)
        review = _with_study(own, pk) or _with_study(readable_reviews(user), pk)
    if review is None:
        raise Http404("No such review.")
    return review


def own_review(user: User, pk: int | str) -> Review:
    """Return a reading of this person's to be saved; that there is one is not asked yet.

    Saving locks it by its reader, and raises `Review.DoesNotExist` where it is not theirs.
    """
    return partly(Review, id=int(pk), reviewer_id=user.pk)


def _with_study(reviews: QuerySet[Review], pk: int | str) -> Review | None:
    return reviews.select_related("study", "study__hold", "text").filter(pk=pk).first()


@composed_once
def codebooks_for(user: User) -> QuerySet[Codebook]:
    """Return the codebooks this person may read: own ones, and those of studies they may see."""
    if user.is_staff or user.is_superuser:
        return Codebook.objects.all()
    used = studies_for(user).filter(codebook=OuterRef("pk"))
    return Codebook.objects.filter(Q(created_by=user) | Exists(used))


def with_versions(books: QuerySet[Codebook]) -> QuerySet[Codebook]:
    """Return codebooks with what lists say of their versions, without what is in them."""
    return books.prefetch_related(
        Prefetch("versions", queryset=CodebookVersion.objects.defer("content"))
    )


def get_codebook_for(user: User, pk: int | str, *, write: bool = False) -> Codebook:
    """Return a codebook this person may read, or with `write` may change."""
    codebook = codebooks_for(user).filter(pk=pk).first()
    if codebook is None:
        raise Http404("No such codebook.")
    if write and not can_edit_codebook(user, codebook):
        raise NotAllowed(
            _("Only its maker, an editor or a lead of a study that uses it can do that.")
        )
    return codebook


def get_version_for(reader: User | AnonymousUser, pk: int, number: int) -> CodebookVersion:
    """Return a frozen version: a published one for anybody, else for who may read its codebook."""
    found = CodebookVersion.objects.select_related("codebook__created_by")
    version = found.filter(codebook=pk, number=number).first()
    if version is None or not (version.published_at or reads_codebook(reader, pk)):
        raise Http404("No such version.")
    return version


def reads_codebook(reader: User | AnonymousUser, pk: int) -> bool:
    """Say whether this is somebody who may read the codebook, and not only what is published."""
    return isinstance(reader, User) and codebooks_for(reader).filter(pk=pk).exists()


def known_motifs(user: User, *, prefix: str = "") -> Q:
    """Return the filter on motifs a person knows of: others' proposals only who may edit them."""
    if user.is_staff:
        return Q()
    edited = Codebook.objects.filter(
        Q(created_by=user)
        | Q(study__memberships__user=user, study__memberships__role=Membership.Role.LEAD)
    )
    return (
        Q(**{f"{prefix}is_private": False})
        | Q(**{f"{prefix}proposed_by": user})
        | Q(**{f"{prefix}codebook__in": edited.values("pk")})
    )


@composed_once
def motifs_for(user: User) -> QuerySet[Motif]:
    """Return the motifs this person may read."""
    return Motif.objects.filter(known_motifs(user), codebook__in=codebooks_for(user))


def get_motif_for(user: User, codebook: Codebook, key: str) -> Motif:
    """Return a motif of a codebook that this person may read, or raise Http404."""
    motifs = motifs_for(user).select_related("codebook", "parent", "merged_into", "split_from")
    motif = motifs.filter(codebook=codebook, key=key).first()
    if motif is None:
        raise Http404("No such motif.")
    return motif


def can_give_examples(user: User, motif: Motif) -> bool:
    """Say whether the person edits the codebook, or proposed this motif and nobody took it up."""
    own = motif.is_private and motif.proposed_by_id == user.pk
    return own or can_edit_codebook(user, motif.codebook)


def motifs_to_exemplify(user: User) -> QuerySet[Motif]:
    """Return the motifs this person may give examples from texts."""
    books = codebooks_for(user)
    if not user.is_staff:
        led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("study")
        books = books.filter(Q(created_by=user) | Q(study__in=led))
    own = Q(is_private=True, proposed_by=user)
    return motifs_for(user).filter(
        Q(codebook__in=books.values("pk")) | own,
        status__in=(Motif.Status.ACTIVE, Motif.Status.CANDIDATE),
    )


@composed_once
def rechecks_for(user: User) -> QuerySet[Recheck]:
    """Return what is asked of this person's tags, and of those in readings they may see and lead.

    A lead reads the tags of others where their readings are open to them, and nowhere else.
    """
    led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("study")
    return Recheck.objects.filter(
        Q(review__reviewer=user) | Q(review__in=readable_reviews(user), review__study__in=led)
    )


def can_edit_codebook(user: User, codebook: Codebook) -> bool:
    """Say whether the person made the codebook, edits the corpus, or leads a study that uses it."""
    return (
        user.is_staff
        or codebook.created_by_id == user.pk
        or Membership.objects.filter(
            user=user, role=Membership.Role.LEAD, study__codebook=codebook
        ).exists()
    )
