"""The rows that saving a draft goes by, in SQL: Django takes longer to compose it than it runs.

A draft saves itself after every change, so this is what a site does most of all. What else of a
study, text, scale or motif is asked for, Django reads as ever.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from annotations.models import CodebookVersion, Motif, Rating, Review, Scale, Study, Tag
from corpus.models import Text

M = TypeVar("M", bound=Model)

DRAFT = """
SELECT review.*, study.state AS study_state, study.codebook_id AS study_codebook,
       text.body AS text_body, guess.id AS guess_id, forecast.id AS forecast_id
FROM annotations_review review
JOIN annotations_study study ON study.id = review.study_id
JOIN corpus_text text ON text.id = review.text_id
LEFT JOIN annotations_guess guess ON guess.review_id = review.id
LEFT JOIN annotations_forecast forecast ON forecast.review_id = review.id
WHERE review.id = %s
"""
RATINGS = """
SELECT rating.*, scale.key AS scale_key, scale.position AS scale_position,
       scale.points AS scale_points
FROM annotations_rating rating
JOIN annotations_scale scale ON scale.id = rating.scale_id
WHERE rating.review_id = %s
"""
TAGS = """
SELECT tag.*, motif.key AS motif_key, motif.merged_into_id AS motif_merged,
       version.number AS version_number,
       EXISTS (SELECT 1 FROM annotations_recheck WHERE tag_id = tag.id)
       OR EXISTS (SELECT 1 FROM annotations_suggestiondecision WHERE tag_id = tag.id)
       AS is_referred_to
FROM annotations_tag tag
JOIN annotations_motif motif ON motif.id = tag.motif_id
LEFT JOIN annotations_codebookversion version ON version.id = tag.codebook_version_id
WHERE tag.review_id = %s
"""
DROPPED = "DELETE FROM annotations_tag WHERE id IN ({})"
RENEWED = """
UPDATE annotations_assignment SET reserved_until = %s
WHERE (study_id, text_id, user_id) =
      (SELECT study_id, text_id, reviewer_id FROM annotations_review WHERE id = %s)
"""


def lock_draft(review: Review) -> Review:
    """Return the review as it stands, its row locked, with its study's state and its text."""
    lock = " FOR UPDATE OF review" if connection.features.has_select_for_update else ""
    rows: list[Any] = list(Review.objects.raw(DRAFT + lock, [review.pk]))
    if not rows:
        raise Review.DoesNotExist
    found = rows[0]
    found.study = _partly(
        Study, id=found.study_id, state=found.study_state, codebook_id=found.study_codebook
    )
    found.text = _partly(Text, id=found.text_id, body=found.text_body)
    for name in ("guess", "forecast"):
        if getattr(found, f"{name}_id") is None:
            # As `select_related` notes it: there is none, and nobody need ask again.
            relation: Any = Review._meta.get_field(name)
            relation.set_cached_value(found, None)
    return found


def ratings_there(review: Review) -> list[Rating]:
    """Return the answers given so far, each with what of its scale a save needs."""
    rows: list[Any] = list(Rating.objects.raw(RATINGS, [review.pk]))
    for row in rows:
        row.scale = _partly(
            Scale,
            id=row.scale_id,
            key=row.scale_key,
            position=row.scale_position,
            points=json.loads(row.scale_points),
        )
        row.review = review
    return rows


def tags_there(review: Review) -> list[Tag]:
    """Return the tags made so far, each with its motif's key and whether other rows refer to it."""
    rows: list[Any] = list(Tag.objects.raw(TAGS, [review.pk]))
    for row in rows:
        row.motif = _partly(
            Motif, id=row.motif_id, key=row.motif_key, merged_into_id=row.motif_merged
        )
        if row.codebook_version_id is not None:
            row.codebook_version = _partly(
                CodebookVersion, id=row.codebook_version_id, number=row.version_number
            )
        row.review = review
    return rows


def drop_tags(tags: Sequence[Tag]) -> None:
    """Delete tags that nothing refers to; the database refuses where something does."""
    places = ", ".join(["%s"] * len(tags))
    with connection.cursor() as cursor:
        cursor.execute(DROPPED.format(places), [tag.pk for tag in tags])


def renew_reservation(review: Review, until: datetime) -> bool:
    """Hold the reader's place until then; return whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute(RENEWED, [connection.ops.adapt_datetimefield_value(until), review.pk])
        return cursor.rowcount > 0


def _partly(model: type[M], **values: Any) -> M:
    """Return a row of which some columns are known and the others are read when asked for."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(connection.alias, names, [values[name] for name in names])
