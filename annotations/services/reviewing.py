"""Writing reviews: reserve, start, save, submit, reopen, guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.gates import READERS, role_in
from annotations.models import Assignment, Guess, Rating, Review, Scale, Study, Submission
from annotations.order import finished_readers, next_text_for
from annotations.scales import ACTION_FROM, ACTION_SCALE
from annotations.services.accepting import origin_of, was_shown_suggestions
from annotations.services.answers import (
    PARTS,
    UNCHANGED,
    Unchanged,
    forecast_in,
    write_action,
    write_forecast,
)
from annotations.services.draft_rows import (
    keep_rating,
    keep_review,
    lock_draft,
    ratings_there,
    renew_reservation,
)
from annotations.services.tagging import TagDraft, newest_version, replace_tags
from corpus.errors import FieldError, Invalid, NotAllowed, Refused
from corpus.events import record
from corpus.models import Release
from corpus.provenance import was_brought_by
from corpus.visibility import has_full_release, is_open_to, release

if TYPE_CHECKING:
    from accounts.models import User

RESERVED_FOR = timedelta(hours=24)
# A place that was taken less than so long ago is not taken anew by every save.
RENEWED_AFTER = timedelta(hours=1)
# As many writes as a page that was long without a line could send again.
WRITES_KNOWN = 64


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """An answer on a scale: a value, or none and the reason why it cannot be said.

    With `clear` the answer is taken back, and the scale is as if it had not been answered.
    """

    scale: str
    value: int | None
    reason: str = ""
    rationale: str = ""
    clear: bool = False


@transaction.atomic
def reserve_next(*, study: Study, user: User) -> Review | None:
    """Return the reviewer's next reading, begun if it is new; None when there is none left."""
    _require_reader(study, user)
    # One at a time per study: two reviewers must not be given the last free place of a text.
    Study.objects.select_for_update().get(pk=study.pk)
    draft = study.reviews.filter(reviewer=user, state=Review.State.DRAFT).order_by("pk").first()
    if draft is not None:
        return draft
    text_id = next_text_for(study, user)
    return None if text_id is None else start_review(study=study, text_id=text_id, user=user)[0]


@transaction.atomic
def start_review(*, study: Study, text_id: UUID, user: User) -> tuple[Review, bool]:
    """Begin a reading, or return the one there is; and whether it is new."""
    _require_reader(study, user)
    if not study.study_texts.filter(text=text_id, taken_out_at=None).exists():
        raise Invalid(("text", _("The study does not read that text.")))
    review, created = Review.objects.get_or_create(study=study, text_id=text_id, reviewer=user)
    if created:
        _reserve(review)
        _log(review, user, "review_started")
    return review, created


@transaction.atomic
def save_review(
    *,
    review: Review,
    by: User,
    version: int | None,
    ratings: Sequence[RatingDraft] = (),
    tags: Sequence[TagDraft] | None = None,
    action: str | None = None,
    action_who: str | None = None,
    action_what: str | None = None,
    action_when: str | None = None,
    comment: str | None = None,
    forecast: float | Unchanged | None = UNCHANGED,
    client: UUID | None = None,
) -> Review:
    """Store a draft: ratings merge by scale, tags are the whole list; a stale write is refused.

    A write whose `client` id is known was stored before: nothing is done a second time. The review
    returned has its ratings and tags at hand: whoever answers with it asks no more.
    """
    held_long = timezone.now() + RESERVED_FOR - RENEWED_AFTER
    review = lock_draft(review, reserved_after=held_long)
    if client is not None and str(client) in review.recent_writes:
        _save_ratings(review, ())
        replace_tags(review, None)
        return review
    _require_current(review, version)
    if review.state != Review.State.DRAFT:
        raise Refused(_("The review is submitted: reopen it to change it."))
    _save_ratings(review, ratings)
    replace_tags(review, tags)
    write_action(
        review, action, dict(zip(PARTS, (action_who, action_what, action_when), strict=True))
    )
    if comment is not None:
        review.comment = comment
    write_forecast(review, forecast)
    if client is not None:
        review.recent_writes = [*review.recent_writes, str(client)][-WRITES_KNOWN:]
    _bump(review)
    if not review.is_reserved:
        _reserve(review)
    _log(review, by, "review_saved", version=review.version)
    return review


