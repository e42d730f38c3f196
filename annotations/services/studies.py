"""Writing studies: their people, texts and states, and the hold each blind one opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from annotations.models import Codebook, Membership, Scale, Study, StudyText
from annotations.models.studies import FORECAST_DAYS, FORECAST_QUESTION
from annotations.names_check import names_found
from annotations.scales import DEFAULT_SCALES, ScaleDraft
from annotations.services.codebooks import create_codebook, free_codebook_name, freeze_codebook
from annotations.services.suggesting import start_suggestions
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.events import record
from corpus.models import Release, Text
from corpus.visibility import lift_hold, open_hold, release

if TYPE_CHECKING:
    from corpus.models import Event

# From which state a study may go where.
TRANSITIONS = {
    (Study.State.DRAFT, Study.State.OPEN),
    (Study.State.OPEN, Study.State.CLOSED),
    (Study.State.OPEN, Study.State.DRAFT),
    (Study.State.DRAFT, Study.State.CLOSED),
}


@transaction.atomic
def create_study(
    *,
    name: str,
    by: User,
    guidelines: str = "",
    codebook: Codebook | None = None,
    scales: Sequence[ScaleDraft] | None = None,
    reviewers_per_text: int = 2,
    blind: bool = True,
    reveal: str = "",
    guesses: bool = False,
    forecast_question: str = FORECAST_QUESTION,
    forecast_days: int = FORECAST_DAYS,
    suggestions: str = Study.Suggestions.OFF,
    is_sample: bool = False,
) -> Study:
    """Begin a study; a name is enough. Who makes it is its lead."""
    if not by.is_staff:
        raise NotAllowed(
            _("Only editors start studies: ask whoever runs this site to make you one.")
        )
    if not name.strip():
        raise Invalid(("name", _("Give the study a name.")))
    if guesses and reveal == Study.Reveal.TEXT:
        raise Invalid(("reveal", _("A study with guesses reveals at “finished” or “closed”.")))
    codebook = codebook or create_codebook(
        name=free_codebook_name(name), by=by, is_sample=is_sample
    )
    study = Study.objects.create(
        name=name.strip(),
        guidelines=guidelines,
        codebook=codebook,
        reviewers_per_text=reviewers_per_text,
        blind=blind,
        reveal=reveal or (Study.Reveal.FINISHED if guesses else Study.Reveal.TEXT),
        guesses=guesses,
        forecast_question=forecast_question.strip(),
        forecast_days=forecast_days,
        suggestions=suggestions,
        created_by=by,
        is_sample=is_sample,
    )
    _add_scales(study, DEFAULT_SCALES if scales is None else scales)
    Membership.objects.create(study=study, user=by, role=Membership.Role.LEAD)
    _log(study, by, "study_created")
    return study


@transaction.atomic
def update_study(*, study: Study, by: User, **changes: Any) -> Study:
    """Change a study. Once it is open, only its name, guidelines and number of readers change."""
    frozen = {
        name for name in set(changes) - _changeable(study) if changes[name] != getattr(study, name)
    }
    if study.state == Study.State.CLOSED:
        raise Refused(_("The study is closed: it can no longer be changed."))
    if study.state != Study.State.DRAFT and frozen:
        raise Refused(
            _("Opening the study has fixed: {frozen}.").format(frozen=", ".join(sorted(frozen)))
        )
    if changes.get("guesses", study.guesses) and changes.get("reveal", study.reveal) == "text":
        if "reveal" in changes:
            raise Invalid(("reveal", _("A study with guesses reveals at “finished” or “closed”.")))
        changes["reveal"] = Study.Reveal.FINISHED
    if "forecast_question" in changes:
        changes["forecast_question"] = changes["forecast_question"].strip()
    for field, value in changes.items():
        setattr(study, field, value)
    study.save(update_fields=list(changes))
    _log(study, by, "study_changed", fields=sorted(changes))
    return study


def _changeable(study: Study) -> set[str]:
    """Return what of an open study may still be changed.

    With fewer readers to a text somebody would be finished, and shown the sources.
    """
    wording = {"name", "guidelines"}
    return wording if study.reveal == Study.Reveal.FINISHED else wording | {"reviewers_per_text"}


@transaction.atomic
def replace_scales(*, study: Study, by: User, scales: Sequence[ScaleDraft]) -> None:
    """Give a study that is not open yet other scales."""
    _require(study, Study.State.DRAFT, _("Opening the study has fixed its scales."))
    study.scales.all().delete()
    _add_scales(study, scales)
    _log(study, by, "scales_changed")


@transaction.atomic
def add_member(*, study: Study, username: str, role: str, by: User, why: str = "") -> Membership:
    """Give a person a part in the study, or another part than before."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Invalid(
            ("username", _("There is nobody called “{username}” here.").format(username=username))
        )
    leads = Membership.objects.filter(study=study, role=Membership.Role.LEAD)
    if role != Membership.Role.LEAD and not leads.exclude(user=user).exists():
        raise Refused(_("A study needs a lead: make somebody else lead first."))
    member = Membership.objects.update_or_create(study=study, user=user, defaults={"role": role})[0]
    extra: dict[str, Any] = {"why": why} if why else {}
    _log(study, by, "member_added", user=user.pk, role=role, **extra)
    return member


