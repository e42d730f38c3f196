"""What the review page shows: the reading, and of the text only what its reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from annotations.models import Guess, Motif, Review, Scale, Study
from annotations.order import own_progress
from annotations.scales import ACTION_FROM, ACTION_SCALE
from annotations.serializers import GuessOut, RatingOut, TagOut
from corpus.visibility import VisibleText, get_text_for

if TYPE_CHECKING:
    from accounts.models import User

TONES = 6
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

# When the source is shown, for a reader who does not see it yet.
WHEN = {
    Study.Reveal.TEXT: "Hidden until you submit.",
    Study.Reveal.FINISHED: "Hidden until you have read all the texts you will be given here.",
    Study.Reveal.CLOSED: "Hidden until the study closes.",
}


@dataclass(frozen=True, slots=True)
class MotifShown:
    """A motif as the page offers it; `tone` is one of six colours and underlines."""

    key: str
    name: str
    sigla: str
    tone: int
    definition: str
    counts_when: str
    does_not_count_when: str
    examples: list[str]
    offered: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything the page needs; `data` is what its scripts begin with."""

    review: Review
    study: Study
    text: VisibleText
    motifs: tuple[MotifShown, ...]
    scales: tuple[Scale, ...]
    guess: Guess | None
    is_own: bool
    is_locked: bool
    can_reopen: bool
    can_guess: bool
    when_shown: str
    done: int
    total: int
    data: dict[str, Any]

    @property
    def language(self) -> str:
        """The language as `lang` takes it, or nothing where it is no language tag."""
        return self.text.language if LANGUAGE_TAG.fullmatch(self.text.language) else ""

    @property
    def words(self) -> int:
        return len(self.text.body.split())

    @property
    def offered(self) -> tuple[MotifShown, ...]:
        return tuple(motif for motif in self.motifs if motif.offered)


def review_page(review: Review, user: User) -> ReviewPage:
    """Return the page of a reading for somebody who may read it."""
    study = review.study
    text = get_text_for(user, review.text_id)
    is_own = review.reviewer_id == user.pk
    is_draft = review.state == Review.State.DRAFT
    is_writable = is_own and study.state == Study.State.OPEN
    motifs = motifs_shown(study.codebook.motifs.all() if study.codebook else ())
    scales = tuple(study.scales.all())
    guess = Guess.objects.filter(review=review).first()
    done, total = own_progress(study, user)
    is_locked = not (is_writable and is_draft)
    return ReviewPage(
        review=review,
        study=study,
        text=text,
        motifs=motifs,
        scales=scales,
        guess=guess,
        is_own=is_own,
        is_locked=is_locked,
        can_reopen=is_writable and not is_draft,
        can_guess=study.guesses and is_writable and not is_draft and text.held and guess is None,
        when_shown=when_shown(study, review),
        done=done,
        total=total,
        data=review_data(review, text, motifs=motifs, scales=scales, locked=is_locked)
        | {"guess": GuessOut(guess).data if guess else None, "guesses": study.guesses},
    )


def motifs_shown(motifs: Iterable[Motif]) -> tuple[MotifShown, ...]:
    """Return the codebook's motifs, each with its tone; retired ones only name their old tags."""
    return tuple(
        MotifShown(
            key=motif.key,
            name=motif.name,
            sigla=motif.sigla,
            tone=number % TONES + 1,
            definition=motif.definition,
            counts_when=motif.counts_when,
            does_not_count_when=motif.does_not_count_when,
            examples=list(motif.examples),
            offered=motif.status != Motif.Status.RETIRED,
        )
        for number, motif in enumerate(motifs)
    )


def when_shown(study: Study, review: Review) -> str:
    """Return when the source will be shown, said to a reader from whom it is held."""
    if study.reveal == Study.Reveal.TEXT and review.state == Review.State.SUBMITTED:
        return "Still hidden: another study holds this text from you."
    return WHEN[Study.Reveal(study.reveal)]


def review_data(
    review: Review,
    text: VisibleText,
    *,
    motifs: Iterable[MotifShown],
    scales: Iterable[Scale],
    locked: bool,
) -> dict[str, Any]:
    """Return what the page's scripts begin with. The body is on the page itself, once."""
    return {
        "id": review.pk,
        "version": review.version,
        "state": review.state,
        "locked": locked,
        "saved_at": review.updated_at.isoformat() if review.version > 1 else None,
        "text": {
            "id": str(text.id),
            "kind": text.kind,
            "language": text.language,
            "length": text.length,
        },
        "motifs": [
            {
                "key": motif.key,
                "name": motif.name,
                "sigla": motif.sigla,
                "tone": motif.tone,
                "offered": motif.offered,
            }
            for motif in motifs
        ],
        "scales": [
            {
                "key": scale.key,
                "name": scale.name,
                "question": scale.question,
                "points": scale.points,
            }
            for scale in scales
        ],
        "asks": {"scale": ACTION_SCALE, "from": ACTION_FROM},
        "ratings": RatingOut(review.ratings.select_related("scale"), many=True).data,
        "tags": TagOut(review.tags.select_related("motif"), many=True).data,
        "action": review.action,
        "comment": review.comment,
        "urls": {
            "review": reverse("review-detail", args=[review.pk]),
            "submit": reverse("review-submit", args=[review.pk]),
            "reopen": reverse("review-reopen", args=[review.pk]),
            "guess": reverse("review-guess", args=[review.pk]),
            "next": reverse("study_next", args=[review.study_id]),
        },
    }
