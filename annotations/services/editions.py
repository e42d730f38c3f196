"""Publishing commented editions, and withdrawing them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.edition_content import canonical, content_of, digest_of
from annotations.edition_gates import get_led_place, publishable
from annotations.gates import is_lead
from annotations.models import Edition, Study, Submission
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.events import record
from corpus.visibility import get_text_for, is_open_to

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def publish_edition(
    *,
    study: Study,
    text_id: UUID,
    by: User,
    readings: Collection[int],
    title: str,
    introduction: str = "",
    edited_by: str = "",
    names: bool = False,
) -> Edition:
    """Publish a text with chosen readings; a further edition of the same supersedes the last.

    `readings` are reviews. Everything that the page will say is frozen here.
    """
    # One at a time, so that two do not get one number.
    place = get_led_place(by, Study.objects.select_for_update().get(pk=study.pk).pk, text_id)
    refuse_unpublishable(place.study, text_id)
    if not title.strip():
        raise Invalid(("title", _("Give the edition a title.")))
    chosen = _chosen(publishable(place), readings)
    text = get_text_for(None, text_id)
    if text.source is None:
        raise Refused(_("A study holds the source of this text."))
    content = canonical(
        content_of(
            study=place.study, text=text, source=text.source, submissions=chosen, names=names
        )
    )
    last = Edition.objects.filter(study=study, text=text_id).order_by("-number").first()
    edition = Edition.objects.create(
        study=study,
        text_id=text_id,
        number=last.number + 1 if last else 1,
        title=title.strip(),
        introduction=introduction,
        edited_by=edited_by.strip(),
        names=names,
        content=content,
        sha256=digest_of(content),
        previous=last,
        published_by=by,
    )
    edition.submissions.set(chosen)
    _log(edition, by, "edition_published", number=edition.number)
    return edition


@transaction.atomic
def withdraw_edition(*, edition: Edition, by: User, why: str) -> Edition:
    """Leave a tombstone at the edition's address, with the date and the reason."""
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if not is_lead(by, edition.study):
        raise NotAllowed(_("Only a lead of the study withdraws its editions."))
    if not why.strip():
        raise Invalid(("why", _("Say why: the reason is public.")))
    if edition.withdrawn_at is not None:
        raise Refused(_("The edition is withdrawn already."))
    edition.withdrawn_by = by
    edition.withdrawn_at = timezone.now()
    edition.why = why.strip()
    edition.save(update_fields=["withdrawn_by", "withdrawn_at", "why"])
    _log(edition, by, "edition_withdrawn")
    return edition


def refuse_unpublishable(study: Study, text_id: UUID) -> None:
    """Raise Refused with the reason why a text of the study cannot be published now, if any."""
    if study.state == Study.State.DRAFT:
        raise Refused(_("The study is a draft: nothing has been read in it."))
    if study.blind and study.state != Study.State.CLOSED:
        raise Refused(_("The study is blind and open: close it first."))
    if not is_open_to(None, text_id):
        raise Refused(_("An open blind study holds the source of this text: wait for its close."))
    source = get_text_for(None, text_id).source
    if source is None or not source.redistributable:
        raise Refused(
            _("The text is marked not to be passed on, so that its words cannot be published.")
        )


def _chosen(there: list[Submission], readings: Collection[int]) -> list[Submission]:
    wanted = set(readings)
    unknown = wanted - {row.review_id for row in there}
    if unknown:
        numbers = ", ".join(map(str, sorted(unknown)))
        raise Invalid(
            (
                "readings",
                _("These are no submitted readings of the text: {numbers}.").format(
                    numbers=numbers
                ),
            )
        )
    if not wanted:
        raise Invalid(("readings", _("Choose at least one reading.")))
    return [row for row in there if row.review_id in wanted]


def _log(edition: Edition, by: User, verb: str, **data: Any) -> None:
    record(
        by,
        verb,
        "edition",
        edition.pk,
        study_id=edition.study_id,
        text_id=edition.text_id,
        **data,
    )