@transaction.atomic
def remove_member(*, study: Study, username: str, by: User) -> None:
    """End a person's part in the study; what they have read stays."""
    member = Membership.objects.filter(study=study, user__username=username).first()
    if member is None:
        raise Invalid(
            ("username", _("“{username}” has no part in this study.").format(username=username))
        )
    leads = Membership.objects.filter(study=study, role=Membership.Role.LEAD)
    if not leads.exclude(pk=member.pk).exists():
        raise Refused(_("A study needs a lead: make somebody else lead first."))
    member.delete()
    _log(study, by, "member_removed", user=member.user_id)


@transaction.atomic
def add_texts(*, study: Study, text_ids: Iterable[UUID], by: User) -> int:
    """Add texts to a study that is not open yet; return how many were new."""
    _require(study, Study.State.DRAFT, _("Opening the study has fixed its texts."))
    wanted = list(dict.fromkeys(text_ids))
    known: set[UUID] = set()
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        known.update(Text.objects.filter(pk__in=batch).values_list("pk", flat=True))
    missing = [str(pk) for pk in wanted if pk not in known]
    if missing:
        raise Invalid(
            (
                "texts",
                _("There is no text {first} ({n} unknown).").format(
                    first=missing[0], n=len(missing)
                ),
            )
        )
    there = set(study.study_texts.values_list("text", flat=True))
    new = [StudyText(study=study, text_id=pk) for pk in wanted if pk not in there]
    StudyText.objects.bulk_create(new, batch_size=500)
    _log(study, by, "texts_added", added=len(new))
    return len(new)


@transaction.atomic
def take_out_text(*, study: Study, text_id: UUID, by: User) -> None:
    """Take a text out of a study. Of an open study's hold it is freed only by the close."""
    row = study.study_texts.filter(text=text_id, taken_out_at=None).first()
    if row is None:
        raise Invalid(("text", _("The study does not read that text.")))
    if study.state == Study.State.CLOSED:
        raise Refused(_("The study is closed: it can no longer be changed."))
    if study.state == Study.State.DRAFT:
        row.delete()
    else:
        row.taken_out_at = timezone.now()
        row.save(update_fields=["taken_out_at"])
    _log(study, by, "text_taken_out", text_id=text_id)


@transaction.atomic
def open_study(*, study: Study, by: User, accept_names: bool | Sequence[str] = False) -> Study:
    """Open a study: fix its texts, freeze its codebook and, where it is blind, hold its sources."""
    _move(study, Study.State.OPEN)
    texts = list(study.study_texts.filter(taken_out_at=None).values_list("text", flat=True))
    if not texts:
        raise Refused(_("The study has no texts yet: add some before you open it."))
    if study.blind and accept_names is not True:
        _refuse_names(study, by, accepted=accept_names or ())
    if study.codebook:
        study.codebook_version = freeze_codebook(codebook=study.codebook, by=by)
    if study.blind:
        study.hold = open_hold(texts)
    study.state = Study.State.OPEN
    study.opened_at = timezone.now()
    study.save()
    if study.suggestions != Study.Suggestions.OFF:
        start_suggestions(study=study, by=by)
    _log(study, by, "study_opened", texts=len(texts), accepted_names=bool(accept_names))
    return study


