"""What the page of readings shows: the text under everybody's tags, ratings, and the talk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from annotations.gates import readable_reviews
from annotations.laid_over import Mark, Piece, letter, pieces_of
from annotations.models import Comment, Review, Scale, Study, StudyText, Submission
from annotations.presenters import LANGUAGE_TAG, MotifShown, motifs_known, motifs_shown
from annotations.readings import is_counted
from annotations.talk_gates import comments_for, may_join, unnamed_studies
from annotations.talk_shapes import SaidComment, said
from corpus.visibility import VisibleText, get_text_for

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TagShown:
    """A tag of a submitted reading; without start, of the whole text."""

    id: str
    reader: str
    motif: MotifShown
    start: int | None
    end: int | None
    quote: str
    note: str

    @property
    def siglum(self) -> str:
        return f"{self.motif.sigla}·{self.reader}"


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading as last submitted; `name` is None where its reader has none for who asks."""

    label: str
    name: str | None
    review: Review
    at: datetime
    # When what figures use was submitted: `at`, or earlier where it was changed after the source
    # was seen; None where all of it was written after.
    counted_at: datetime | None
    action: str
    comment: str
    ratings: dict[str, dict[str, Any]]
    tags: tuple[TagShown, ...]

    @property
    def who(self) -> str:
        return self.name or _("Reader {label}").format(label=self.label)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reader answered on a scale, with the scale's own sentence for it."""

    reading: ReadingShown
    value: int | None
    sentence: str
    reason: str
    rationale: str


@dataclass(frozen=True, slots=True)
class ScaleAnswers:
    scale: Scale
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies; `number` is its siglum in the text, 0 for the whole text."""

    number: int
    head: SaidComment
    replies: tuple[SaidComment, ...]

    @property
    def id(self) -> str:
        return f"c{self.head.comment.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether it waits to be resolved: somebody's words stand in it."""
        said = (self.head, *self.replies)
        return not self.head.resolved and not all(row.withdrawn for row in said)


@dataclass(frozen=True, slots=True)
class TalkPage:
    """Everything the page needs; `data` is what its scripts begin with."""

    study: Study
    text: VisibleText
    readings: tuple[ReadingShown, ...]
    motifs: tuple[MotifShown, ...]
    shown_readers: frozenset[str]
    shown_motifs: frozenset[str]
    pieces: list[Piece]
    scales: tuple[ScaleAnswers, ...]
    threads: tuple[Thread, ...]
    labels: dict[int, str]
    joins: bool
    language: str
    data: dict[str, Any]

    @property
    def tags(self) -> list[TagShown]:
        """All tags in the order of the text, those of the whole text first."""
        tags = [tag for reading in self.readings for tag in reading.tags]
        return sorted(tags, key=lambda tag: (tag.start is not None, tag.start or 0, tag.end or 0))

    @property
    def unresolved(self) -> int:
        return sum(thread.is_open for thread in self.threads)


def talk_page(
    place: StudyText, user: User, *, readers: Collection[str] = (), motifs: Collection[str] = ()
) -> TalkPage:
    """Return the page of a text's readings; where readers or motifs are named, only their tags."""
    study = place.study
    text = get_text_for(user, place.text_id)
    book = motifs_shown(motifs_known(study, user), user)
    readings = readings_shown(study, place, user, book)
    used = {tag.motif.key for reading in readings for tag in reading.tags}
    shown = tuple(motif for motif in book if motif.key in used)
    labels = {reading.review.reviewer_id: reading.label for reading in readings}
    reader_set = frozenset(readers) or frozenset(reading.label for reading in readings)
    motif_set = frozenset(motifs) or frozenset(used)
    threads = threads_of(study, place, user)
    language = text.language if LANGUAGE_TAG.fullmatch(text.language) else ""
    tags = [tag for reading in readings for tag in reading.tags]
    over = [tag for tag in tags if tag.reader in reader_set and tag.motif.key in motif_set]
    return TalkPage(
        study=study,
        text=text,
        readings=readings,
        motifs=shown,
        shown_readers=reader_set,
        shown_motifs=motif_set,
        pieces=pieces_of(text.body, _marks(over)),
        scales=_side_by_side(study, readings),
        threads=threads,
        labels=labels,
        joins=may_join(user, study),
        language=language,
        data=_data(language, tags, threads),
    )