@transaction.atomic
def submit_review(*, review: Review, by: User, version: int | None = None) -> Review:
    """Submit a complete reading: it is kept as it stands; its reader may be shown the source."""
    review = _locked(review, version)
    if review.state == Review.State.SUBMITTED:
        raise Refused(_("The review is submitted already."))
    missing = missing_in(review)
    if missing:
        raise Invalid(*missing)
    study = review.study
    review.state = Review.State.SUBMITTED
    review.submitted_at = timezone.now()
    _bump(review)
    Submission.objects.create(
        review=review,
        number=review.submissions.count() + 1,
        at=review.submitted_at,
        unblinded=study.blind and is_open_to(by, review.text_id),
        shown_suggestions=was_shown_suggestions(review),
        brought=was_brought_by(review.text_id, by),
        content=content_of(review),
        codebook_version=newest_version(review),
    )
    _log(review, by, "review_submitted", version=review.version)
    _release_readers(study, review, by)
    return review


@transaction.atomic
def reopen_review(*, review: Review, by: User, version: int | None = None) -> Review:
    """Open a submitted reading again. What was submitted before the release stays what counts."""
    review = _locked(review, version)
    if review.state != Review.State.SUBMITTED:
        raise Refused(_("The review is a draft already."))
    review.state = Review.State.DRAFT
    _bump(review)
    _log(review, by, "review_reopened", version=review.version)
    return review


@transaction.atomic
def make_guess(*, review: Review, by: User, author_kind: str, family: str = "") -> Guess:
    """Record which source the reader thinks wrote the text: once, and before the release."""
    review = _locked(review, None)
    if not review.study.guesses:
        raise Refused(_("This study does not ask for guesses."))
    if is_open_to(by, review.text_id):
        raise Refused(_("You have seen the source: a guess comes before that."))
    if Guess.objects.filter(review=review).exists():
        raise Refused(_("You have guessed already: a guess is made once."))
    if review.state != Review.State.SUBMITTED:
        raise Refused(_("Submit the review first, then guess."))
    guess = Guess.objects.create(review=review, author_kind=author_kind, family=family)
    _log(review, by, "guessed")
    _release_readers(review.study, review, by)
    return guess


def missing_in(review: Review) -> list[FieldError]:
    """Return what keeps the review from being submitted, field by field."""
    answered = {rating.scale_id: rating for rating in review.ratings.all()}
    missing = [
        FieldError(
            f"ratings.{scale.key}",
            _("Answer “{name}”, or say why you cannot.").format(name=scale.name),
        )
        for scale in review.study.scales.all()
        if scale.pk not in answered
    ]
    if needs_action(review) and not review.action.strip():
        missing.append(
            FieldError("action", _("Write the action in one sentence: who, what, when."))
        )
    return missing


def needs_action(review: Review) -> bool:
    """Say whether the reader found the text actionable enough to be asked for the action."""
    return review.ratings.filter(scale__key=ACTION_SCALE, value__gte=ACTION_FROM).exists()


def content_of(review: Review) -> dict[str, Any]:
    """Return what a reading says, as plain data; tags by place."""
    return {
        "ratings": [
            {
                "scale": rating.scale.key,
                "value": rating.value,
                "reason": rating.reason,
                "rationale": rating.rationale,
            }
            for rating in review.ratings.select_related("scale")
        ],
        "tags": [
            {
                "motif": tag.motif.key,
                "start": tag.start,
                "end": tag.end,
                "quote": tag.quote,
                "note": tag.note,
                "codebook_version": tag.codebook_version.number if tag.codebook_version else None,
            }
            | origin_of(tag)
            for tag in review.tags.select_related("motif", "codebook_version", "suggestion")
        ],
        "action": review.action,
        "action_who": review.action_who,
        "action_what": review.action_what,
        "action_when": review.action_when,
        "comment": review.comment,
        "forecast": forecast_in(review),
    }


