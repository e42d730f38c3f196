"""Authors: met in imports by name, or entered by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from corpus import events
from corpus.errors import Invalid
from corpus.importing.shapes import AuthorLine
from corpus.models import Author
from corpus.normalise import clean_text
from corpus.services.errors import AlreadyThere
from corpus.visibility import keep_aside, keep_changes, visible_authors

if TYPE_CHECKING:
    from accounts.models import User

FACTS = ("family", "provider", "training")


def ensure_authors(lines: Iterable[AuthorLine]) -> dict[tuple[str, str], Author]:
    """Return an author for each line by kind and name, made of the first line that names it."""
    first: dict[tuple[str, str], AuthorLine] = {}
    for line in lines:
        first.setdefault(line.identity, line)
    known = known_authors(first)
    missing = [line for identity, line in sorted(first.items()) if identity not in known]
    if missing:
        # Another import may write the same ones: theirs or ours, one row.
        Author.objects.bulk_create(
            [new_author(line) for line in missing], ignore_conflicts=True, batch_size=500
        )
        known |= known_authors(line.identity for line in missing)
    return known


def known_authors(identities: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Author]:
    """Return those of the authors that are there, by kind and name."""
    wanted = set(identities)
    rows = Author.objects.filter(name__in={name for _, name in wanted})
    return {(row.kind, row.name): row for row in rows if (row.kind, row.name) in wanted}


def author_differences(line: AuthorLine, author: Author) -> Iterator[tuple[str, str, str]]:
    """Yield what a line states of an author otherwise than it is known: field, here, there."""
    for name in FACTS:
        given, kept = getattr(line, name), getattr(author, name)
        if name in line.stated and given and given != kept:
            yield f"author.{name}", given, kept


@transaction.atomic
def create_author(
    *,
    by: User,
    name: str,
    kind: str = Author.Kind.MODEL,
    family: str = "",
    provider: str = "",
    training: str = Author.Training.UNKNOWN,
    released_on: date | None = None,
    aliases: Iterable[str] = (),
) -> Author:
    """Enter an author by hand.

    One that is known only through texts held from this person is entered as if it were new, with
    exactly what was stated: neither a refusal nor an answer may tell that it is there.
    """
    name = clean_text(name).strip()
    if not name:
        raise Invalid(("name", _("An author needs a name.")))
    author = Author.objects.filter(kind=kind, name=name).first()
    if author and visible_authors(by).filter(pk=author.pk).exists():
        raise AlreadyThere(
            _("There is an author called {name} already.").format(name=name), existing=author.pk
        )
    author = author or Author(kind=kind, name=name)
    keep_aside(author, by=by)
    author.family = family.strip() or name
    author.family_stated = bool(family.strip())
    author.provider, author.training = provider.strip(), training
    author.released_on, author.aliases = released_on, list(aliases)
    author.registered = True
    author.save()
    events.record(by, "created", "author", author.pk)
    return author


def enter_hidden_author(line: AuthorLine, *, by: User) -> None:
    """Make an author that this person cannot know of be as if a line by hand were the first.

    What the answer says of it must be what the line says, or pasting a text would ask for it.
    """
    author = known_authors([line.identity]).get(line.identity)
    if author is None or visible_authors(by).filter(pk=author.pk).exists():
        return
    keep_aside(author, by=by)
    fresh = new_author(line)
    for name in (*FACTS, "family_stated", "released_on", "aliases"):
        setattr(author, name, getattr(fresh, name))
    author.save()


@transaction.atomic
def update_author(*, author_id: UUID, by: User, **changes: object) -> Author:
    """Change what is known of an author that this person may see; raise Author.DoesNotExist."""
    author = visible_authors(by).get(pk=author_id)
    unknown = set(changes) - {*FACTS, "released_on", "aliases"}
    if unknown:
        raise Invalid(*((name, _("This cannot be changed.")) for name in sorted(unknown)))
    if "family" in changes:
        family = str(changes["family"]).strip()
        changes |= {"family": family or author.name, "family_stated": bool(family)}
    for name, value in changes.items():
        setattr(author, name, value)
    keep_changes(author, list(changes))
    author.save(update_fields=[*changes, "kept_aside"])
    events.record(by, "changed", "author", author.pk)
    return author


def new_author(line: AuthorLine) -> Author:
    """Return the author that a line names, not saved."""
    return Author(
        name=line.name,
        kind=line.kind,
        family=line.family or line.name,
        family_stated=line.family_stated,
        provider=line.provider,
        training=line.training,
    )
