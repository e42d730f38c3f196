"""What the review page shows: the reading, and of the text only what its reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.gates import can_edit_codebook, known_motifs
from annotations.models import Forecast, Guess, Motif, Review, Scale, Study
from annotations.models.codebook import STANDING
from annotations.order import own_progress
from annotations.resolving import final_motif
from annotations.scales import ACTION_FROM, ACTION_SCALE
from annotations.selectors import tags_among
from annotations.serializers import ForecastOut, GuessOut, rating_data, tag_data
from annotations.suggestion_gates import on_offer, visible_suggestions
from annotations.suggestion_tables import why
from annotations.tree import branches
from corpus.nlp.pipeline import UNSPACED, base_language
from corpus.visibility import VisibleText, present

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

TONES = 6
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

# Characters, after which the next block begins another stretch.
STRETCH = 3000
# A line that says something, with the line ends around it.
BLOCK = re.compile(r"\n*[^\n]+\n*|\n+")

# When the source is shown, for a reader who does not see it yet.
WHEN = {
    Study.Reveal.TEXT: _("Hidden until you submit."),
    Study.Reveal.FINISHED: _("Hidden until you have read all the texts you will be given here."),
    Study.Reveal.CLOSED: _("Hidden until the study closes."),
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
    # Its place among those that are offered, from 1; and the key of the outermost it is part of.
    number: int
    group: str


@dataclass(frozen=True, slots=True)
class MotifGroup:
    """A motif with those that are part of it; a name alone where it is not itself offered."""

    heading: str
    motifs: tuple[MotifShown, ...]


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """A suggestion as the page offers it, with why it was made."""

    id: int
    motif: str
    name: str
    sigla: str
    tone: int
    start: int
    end: int
    quote: str
    why: str
    decision: str | None

    def as_data(self) -> dict[str, Any]:
        """Return what the scripts need; why stands on the page."""
        names = ("id", "motif", "start", "end", "quote", "decision")
        return {name: getattr(self, name) for name in names}


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
    can_propose: bool
    can_give_examples: bool
    when_shown: str
    done: int
    total: int
    suggested: tuple[SuggestionShown, ...]
    data: dict[str, Any]

    @property
    def language(self) -> str:
        """The language as `lang` takes it, or nothing where it is no language tag."""
        return self.text.language if LANGUAGE_TAG.fullmatch(self.text.language) else ""

    @property
    def stretches(self) -> list[list[str]]:
        return stretches_of(self.text.body)

    @property
    def words(self) -> int | None:
        """How many words there are; None where they are written without spaces."""
        unspaced = base_language(self.text.language) in UNSPACED
        return None if unspaced else len(self.text.body.split())

    @property
    def offered(self) -> tuple[MotifShown, ...]:
        return tuple(motif for motif in self.motifs if motif.offered)

    @property
    def groups(self) -> tuple[MotifGroup, ...]:
        """The motifs that are offered, those of one parent together."""
        found: dict[str, list[MotifShown]] = {}
        for motif in self.offered:
            found.setdefault(motif.group, []).append(motif)
        names = {motif.key: motif for motif in self.motifs}
        return tuple(
            MotifGroup("" if names[key].offered else names[key].name, tuple(motifs))
            for key, motifs in found.items()
        )


def stretches_of(body: str) -> list[list[str]]:
    """Return the text in blocks, and these in stretches, so that a browser lays out what is near.

    Joined they are the text. `static/js/blocks.js` cuts as this does what comes after the page.
    """
    found: list[list[str]] = []
    room = 0
    for block in BLOCK.findall(body):
        if room <= 0:
            found.append([])
            room = STRETCH
        found[-1].append(block)
        room -= len(block)
    return found


def review_page(review: Review, user: User) -> ReviewPage:
    """Return the page of a reading for somebody who may read it."""
    study = review.study
    (text,) = present(user, [review.text])
    is_own = review.reviewer_id == user.pk
    is_draft = review.state == Review.State.DRAFT
    is_writable = is_own and study.state == Study.State.OPEN
    known = motifs_known(study, user)
    motifs = motifs_shown(known, user)
    scales = tuple(study.scales.all())
    guess = Guess.objects.filter(review=review).first()
    done, total = own_progress(study, user)
    is_locked = not (is_writable and is_draft)
    may_suggest = is_own and study.suggestions != Study.Suggestions.OFF
    suggested = suggestions_shown(review, user, motifs) if may_suggest else ()
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
        can_propose=is_writable and is_draft and study.codebook is not None,
        can_give_examples=study.codebook is not None and can_edit_codebook(user, study.codebook),
        can_guess=study.guesses and is_writable and not is_draft and text.held and guess is None,
        when_shown=when_shown(study, review),
        done=done,
        total=total,
        suggested=suggested,
        data=review_data(review, text, motifs=motifs, scales=scales, locked=is_locked)
        | {"tags": [tag_data(tag) for tag in tags_among(review, known)]}
        | {"guess": GuessOut(guess).data if guess else None, "guesses": study.guesses}
        | suggestion_data(suggested),
    )


def motifs_known(study: Study, user: User) -> list[Motif]:
    """Return the motifs of the study that this person knows of."""
    if study.codebook is None:
        return []
    motifs = study.codebook.motifs.filter(known_motifs(user))
    return list(motifs.select_related("merged_into__merged_into"))


def motifs_shown(motifs: Iterable[Motif], reader: User) -> tuple[MotifShown, ...]:
    """Return the motifs as a tree is read; those not offered only name the tags they have.

    One that was merged is shown as what it counts as. Of proposals a reader is offered own ones.
    """
    given = list(motifs)
    tones = {motif.pk: number % TONES + 1 for number, motif in enumerate(given)}
    shown: list[MotifShown] = []
    number = 0
    for root in branches(given):
        for motif, _depth in root.walk():
            offered = motif.status in STANDING and (
                not motif.is_private or motif.proposed_by_id == reader.pk
            )
            number += offered
            shown.append(_shown(motif, tones, number if offered else 0, group=root.motif.key))
    return tuple(shown)


def _shown(motif: Motif, tones: dict[int, int], number: int, *, group: str) -> MotifShown:
    counts_as = final_motif(motif)
    merged = counts_as.pk != motif.pk
    said = gettext("{name} (tagged as {other})").format(name=counts_as.name, other=motif.name)
    return MotifShown(
        key=motif.key,
        name=said if merged else motif.name,
        sigla=counts_as.sigla,
        tone=tones.get(counts_as.pk, tones[motif.pk]),
        definition=motif.definition,
        counts_when=motif.counts_when,
        does_not_count_when=motif.does_not_count_when,
        examples=list(motif.examples),
        offered=number > 0,
        number=number,
        group=group,
    )


def suggestions_shown(
    review: Review, user: User, motifs: Iterable[MotifShown]
) -> tuple[SuggestionShown, ...]:
    """Return what the reader may see of what patterns would tag in this text, by place."""
    shown = {motif.key: motif for motif in motifs}
    rows: QuerySet[Any] = on_offer(visible_suggestions(user)).filter(
        study=review.study_id, text=review.text_id
    )
    return tuple(
        SuggestionShown(
            id=row.pk,
            motif=row.motif.key,
            name=row.motif.name,
            sigla=shown[row.motif.key].sigla,
            tone=shown[row.motif.key].tone,
            start=row.start,
            end=row.end,
            quote=row.quote,
            why=why(row),
            decision=row.decision,
        )
        for row in rows.order_by("start", "end", "pk")
        if row.motif.key in shown
    )


def suggestion_data(suggested: Iterable[SuggestionShown]) -> dict[str, Any]:
    """Return what the scripts begin with; nothing at all where nothing is shown."""
    rows = [row.as_data() for row in suggested]
    return {"suggestions": rows} if rows else {}


def when_shown(study: Study, review: Review) -> str:
    """Return when the source will be shown, said to a reader from whom it is held."""
    if study.reveal == Study.Reveal.TEXT and review.state == Review.State.SUBMITTED:
        return gettext("Still hidden: another study holds this text from you.")
    return str(WHEN[Study.Reveal(study.reveal)])


def review_data(
    review: Review,
    text: VisibleText,
    *,
    motifs: Iterable[MotifShown],
    scales: Iterable[Scale],
    locked: bool,
) -> dict[str, Any]:
    """Return what the page's scripts begin with beside the tags. The body is on the page, once."""
    forecast = Forecast.objects.filter(review=review).first()
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
        "ratings": [rating_data(rating) for rating in review.ratings.select_related("scale")],
        "action": review.action,
        "action_who": review.action_who,
        "action_what": review.action_what,
        "action_when": review.action_when,
        "comment": review.comment,
        "forecast": ForecastOut(forecast).data if forecast else None,
        "urls": {
            "review": reverse("review-detail", args=[review.pk]),
            "submit": reverse("review-submit", args=[review.pk]),
            "reopen": reverse("review-reopen", args=[review.pk]),
            "guess": reverse("review-guess", args=[review.pk]),
            "suggestions": reverse("suggestion-list"),
            "next": reverse("study_next", args=[review.study_id]),
        },
    }
