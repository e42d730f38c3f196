"""Which texts would betray the source of these: the least set a hold must cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.db.models import Q

from corpus.models import ContextDigest, HeldText, Hold, Source, Text

# A kept passage shorter than this may stand in any text: that two are equal tells nothing of
# either, and anybody could join all texts by keeping "the" from each.
TELLING_LENGTH = 80
TELLING = Q(length__gte=TELLING_LENGTH) | Q(source__excerpt_of=None)
# Below the smallest number of parameters either engine takes in one query.
BATCH = 500


def closure_of(text_ids: Iterable[UUID], *, known: Iterable[UUID] = ()) -> set[UUID]:
    """Return the texts and all that would betray them, and what would betray those.

    What is known to be covered with all that would betray it is not walked again.

    Texts on the same prompt (the model that is missing would be the author), excerpts and what
    they are excerpts of, equal bodies with white space folded, and texts whose context quotes one.
    """
    found = set(text_ids)
    seen = found | set(known)
    frontier = set(found)
    while frontier:
        frontier = {neighbour for ids in _batches(frontier) for neighbour in _neighbours(ids)}
        frontier -= seen
        seen |= frontier
        found |= frontier
    return found


def linked_to_hold(hold: Hold, text_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the texts that stand beside a text the hold covers."""
    held = HeldText.objects.filter(hold=hold)
    digests = held.exclude(text__source__prompt=None).values("text__source__prompt__text_digest")
    bodies = Text.objects.filter(TELLING, pk__in=held.values("text")).values("folded_sha256")
    beside = (
        Q(source__prompt__text_digest__in=digests)
        | Q(folded_sha256__in=bodies) & TELLING
        | Q(source__excerpt_of__in=held.values("text"))
        | Q(excerpts__text__in=held.values("text"))
        | Q(source__context_digests__folded_sha256__in=bodies)
    )
    found: set[UUID] = set()
    for ids in _batches(text_ids):
        found.update(Text.objects.filter(pk__in=ids).filter(beside).values_list("pk", flat=True))
    return found


def _neighbours(ids: list[UUID]) -> Iterator[UUID]:
    sources = Source.objects.filter(text__in=ids)
    digests = sources.exclude(prompt=None).values("prompt__text_digest")
    bodies = Text.objects.filter(TELLING, pk__in=ids).values("folded_sha256")
    yield from Source.objects.filter(prompt__text_digest__in=digests).values_list("pk", flat=True)
    yield from Source.objects.filter(excerpt_of__in=ids).values_list("pk", flat=True)
    yield from sources.exclude(excerpt_of=None).values_list("excerpt_of", flat=True)
    equal = Text.objects.filter(TELLING, folded_sha256__in=bodies)
    yield from equal.values_list("pk", flat=True)
    yield from ContextDigest.objects.filter(folded_sha256__in=bodies).values_list(
        "source", flat=True
    )


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    walk = iter(ids)
    while batch := list(islice(walk, BATCH)):
        yield batch
