"""Keeping decisions on suggestions in step with the tags that came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotations.models import Review, Study, SuggestionDecision, Tag
from annotations.suggestion_gates import may_have_taken
from corpus.errors import FieldError
from corpus.events import record

ACCEPTED = SuggestionDecision.Decision.ACCEPTED


def unknown_suggestions(review: Review, named: Sequence[int | None]) -> list[FieldError]:
    """Return what is wrong with the suggestions that new tags say they came of.

    A tag may have been given another motif or other words before it is saved at all.
    """
    wanted = {pk for pk in named if pk is not None}
    if not wanted:
        return []
    kept = set(review.tags.filter(suggestion__in=wanted).values_list("suggestion", flat=True))
    known = kept | set(may_have_taken(review).filter(pk__in=wanted).values_list("pk", flat=True))
    return [
        FieldError(f"tags[{number}].suggestion", _("No such suggestion was made to you here."))
        for number, pk in enumerate(named)
        if pk is not None and pk not in known
    ]


def forget_accepted(review: Review, gone: Iterable[Tag]) -> set[int]:
    """Take back the decisions whose tags are about to go; return which suggestions they were of."""
    suggestions = {tag.suggestion_id for tag in gone if tag.suggestion_id is not None}
    if suggestions:
        review.decisions.filter(suggestion__in=suggestions, decision=ACCEPTED).delete()
    return suggestions


def remember_accepted(review: Review, new: Iterable[Tag], *, undone: set[int]) -> None:
    """Record a decision for every tag that came of a suggestion and has none yet."""
    if not undone and not any(tag.suggestion_id for tag in new):
        return
    tags = {
        tag.suggestion_id: tag for tag in Tag.objects.filter(review=review).exclude(suggestion=None)
    }
    decided = {row.suggestion_id: row for row in review.decisions.filter(suggestion__in=tags)}
    for pk, tag in tags.items():
        row = decided.get(pk or 0)
        if pk is None or (row is not None and row.tag_id == tag.pk):
            continue
        SuggestionDecision.objects.update_or_create(
            suggestion_id=pk, review=review, defaults={"decision": ACCEPTED, "tag": tag}
        )
        if pk not in undone:
            log_decision(review, pk, "suggestion_accepted")
    for pk in sorted(undone - {pk for pk in tags if pk is not None}):
        log_decision(review, pk, "suggestion_undone")


def log_decision(review: Review, suggestion: int, verb: str) -> None:
    """Write a decision down: its reader's, in their own reading."""
    record(
        review.reviewer,
        verb,
        "suggestion",
        suggestion,
        study_id=review.study_id,
        text_id=review.text_id,
        review=review.pk,
    )


def origin_of(tag: Tag) -> dict[str, Any]:
    """Return what a submission says of a tag that came of a suggestion; nothing of others."""
    if tag.suggestion is None:
        return {}
    made = tag.suggestion
    named = {"id": made.pk, "detector": made.detector, "version": made.detector_version}
    return {"suggestion": {**named, "pattern": made.pattern}}


def was_shown_suggestions(review: Review) -> bool:
    """Say whether what is submitted now was written after its reader could see suggestions."""
    if review.study.suggestions == Study.Suggestions.AFTER_SUBMIT:
        return review.submissions.exists()
    return review.study.suggestions == Study.Suggestions.SHOWN