@transaction.atomic
def close_study(*, study: Study, by: User, why: str = "") -> Study:
    """Close a study for good: its hold is lifted, its figures may be read."""
    _move(study, Study.State.CLOSED)
    if study.hold:
        lift_hold(study.hold)
    study.state = Study.State.CLOSED
    study.closed_at = timezone.now()
    study.save(update_fields=["state", "closed_at"])
    extra: dict[str, Any] = {"why": why} if why else {}
    _log(study, by, "study_closed", **extra)
    return study


@transaction.atomic
def return_to_draft(*, study: Study, by: User) -> Study:
    """Take an open study without a reading back to draft."""
    _move(study, Study.State.DRAFT)
    if study.reviews.exists():
        raise Refused(_("Somebody has begun to read: the study can only be closed."))
    study.suggestions_made.all().delete()
    study.scans.all().delete()
    hold, study.hold = study.hold, None
    study.state = Study.State.DRAFT
    study.opened_at = None
    study.save(update_fields=["state", "opened_at", "hold"])
    if hold:
        lift_hold(hold)
    _log(study, by, "study_returned_to_draft")
    return study


@transaction.atomic
def unblind(*, study: Study, by: User, why: str) -> None:
    """Show a lead the sources of the study's texts. What they then read is left out of figures."""
    if not why.strip():
        raise Invalid(("why", _("Say why you need to see the sources: it is kept in the log.")))
    if study.hold is None or study.state != Study.State.OPEN:
        raise Refused(_("Only an open blind study has sources to show."))
    if release(hold=study.hold, user=by, how=Release.How.UNBLINDED, why=why.strip()):
        _log(study, by, "unblinded", why=why.strip())


def _add_scales(study: Study, scales: Sequence[ScaleDraft]) -> None:
    keys = [scale.key for scale in scales]
    if len(set(keys)) < len(keys):
        raise Invalid(("scales", _("Two scales have the same key.")))
    for scale in scales:
        if not 2 <= len(scale.points) <= 9:
            raise Invalid(
                (
                    "scales",
                    _("“{key}” needs between two and nine worded points.").format(key=scale.key),
                )
            )
    Scale.objects.bulk_create(
        Scale(
            study=study,
            key=scale.key,
            name=scale.name,
            question=scale.question,
            points=list(scale.points),
            position=position,
        )
        for position, scale in enumerate(scales, start=1)
    )


def _refuse_names(study: Study, by: User, *, accepted: Sequence[str]) -> None:
    allowed = {name.casefold() for name in accepted}
    found = [hit for hit in names_found(study, by) if hit.name.casefold() not in allowed]
    if found:
        raise Refused(
            _(
                "Names of authors or models stand where reviewers would read them. Take those "
                "texts out, change the wording, or accept the names."
            ),
            errors=[hit.as_dict() for hit in found],
        )


def _require(study: Study, state: str, otherwise: str) -> None:
    if study.state != state:
        raise Refused(otherwise)


def _move(study: Study, state: Study.State) -> None:
    """Lock the row and check that it may go there, from where it stands now."""
    fresh = Study.objects.select_for_update().get(pk=study.pk)
    study.state = fresh.state
    if (study.state, state) not in TRANSITIONS:
        raise Refused(
            _("The study is {before}: it cannot become {after}.").format(
                before=_(study.state), after=_(state)
            )
        )


def _log(
    study: Study, by: User | None, verb: str, *, text_id: UUID | None = None, **data: Any
) -> Event:
    return record(by, verb, "study", study.pk, study_id=study.pk, text_id=text_id, **data)
