"""Writing memos: kept, changed, shared, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.gates import motifs_for, studies_for
from annotations.models import Memo, Motif, Study
from annotations.services.talk import STALE
from annotations.talk_gates import get_memo_for, may_join
from corpus.errors import Invalid, Refused
from corpus.events import record
from corpus.models import Text

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_memo(
    *,
    by: User,
    body: str,
    shared: bool = False,
    study: int | None = None,
    text: UUID | None = None,
    motif: int | None = None,
) -> Memo:
    """Write a memo, private unless it is shared with the members of a study."""
    if not body.strip():
        raise Invalid(("body", _("Write something.")))
    if text is not None and motif is not None:
        raise Invalid(("motif", _("A memo is about a text or a motif, not both.")))
    about = Memo(author=by, body=body, study=_study(by, study), motif=_motif(by, motif))
    if text is not None and not Text.objects.filter(pk=text).exists():
        raise Invalid(("text", _("There is no such text.")))
    about.text_id = text
    _share(about, by, shared)
    about.save()
    _log(about, by, "memo_written")
    return about


@transaction.atomic
def change_memo(
    *,
    memo: Memo,
    by: User,
    body: str | None = None,
    shared: bool | None = None,
    version: int | None = None,
) -> Memo:
    """Change the words of an own memo, or whom it is shared with; a stale write is refused."""
    get_memo_for(by, memo.pk, own=True)
    memo = Memo.objects.select_for_update().get(pk=memo.pk)
    if version is not None and version != memo.version:
        raise Refused(str(STALE).format(seen=version, now=memo.version), current=memo)
    if body is not None:
        if not body.strip():
            raise Invalid(("body", _("Write something.")))
        memo.body = body
    if shared is not None:
        _share(memo, by, shared)
    memo.edited_at = timezone.now()
    memo.version += 1
    memo.save(update_fields=["body", "shared", "edited_at", "version"])
    _log(memo, by, "memo_changed", version=memo.version)
    return memo


@transaction.atomic
def delete_memo(*, memo: Memo, by: User) -> None:
    """Delete an own memo for good."""
    get_memo_for(by, memo.pk, own=True)
    _log(memo, by, "memo_deleted")
    memo.delete()


def _share(memo: Memo, by: User, shared: bool) -> None:
    memo.shared = shared
    if not shared:
        return
    if memo.study is None:
        raise Invalid(("study", _("A memo is shared with the members of a study: name one.")))
    if not may_join(by, memo.study):
        raise Invalid(("study", _("Only members of a study share memos in it.")))
    there = memo.text_id is None or memo.study.study_texts.filter(text=memo.text_id).exists()
    if not there:
        raise Invalid(("text", _("The study does not read that text.")))


def _study(by: User, pk: int | None) -> Study | None:
    if pk is None:
        return None
    study = studies_for(by).filter(pk=pk).first()
    if study is None:
        raise Invalid(("study", _("There is no such study.")))
    return study


def _motif(by: User, pk: int | None) -> Motif | None:
    if pk is None:
        return None
    motif = motifs_for(by).filter(pk=pk).first()
    if motif is None:
        raise Invalid(("motif", _("There is no such motif.")))
    return motif


def _log(memo: Memo, by: User, verb: str, **data: Any) -> None:
    """Log the act; of a private memo not what it is about, for leads read their study's log."""
    if memo.shared:
        record(by, verb, "memo", memo.pk, study_id=memo.study_id, text_id=memo.text_id, **data)
    else:
        record(by, verb, "memo", memo.pk, **data)
