"""Writing what a draft says beside ratings and tags: the action in its parts, the forecast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Forecast, Review
from corpus.errors import Invalid

PARTS = ("who", "what", "when")


class Unchanged:
    """What is left as it is, where None says that it is taken away."""


UNCHANGED: Final = Unchanged()


def sentence_of(who: str, what: str, when: str) -> str:
    """Return the action as one sentence, made of its parts; nothing where they are empty."""
    words = " ".join(part for part in (who.strip(), what.strip(), when.strip()) if part)
    if not words:
        return ""
    ended = words if words[-1] in ".!?…" else f"{words}."
    return ended[0].upper() + ended[1:]


def write_action(review: Review, action: str | None, parts: dict[str, str | None]) -> None:
    """Set the sentence and its parts; where only parts are given, the sentence is made of them."""
    given = {name: words for name, words in parts.items() if words is not None}
    before = _sentence(review)
    for name, words in given.items():
        setattr(review, f"action_{name}", words)
    if action is not None:
        review.action = action
    elif given:
        made = _sentence(review)
        # A sentence written by hand outlives its parts being emptied.
        if made or review.action == before:
            review.action = made


def write_forecast(review: Review, probability: float | Unchanged | None) -> None:
    """Keep how likely the reader thinks it, with the question as it is asked now; None forgets."""
    if isinstance(probability, Unchanged):
        return
    if probability is None:
        Forecast.objects.filter(review=review).delete()
        return
    study = review.study
    if not study.forecast_question:
        raise Invalid(("forecast", _("This study asks for no forecast.")))
    if not 0 <= probability <= 1:
        raise Invalid(("forecast", _("Give a probability from 0 to 1.")))
    now = timezone.now()
    Forecast.objects.update_or_create(
        review=review,
        defaults={
            "question": study.forecast_question,
            "probability": probability,
            "due_on": timezone.localdate(now) + timedelta(days=study.forecast_days),
            "at": now,
        },
    )


def forecast_in(review: Review) -> dict[str, Any] | None:
    """Return the forecast as plain data, for what is kept of a submission."""
    forecast = Forecast.objects.filter(review=review).first()
    if forecast is None:
        return None
    return {
        "question": forecast.question,
        "probability": forecast.probability,
        "due_on": forecast.due_on.isoformat(),
        "at": forecast.at.isoformat(),
    }


def _sentence(review: Review) -> str:
    return sentence_of(review.action_who, review.action_what, review.action_when)
