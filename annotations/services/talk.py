"""Writing comments: said, changed, resolved, reopened, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.models import Comment, Study
from annotations.talk_gates import get_comment_for, get_talk_for, may_join
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.events import record

if TYPE_CHECKING:
    from accounts.models import User

STALE = gettext_lazy(
    "This has changed since you read it: you wrote against version {seen}, it is at version {now}. "
    "Nothing was overwritten."
)


@transaction.atomic
def add_comment(
    *,
    study: Study,
    text_id: UUID,
    by: User,
    body: str,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    reply_to: int | None = None,
) -> Comment:
    """Say something on a text, on a span of it, or in reply; Http404 where talk is not theirs."""
    place = get_talk_for(by, study.pk, text_id)
    _require_member(by, study)
    _require_words(body)
    head = None
    if reply_to is not None:
        if start is not None or end is not None:
            raise Invalid(
                ("start", _("A reply stands with what it replies to: leave the span out."))
            )
        head = _head(study, text_id, reply_to)
    words = _quoted(place.text.body, start, end, quote)
    comment = Comment.objects.create(
        study=study,
        text_id=text_id,
        author=by,
        reply_to=head,
        start=start,
        end=end,
        quote=words,
        body=body,
    )
    _log(comment, by, "commented")
    return comment


@transaction.atomic
def change_comment(*, comment: Comment, by: User, body: str, version: int | None = None) -> Comment:
    """Change the words of an own comment; a stale write is refused."""
    comment = _own(comment, by, version)
    _require_words(body)
    comment.body = body
    comment.edited_at = timezone.now()
    comment.version += 1
    comment.save(update_fields=["body", "edited_at", "version"])
    _log(comment, by, "comment_changed", version=comment.version)
    return comment


@transaction.atomic
def withdraw_comment(*, comment: Comment, by: User) -> Comment:
    """Take the words of an own comment away for good; its place and the replies stay."""
    comment = _own(comment, by, None)
    comment.body = ""
    comment.withdrawn_at = timezone.now()
    comment.version += 1
    comment.save(update_fields=["body", "withdrawn_at", "version"])
    _log(comment, by, "comment_withdrawn")
    return comment


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User) -> Comment:
    """Mark a thread as settled: any member of the study who sees it may."""
    comment = _thread(comment, by)
    if comment.resolved_at is not None:
        raise Refused(_("This is resolved already."))
    return _settle(comment, by, resolved=True)


@transaction.atomic
def reopen_comment(*, comment: Comment, by: User) -> Comment:
    """Open a settled thread again."""
    comment = _thread(comment, by)
    if comment.resolved_at is None:
        raise Refused(_("This is open already."))
    return _settle(comment, by, resolved=False)


def _settle(comment: Comment, by: User, *, resolved: bool) -> Comment:
    comment.resolved_by = by if resolved else None
    comment.resolved_at = timezone.now() if resolved else None
    comment.save(update_fields=["resolved_by", "resolved_at"])
    _log(comment, by, "comment_resolved" if resolved else "comment_reopened")
    return comment


def _own(comment: Comment, by: User, version: int | None) -> Comment:
    get_comment_for(by, comment.pk, own=True)
    fresh = Comment.objects.select_for_update().get(pk=comment.pk)
    if fresh.withdrawn_at is not None:
        raise Refused(_("The comment is withdrawn."))
    if version is not None and version != fresh.version:
        raise Refused(str(STALE).format(seen=version, now=fresh.version), current=fresh)
    return fresh


def _thread(comment: Comment, by: User) -> Comment:
    get_comment_for(by, comment.pk)
    fresh = Comment.objects.select_for_update().get(pk=comment.pk)
    _require_member(by, fresh.study)
    if fresh.reply_to_id is not None:
        raise Refused(_("A reply is settled with the comment it replies to."))
    return fresh


def _require_member(by: User, study: Study) -> None:
    if not may_join(by, study):
        raise NotAllowed(_("Only members of the study talk about its texts."))


def _require_words(body: str) -> None:
    if not body.strip():
        raise Invalid(("body", _("Write something.")))


def _head(study: Study, text_id: UUID, pk: int) -> Comment:
    """Return the comment a thread begins with, of whichever of its comments is named."""
    there = Comment.objects.filter(study=study, text=text_id)
    comment = there.select_related("reply_to").filter(pk=pk).first()
    if comment is None:
        raise Invalid(("reply_to", _("There is no such comment on this text.")))
    return comment.reply_to or comment


def _quoted(body: str, start: int | None, end: int | None, quote: str | None) -> str:
    """Return the words of the span, or nothing where the whole text is meant."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        raise Invalid(("start", _("Give both start and end, or neither.")))
    if not 0 <= start < end <= len(body):
        raise Invalid(
            (
                "start",
                _("{start} to {end} is not in the text, which has {n}.").format(
                    start=start, end=end, n=len(body)
                ),
            )
        )
    words = body[start:end]
    if quote and quote != words:
        said = _("The text has other words there: count offsets in Unicode code points.")
        raise Invalid(("quote", said))
    return words


def _log(comment: Comment, by: User, verb: str, **data: Any) -> None:
    record(
        by,
        verb,
        "comment",
        comment.pk,
        study_id=comment.study_id,
        text_id=comment.text_id,
        **data,
    )