def _save_ratings(review: Review, drafts: Iterable[RatingDraft]) -> None:
    there = {rating.scale.key: rating for rating in ratings_there(review)}
    # A reading is mostly changed where it has been answered: the other scales are rarely needed.
    scales = {key: rating.scale for key, rating in there.items()}
    if any(draft.scale not in scales for draft in drafts):
        scales = {scale.key: scale for scale in review.study.scales.all()}
    for draft in drafts:
        scale = scales.get(draft.scale)
        if scale is None:
            known = ", ".join(sorted(scales))
            raise Invalid(
                (
                    "ratings",
                    _("There is no scale “{scale}”; there are: {known}.").format(
                        scale=draft.scale, known=known
                    ),
                )
            )
        if draft.clear:
            _clear_rating(there.pop(draft.scale, None), draft, scale)
            continue
        _check_rating(draft, scale)
        rating = there.setdefault(draft.scale, Rating(review=review, scale=scale))
        rating.value, rating.reason = draft.value, draft.reason
        rating.rationale = draft.rationale
        keep_rating(rating)
    review.saved_ratings = sorted(there.values(), key=_place_of_rating)


def _clear_rating(rating: Rating | None, draft: RatingDraft, scale: Scale) -> None:
    if draft.value is not None or draft.reason or draft.rationale:
        raise Invalid(
            (f"ratings.{scale.key}", _("An answer that is cleared has nothing beside it."))
        )
    if rating is not None:
        rating.delete()


def _place_of_rating(rating: Rating) -> tuple[int, int]:
    return rating.scale.position, rating.pk


def _check_rating(draft: RatingDraft, scale: Scale) -> None:
    top = len(scale.points)
    if draft.value is None and not draft.reason.strip():
        raise Invalid(
            (f"ratings.{scale.key}", _("Give a value, or the reason why you cannot say."))
        )
    if draft.value is not None and not 1 <= draft.value <= top:
        raise Invalid((f"ratings.{scale.key}", _("The points go from 1 to {top}.").format(top=top)))


def _locked(review: Review, version: int | None) -> Review:
    """Return the row as it stands, locked; refuse a write that has not seen its last version."""
    fresh = _fresh(review)
    _require_current(fresh, version)
    return fresh


def _fresh(review: Review) -> Review:
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related("study", "study__hold", "text", "study__codebook", "reviewer")
        .get(pk=review.pk)
    )


def _require_current(fresh: Review, version: int | None) -> None:
    if fresh.study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: its readings cannot be changed.").format(
                state=_(fresh.study.state)
            )
        )
    if version is not None and version != fresh.version:
        raise Refused(
            _(
                "The review has changed since you read it: you wrote against version {version}, "
                "it is at version {version2}. Both are in this answer; nothing was overwritten."
            ).format(version=version, version2=fresh.version),
            current=fresh,
        )


def _bump(review: Review) -> None:
    review.version += 1
    keep_review(review)


def _reserve(review: Review) -> None:
    until = timezone.now() + RESERVED_FOR
    # All but the first time it is there, and one statement will do.
    if not renew_reservation(review, until):
        Assignment.objects.update_or_create(
            study_id=review.study_id,
            text_id=review.text_id,
            user_id=review.reviewer_id,
            defaults={"reserved_until": until},
        )


def _require_reader(study: Study, user: User) -> None:
    if study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: nothing can be read in it now.").format(state=_(study.state))
        )
    if role_in(user, study) not in READERS:
        raise NotAllowed(_("You are not a reviewer of this study."))


def _release_readers(study: Study, review: Review, by: User) -> None:
    if study.hold is None:
        return
    if study.reveal == Study.Reveal.TEXT:
        how = Release.How.SUBMITTED
        if release(hold=study.hold, user=by, how=how, text_id=review.text_id):
            _log(review, by, "released")
    elif study.reveal == Study.Reveal.FINISHED:
        for reader in finished_readers(study):
            if has_full_release(reader, study.hold):
                continue
            release(hold=study.hold, user=reader, how=Release.How.FINISHED)
            record(reader, "released", "study", study.pk, study_id=study.pk)


def _log(review: Review, by: User, verb: str, **data: Mapping[str, Any] | Any) -> None:
    record(
        by,
        verb,
        "review",
        review.pk,
        study_id=review.study_id,
        text_id=review.text_id,
        **data,
    )
