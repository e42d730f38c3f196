"""The rows that saving a draft goes by, in SQL: Django takes longer to compose it than it runs.

A draft saves itself after every change, so this is what a site does most of all. What else of a
study, text, scale or motif is asked for, Django reads as ever.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.statements import Select, insert, partly, relate, update
from annotations.models import CodebookVersion, Motif, Rating, Review, Scale, Study, Tag
from corpus.models import Text

# A codebook's versions are numbered as they come.
DRAFT = Select(
    Review,
    """
    SELECT {columns}, study.state, study.codebook_id, text.body, guess.id, forecast.id,
           newest.id, newest.number, assignment.reserved_until > %s
    FROM annotations_review review
    JOIN annotations_study study ON study.id = review.study_id
    JOIN corpus_text text ON text.id = review.text_id
    LEFT JOIN annotations_guess guess ON guess.review_id = review.id
    LEFT JOIN annotations_forecast forecast ON forecast.review_id = review.id
    LEFT JOIN annotations_codebookversion newest
        ON newest.codebook_id = study.codebook_id
        AND newest.number = (SELECT MAX(number) FROM annotations_codebookversion
                             WHERE codebook_id = study.codebook_id)
    LEFT JOIN annotations_assignment assignment
        ON assignment.study_id = review.study_id AND assignment.text_id = review.text_id
        AND assignment.user_id = review.reviewer_id
    WHERE review.id = %s AND review.reviewer_id = %s
    """,
    table="review",
)
RATINGS = Select(
    Rating,
    """
    SELECT {columns}, scale.key, scale.position, scale.points
    FROM annotations_rating rating
    JOIN annotations_scale scale ON scale.id = rating.scale_id
    WHERE rating.review_id = %s
    """,
    table="rating",
)
TAGS = Select(
    Tag,
    """
    SELECT {columns}, motif.key, motif.status, motif.merged_into_id, version.number,
           EXISTS (SELECT 1 FROM annotations_recheck WHERE tag_id = tag.id)
           OR EXISTS (SELECT 1 FROM annotations_suggestiondecision WHERE tag_id = tag.id)
    FROM annotations_tag tag
    JOIN annotations_motif motif ON motif.id = tag.motif_id
    LEFT JOIN annotations_codebookversion version ON version.id = tag.codebook_version_id
    WHERE tag.review_id = %s
    """,
    table="tag",
)
DROPPED = "DELETE FROM annotations_tag WHERE id IN ({})"
RENEWED = """
UPDATE annotations_assignment SET reserved_until = %s
WHERE study_id = %s AND text_id = %s AND user_id = %s
"""
# What a write can change of a review.
CHANGED = (
    "state",
    "version",
    "action",
    "action_who",
    "action_what",
    "action_when",
    "comment",
    "updated_at",
    "submitted_at",
    "recent_writes",
)


def lock_draft(review: Review, *, reserved_after: datetime) -> Review:
    """Return the review as it stands, its row locked, with its study's state and its text.

    Its `is_reserved` says whether the reader's place is held for longer than until then. Where it
    is no reading of its reader's, as whoever asked for it may only have said, there is none.
    """
    at = connection.ops.adapt_datetimefield_value(reserved_after)
    row = next(DRAFT(at, review.pk, review.reviewer_id, lock=True), None)
    if row is None:
        raise Review.DoesNotExist
    found, (state, codebook, body, guess, forecast, newest, number, is_reserved) = row
    found.is_reserved = bool(is_reserved)
    relate(
        found,
        study=partly(Study, id=found.study_id, state=state, codebook_id=codebook),
        text=partly(Text, id=found.text_id, body=body),
    )
    found.newest_version = (
        None if newest is None else partly(CodebookVersion, id=newest, number=number)
    )
    for name, there in (("guess", guess), ("forecast", forecast)):
        if there is None:
            # As `select_related` notes it: there is none, and nobody need ask again.
            relation: Any = Review._meta.get_field(name)
            relation.set_cached_value(found, None)
    return found


def ratings_there(review: Review) -> list[Rating]:
    """Return the answers given so far, each with what of its scale a save needs."""
    found = []
    for row, (key, position, points) in RATINGS(review.pk):
        scale = partly(
            Scale, id=row.scale_id, key=key, position=position, points=json.loads(points)
        )
        relate(row, scale=scale, review=review)
        found.append(row)
    return found


def tags_there(review: Review) -> list[Tag]:
    """Return the tags made so far, each with its motif's key and whether other rows refer to it."""
    found = []
    motifs: dict[int, Motif] = {}
    versions: dict[int | None, CodebookVersion | None] = {None: None}
    for row, (key, status, merged, number, is_referred_to) in TAGS(review.pk):
        motif, version = row.motif_id, row.codebook_version_id
        if motif not in motifs:
            motifs[motif] = partly(Motif, id=motif, key=key, status=status, merged_into_id=merged)
        if version not in versions:
            versions[version] = partly(CodebookVersion, id=version, number=number)
        row.is_referred_to = is_referred_to
        relate(row, motif=motifs[motif], codebook_version=versions[version], review=review)
        found.append(row)
    return found


def drop_tags(tags: Sequence[Tag]) -> None:
    """Delete tags that nothing refers to; the database refuses where something does."""
    places = ", ".join(["%s"] * len(tags))
    with connection.cursor() as cursor:
        cursor.execute(DROPPED.format(places), [tag.pk for tag in tags])


def add_tags(tags: Sequence[Tag]) -> None:
    """Store new tags: mostly it is one."""
    if len(tags) == 1:
        insert(tags[0])
    elif tags:
        Tag.objects.bulk_create(tags)


def keep_rating(rating: Rating) -> None:
    """Store an answer, new or changed."""
    if rating.pk is None:
        insert(rating)
    else:
        update(rating, "value", "reason", "rationale")


def keep_review(review: Review) -> None:
    """Store what a write has changed of a review."""
    update(review, *CHANGED)


def renew_reservation(review: Review, until: datetime) -> bool:
    """Hold the reader's place until then; return whether there was one."""
    ops = connection.ops
    text = Review._meta.get_field("text").get_db_prep_value(review.text_id, connection)
    at = ops.adapt_datetimefield_value(until)
    with connection.cursor() as cursor:
        cursor.execute(RENEWED, [at, review.study_id, text, review.reviewer_id])
        return cursor.rowcount > 0
