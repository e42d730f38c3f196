"""Who may see, and who may join, the talk about a text; and who reads which memo."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.composing import composed_once
from annotations.gates import motifs_for
from annotations.models import Comment, Membership, Memo, Review, Study, StudyText
from corpus.errors import NotAllowed
from corpus.visibility import open_sources

if TYPE_CHECKING:
    from accounts.models import User

Row = TypeVar("Row", bound=Model)


def talkable(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """Keep those rows of a study and a text on which the person may see what others wrote.

    The text's source is open to them, and the study is closed, or they are in it. A reviewer of a
    study that is not blind submits a reading first, as in a blind one the release asks for.
    """
    member = Membership.objects.filter(study=OuterRef("study"), user=user)
    own = Review.objects.filter(
        study=OuterRef("study"),
        text=OuterRef("text"),
        reviewer=user,
        state=Review.State.SUBMITTED,
    )
    joined = Exists(member.exclude(role=Membership.Role.REVIEWER)) | Exists(member) & (
        Q(study__blind=True) | Exists(own)
    )
    return rows.filter(
        Q(study__state=Study.State.CLOSED) | Q(study__state=Study.State.OPEN) & joined,
        text__in=open_sources(user).values("pk"),
    )


@composed_once
def talked_of(user: User) -> QuerySet[StudyText]:
    """Return the texts of studies whose talk this person may see."""
    return talkable(StudyText.objects.select_related("study__codebook", "study__hold"), user)


def get_talk_for(user: User, study: int, text: UUID) -> StudyText:
    """Return a study's text whose talk the person may see, else Http404."""
    found = talked_of(user).filter(study=study, text=text).first()
    if found is None:
        raise Http404("No such talk.")
    return found


@composed_once
def comments_for(user: User) -> QuerySet[Comment]:
    """Return the comments this person may see."""
    return talkable(Comment.objects.all(), user)


def get_comment_for(user: User, pk: int | str, *, own: bool = False) -> Comment:
    """Return a comment the person may see, else Http404; with `own` NotAllowed for another's."""
    rows = comments_for(user).select_related("study", "author", "text")
    comment = rows.filter(pk=pk).first()
    if comment is None:
        raise Http404("No such comment.")
    if own and comment.author_id != user.pk:
        raise NotAllowed(_("Only who wrote a comment can change it."))
    return comment


def may_join(user: User, study: Study) -> bool:
    """Say whether the person talks in a study whose talk they may see: its members do."""
    return Membership.objects.filter(study=study, user=user).exists()


def unnamed_studies(user: User) -> QuerySet[Membership]:
    """Return the open studies this person adjudicates, in which readers have no names for them."""
    return Membership.objects.filter(
        user=user, role=Membership.Role.ADJUDICATOR, study__state=Study.State.OPEN
    )


@composed_once
def memos_for(user: User) -> QuerySet[Memo]:
    """Return the person's own memos, and those shared with them.

    A shared memo about a text is seen by who may see what others wrote on that text, and one about
    a motif by who knows of it: some are proposed while reading, and not accepted yet.
    """
    mine = Membership.objects.filter(study=OuterRef("study"), user=user)
    known = Q(motif=None) | Q(motif__in=motifs_for(user).values("pk"))
    shared = Memo.objects.filter(Exists(mine), known, shared=True)
    about_texts = talkable(shared.exclude(text=None), user)
    return Memo.objects.filter(
        Q(author=user)
        | Q(pk__in=shared.filter(text=None).values("pk"))
        | Q(pk__in=about_texts.values("pk"))
    )


def get_memo_for(user: User, pk: int | str, *, own: bool = False) -> Memo:
    """Return a memo the person may read, else Http404; with `own` NotAllowed for another's."""
    memo = memos_for(user).select_related("study", "author", "motif").filter(pk=pk).first()
    if memo is None:
        raise Http404("No such memo.")
    if own and memo.author_id != user.pk:
        raise NotAllowed(_("Only who wrote a memo can change it."))
    return memo
