"""Collections: named, and made by whatever first puts a text in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from corpus import events
from corpus.errors import Invalid
from corpus.models import Collection
from corpus.normalise import clean_text
from corpus.services.errors import AlreadyThere
from corpus.visibility import keep_aside, visible_collections

if TYPE_CHECKING:
    from accounts.models import User

NAME_LIMIT = 200


def ensure_collection(name: str) -> Collection:
    """Return the collection of that name, made if there is none."""
    name = _clean(name)
    return Collection.objects.get_or_create(name=name)[0]


@transaction.atomic
def create_collection(*, by: User, name: str, description: str = "") -> Collection:
    """Make a collection; one known only through held texts is entered as if it were new."""
    name = _clean(name)
    collection = Collection.objects.filter(name=name).first()
    if collection and visible_collections(by).filter(pk=collection.pk).exists():
        raise AlreadyThere(
            _("There is a collection called {name} already.").format(name=name),
            existing=collection.pk,
        )
    collection = collection or Collection(name=name)
    keep_aside(collection, by=by)
    collection.description, collection.registered = description, True
    collection.save()
    events.record(by, "created", "collection", collection.pk)
    return collection


def _clean(name: str) -> str:
    name = clean_text(name).strip()
    if not name:
        raise Invalid(("name", _("A collection needs a name.")))
    if len(name) > NAME_LIMIT:
        raise Invalid(
            (
                "name",
                _("A collection's name has at most {name_limit} characters.").format(
                    name_limit=NAME_LIMIT
                ),
            )
        )
    return name
