"""What was known of a thing that is entered by hand while a blind hides that it is there.

The answer to whoever enters it must be as if it were new. What imports had said of it is kept
aside, and put back when nothing of it is held any more: where it was entered for itself, as far as
nothing else was stated; where a text only named it, as it was. Who had stated otherwise finds that
in the log then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import models

from corpus import events
from corpus.models import Author, Collection, Prompt, Source
from corpus.visibility.reading import held_from

if TYPE_CHECKING:
    from accounts.models import User

# The fields that are kept, each with what it is where nothing was stated.
KEPT: dict[type[models.Model], dict[str, Any]] = {
    Author: {"provider": "", "training": "unknown", "released_on": None, "aliases": []},
    Prompt: {"key": "", "elicitation": "unknown"},
    Collection: {"description": ""},
}
UNSTATED: dict[type[models.Model], dict[str, Any]] = {
    **KEPT,
    Author: {**KEPT[Author], "family": ""},
}
FACTS = [name for fields in UNSTATED.values() for name in fields]
KEY_LENGTH = 300
SOURCE_FIELDS = {Author: "author", Prompt: "prompt", Collection: "collection"}


def keep_aside(row: Author | Prompt | Collection, *, by: User) -> None:
    """Remember what is known of a row before it is entered as if it were new. Not saved."""
    if row.kept_aside is not None or row._state.adding:
        return
    kept = {name: getattr(row, name) for name in KEPT[type(row)]}
    if isinstance(row, Author):
        kept |= {"family": row.family, "family_stated": row.family_stated}
        kept["released_on"] = row.released_on.isoformat() if row.released_on else None
    row.kept_aside = {**kept, "by": by.pk, "by_hand": []}


def keep_changes(row: Author | Prompt, names: list[str]) -> None:
    """Remember which fields somebody has changed since: those stay. Not saved."""
    if row.kept_aside is not None:
        stays = {*row.kept_aside.get("by_hand", ()), *names}
        row.kept_aside = {**row.kept_aside, "by_hand": sorted(stays)}


def give_way(source: Source) -> None:
    """Leave a held text's key to one entered by somebody who cannot know that it is taken."""
    source.own_key = source.own_key or source.key
    source.key = f"aside-{uuid4().hex}"
    source.save(update_fields=["key", "own_key"])


def put_back() -> None:
    """Give back what was kept aside of everything that no hold hides any more."""
    held = held_from(None).values("text")
    for model, field in SOURCE_FIELDS.items():
        hidden = Source.objects.filter(text__in=held).values(field)
        for row in model._default_manager.exclude(kept_aside=None).exclude(pk__in=hidden):
            _put_back(row)
    aside = Source.objects.exclude(own_key="").exclude(pk__in=held).order_by("added_at", "pk")
    for source in aside:
        takers = Source.objects.filter(collection=source.collection_id, key=source.own_key)
        if not takers.filter(pk__in=held).exists():
            _give_key_back(source, takers.first())


def _put_back(row: Any) -> None:
    kept, row.kept_aside = row.kept_aside, None
    here, there, unstated = _facts(vars(row)), _facts(kept), UNSTATED[type(row)]
    stays = kept.get("by_hand", ())
    otherwise = []
    for name, said in there.items():
        if said == unstated[name]:
            continue
        differs = here[name] not in (unstated[name], said)
        if differs:
            otherwise.append(name)
        if name not in stays and not (differs and row.registered):
            setattr(row, name, said)
            if name == "family":
                row.family_stated = True
    row.save()
    if otherwise:
        _tell(kept.get("by"), type(row).__name__.lower(), row.pk, otherwise)


def _facts(known: dict[str, Any]) -> dict[str, Any]:
    """Return what is stated, as it is kept; a family that is only the name is not."""
    names = [name for name in FACTS if name in known]
    facts = {name: known[name] for name in names}
    if facts.get("released_on"):
        facts["released_on"] = str(facts["released_on"])
    if "family" in facts and not known["family_stated"]:
        facts["family"] = ""
    return facts


def _give_key_back(source: Source, taker: Source | None) -> None:
    if taker is not None:
        number = 2
        while Source.objects.filter(
            collection=source.collection_id, key=_numbered(source.own_key, number)
        ).exists():
            number += 1
        taker.key = _numbered(source.own_key, number)
        taker.save(update_fields=["key"])
        _tell(taker.brought_by_id, "text", taker.pk, ["key"])
    source.key, source.own_key = source.own_key, ""
    source.save(update_fields=["key", "own_key"])


def _numbered(key: str, number: int) -> str:
    return f"{key[: KEY_LENGTH - 10]} ({number})"


def _tell(by: int | None, subject: str, pk: UUID, fields: list[str]) -> None:
    """Log, for who entered a thing, what was known of it before: by the names of fields alone."""
    person = get_user_model().objects.filter(pk=by or 0).first()
    events.record(person, "stated_otherwise", subject, pk, fields=fields)