def readings_shown(
    study: Study, place: StudyText, user: User, book: Iterable[MotifShown]
) -> tuple[ReadingShown, ...]:
    """Return the readings of a text this person may see, each as last submitted, by letter."""
    rows = Submission.objects.filter(
        review__study=study,
        review__text=place.text_id,
        review__state=Review.State.SUBMITTED,
        review__in=readable_reviews(user),
    ).select_related("review__reviewer", "review__study")
    every = list(rows.order_by("pk"))
    last = {row.review_id: row for row in every}
    counted = {row.review_id: row.at for row in every if is_counted(row)}
    nameless = unnamed_studies(user).filter(study=study).exists()
    known = {motif.key: motif for motif in book}
    return tuple(
        _reading(
            row,
            letter(number),
            known,
            counted_at=counted.get(pk),
            named=not nameless or row.review.reviewer_id == user.pk,
        )
        for number, (pk, row) in enumerate(sorted(last.items()))
    )


def threads_of(study: Study, place: StudyText, user: User) -> tuple[Thread, ...]:
    """Return the threads on a text: those of the whole text first, then by place."""
    rows = comments_for(user).filter(study=study, text=place.text_id)
    comments = said(user, rows.select_related("author", "resolved_by").order_by("pk"))
    replies: dict[int, list[SaidComment]] = defaultdict(list)
    for row in comments:
        if row.comment.reply_to_id is not None:
            replies[row.comment.reply_to_id].append(row)
    heads = [row for row in comments if row.comment.reply_to_id is None]
    heads.sort(key=_by_place)
    placed = [row.comment.pk for row in heads if row.comment.start is not None]
    return tuple(
        Thread(
            number=placed.index(row.comment.pk) + 1 if row.comment.start is not None else 0,
            head=row,
            replies=tuple(replies[row.comment.pk]),
        )
        for row in heads
    )


def unresolved_in(study: Study, user: User) -> int:
    """Return how many open threads of the study this person may see."""
    answered = Comment.objects.filter(reply_to=OuterRef("pk"), withdrawn_at=None)
    return (
        comments_for(user)
        .filter(study=study, reply_to=None, resolved_at=None)
        .filter(Q(withdrawn_at=None) | Exists(answered))
        .count()
    )


def _by_place(row: SaidComment) -> tuple[bool, int, int]:
    comment: Comment = row.comment
    return comment.start is not None, comment.start or 0, comment.pk


def _reading(
    row: Submission,
    label: str,
    book: dict[str, MotifShown],
    *,
    counted_at: datetime | None,
    named: bool,
) -> ReadingShown:
    content = row.content
    return ReadingShown(
        label=label,
        name=row.review.reviewer.username if named else None,
        review=row.review,
        at=row.at,
        counted_at=counted_at,
        action=content["action"],
        comment=content["comment"],
        ratings={rating["scale"]: rating for rating in content["ratings"]},
        tags=tuple(
            TagShown(
                id=f"t{label}{number}",
                reader=label,
                motif=book[tag["motif"]],
                start=tag["start"],
                end=tag["end"],
                quote=tag["quote"],
                note=tag["note"],
            )
            for number, tag in enumerate(content["tags"])
            if tag["motif"] in book
        ),
    )


def _marks(tags: Iterable[TagShown]) -> list[Mark]:
    return [
        Mark(id=tag.id, start=tag.start, end=tag.end, tone=tag.motif.tone, siglum=tag.siglum)
        for tag in tags
        if tag.start is not None and tag.end is not None
    ]


def _side_by_side(study: Study, readings: tuple[ReadingShown, ...]) -> tuple[ScaleAnswers, ...]:
    return tuple(
        ScaleAnswers(
            scale,
            tuple(
                _answer(scale, reading, reading.ratings[scale.key])
                for reading in readings
                if scale.key in reading.ratings
            ),
        )
        for scale in study.scales.all()
    )


def _answer(scale: Scale, reading: ReadingShown, rating: dict[str, Any]) -> Answer:
    value = rating["value"]
    sentence = scale.points[value - 1] if value and value <= len(scale.points) else ""
    return Answer(reading, value, sentence, rating["reason"], rating["rationale"])


def _data(language: str, tags: Iterable[TagShown], threads: Iterable[Thread]) -> dict[str, Any]:
    return {
        "language": language,
        "tags": [
            {
                "id": tag.id,
                "reader": tag.reader,
                "motif": tag.motif.key,
                "start": tag.start,
                "end": tag.end,
                "tone": tag.motif.tone,
                "sigla": tag.siglum,
            }
            for tag in tags
            if tag.start is not None
        ],
        "comments": [
            {
                "id": thread.id,
                "start": thread.head.comment.start,
                "end": thread.head.comment.end,
                "tone": 0,
                "sigla": str(thread.number),
            }
            for thread in threads
            if thread.number
        ],
    }
