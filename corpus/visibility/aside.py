"""What was known of a thing that is entered by hand while a blind hides that it is there.

The answer to whoever enters it must be as if it were new. What imports had said of it is kept
aside, and put back where nothing else was stated, when nothing of it is held any more.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from corpus.models import Author, Collection, Prompt, Source
from corpus.visibility.reading import held_from

# The fields that are kept, each with what it is where nothing was stated.
KEPT: dict[type[models.Model], dict[str, Any]] = {
    Author: {"provider": "", "training": "unknown", "released_on": None, "aliases": []},
    Prompt: {"key": "", "elicitation": "unknown"},
    Collection: {"description": ""},
}
SOURCE_FIELDS = {Author: "author", Prompt: "prompt", Collection: "collection"}


def keep_aside(row: Author | Prompt | Collection) -> None:
    """Remember what is known of a row before it is entered as if it were new. Not saved."""
    if row.kept_aside is not None or row._state.adding:
        return
    kept = {name: getattr(row, name) for name in KEPT[type(row)]}
    if isinstance(row, Author):
        kept |= {"family": row.family, "family_stated": row.family_stated}
        kept["released_on"] = row.released_on.isoformat() if row.released_on else None
    row.kept_aside = kept


def put_back() -> None:
    """Give back what was kept aside of everything that no hold hides any more."""
    held = held_from(None).values("text")
    for model, field in SOURCE_FIELDS.items():
        hidden = Source.objects.filter(text__in=held).values(field)
        for row in model._default_manager.exclude(kept_aside=None).exclude(pk__in=hidden):
            _put_back(row)


def _put_back(row: Any) -> None:
    kept, row.kept_aside = row.kept_aside, None
    if isinstance(row, Author) and not row.family_stated:
        row.family, row.family_stated = kept["family"], kept["family_stated"]
    for name, unstated in KEPT[type(row)].items():
        if getattr(row, name) == unstated:
            setattr(row, name, kept[name])
    row.save()
