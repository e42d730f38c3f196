"""One text at a time: pasted, or kept as an excerpt of another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from corpus import events
from corpus.errors import Invalid
from corpus.importing.shapes import TextLine
from corpus.models import Collection, Source, Text
from corpus.normalise import folded_sha256, sha256
from corpus.services.authors import enter_hidden_author
from corpus.services.collections import ensure_collection
from corpus.services.errors import AlreadyThere, MeetsHeldText
from corpus.services.sources import land_lines, store
from corpus.visibility import give_way, held_from, open_sources

if TYPE_CHECKING:
    from accounts.models import User

BY_HAND = "Added by hand"
# A taken-over fact says nothing of where in its parent an excerpt stands.
_TAKEN_OVER = (
    "collection_id",
    "author_id",
    "prompt_id",
    "sampling",
    "generated_at",
    "source_url",
    "licence",
    "redistributable",
)


@transaction.atomic
def add_text(*, line: TextLine, by: User, collection_name: str = "") -> Text:
    """Add one text, as `corpus.importing.parse_record` returns it; `by` brought it."""
    if held_from(by).filter(text__folded_sha256=line.folded_sha256).exists():
        raise MeetsHeldText
    collection = ensure_collection(collection_name.strip() or BY_HAND)
    _make_room(collection, line.key_in_collection, by=by)
    enter_hidden_author(line.author, by=by)
    (text,) = land_lines([line], collection=collection, brought_by=by)
    events.record(by, "added", "text", text.pk, text_id=text.pk)
    return text


def _make_room(collection: Collection, key: str, *, by: User) -> None:
    """Refuse a key that the person sees in the collection; one of a held text gives way to it.

    A refusal would tell who guesses that a held text is called so.
    """
    same = Source.objects.filter(Q(key=key) | Q(own_key=key), collection=collection)
    if seen := same.filter(pk__in=open_sources(by).values("pk")).first():
        raise AlreadyThere(_("The collection has a text with this key."), existing=seen.pk)
    for source in same.filter(key=key):
        give_way(source)


@transaction.atomic
def keep_excerpt(*, parent_id: UUID, start: int, end: int, why: str, by: User) -> Text:
    """Keep part of a text as an insight passage; raise Text.DoesNotExist or Invalid.

    Its source is its parent's, whether or not this person may see that one; a passage of a held
    text is held with it.
    """
    parent = Text.objects.select_related("source").get(pk=parent_id)
    if not 0 <= start < end <= parent.length:
        raise Invalid(("end", _("The passage does not lie within the text.")))
    body = parent.body[start:end]
    if not body.strip():
        raise Invalid(("end", _("The passage holds no words.")))
    kept = Source.objects.filter(excerpt_of=parent, excerpt_start=start, excerpt_end=end)
    if already := kept.select_related("text").first():
        return already.text
    text = _excerpt_text(parent, body)
    store([text], [_excerpt_source(parent.source, text, start=start, end=end, why=why, by=by)])
    events.record(by, "kept", "text", text.pk, text_id=text.pk)
    return text


def _excerpt_text(parent: Text, body: str) -> Text:
    return Text(
        kind=Text.Kind.INSIGHT,
        body=body,
        language=parent.language,
        length=len(body),
        sha256=sha256(body),
        folded_sha256=folded_sha256(body),
    )


def _excerpt_source(
    parent: Source, text: Text, *, start: int, end: int, why: str, by: User
) -> Source:
    return Source(
        text=text,
        # Of its own: a key made of the parent's would betray a parent that is still held.
        key=f"excerpt-{uuid4().hex}",
        excerpt_of_id=parent.pk,
        excerpt_start=start,
        excerpt_end=end,
        why=why.strip(),
        brought_by=by,
        **{name: getattr(parent, name) for name in _TAKEN_OVER},
    )
