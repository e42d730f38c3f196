"""What becomes of the lines of one chunk: added, unchanged, held or rejected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet

from corpus.importing import TextLine
from corpus.models import Import, ImportNote, Source
from corpus.services.errors import MEETS_HELD
from corpus.services.import_differences import differences, line_of, said_otherwise
from corpus.services.sources import land_lines
from corpus.visibility import held_from

NumberedLine: TypeAlias = tuple[int, TextLine]


@dataclass(slots=True)
class Outcome:
    """How many lines went which way, and what there is to say of some."""

    added: int = 0
    unchanged: int = 0
    held: int = 0
    rejected: int = 0
    notes: list[ImportNote] = field(default_factory=list)

    def note(self, kind: str, number: int, name: str, message: str) -> None:
        """Say something of a line."""
        self.notes.append(ImportNote(kind=kind, line=number, field=name, message=message))


def take_in(run: Import, lines: list[NumberedLine]) -> Outcome:
    """Decide on each line in order, and land the new ones. Call within a transaction."""
    outcome = Outcome()
    met = _Met(run, [line for _, line in lines])
    new: list[TextLine] = []
    compared: list[NumberedLine] = []
    for number, line in lines:
        if met.is_held(line):
            outcome.held += 1
            outcome.note(ImportNote.Kind.HELD, number, "", MEETS_HELD)
            continue
        known = met.known(line)
        if known and known.sha256 != line.sha256:
            outcome.rejected += 1
            outcome.note(ImportNote.Kind.ERROR, number, "key", _OTHER_BODY)
            continue
        compared.append((number, line))
        if known:
            outcome.unchanged += 1
            for name, message in differences(line, known):
                outcome.note(ImportNote.Kind.DIFFERENCE, number, name, message)
        else:
            outcome.added += 1
            met.remember(line)
            new.append(line)
    for number, name, message in said_otherwise(run, compared):
        outcome.note(ImportNote.Kind.DIFFERENCE, number, name, message)
    land_lines(new, collection=run.collection, imported_in=run)
    return outcome


_OTHER_BODY = "is known in this collection with another body"


class _Met:
    """What these lines meet in the corpus, looked up at once for all of them.

    Texts that this same import has brought do not count as held, though a hold may have grown over
    them: what becomes of a line must not depend on where the file was cut.
    """

    def __init__(self, run: Import, lines: list[TextLine]) -> None:
        self._known: dict[str, TextLine] = {}
        self._held_keys: set[str] = set()
        sources = _sources(run, {line.key_in_collection for line in lines})
        held = set(
            _held(run)
            .filter(text__in=[source.pk for source in sources])
            .values_list("text", flat=True)
        )
        for source in sources:
            if source.pk in held:
                self._held_keys.add(source.own_key or source.key)
            else:
                self._known[source.own_key or source.key] = line_of(source)
        bodies = {line.folded_sha256 for line in lines}
        self._held_bodies = set(
            _held(run)
            .filter(text__folded_sha256__in=bodies)
            .values_list("text__folded_sha256", flat=True)
        )

    def is_held(self, line: TextLine) -> bool:
        return line.key_in_collection in self._held_keys or line.folded_sha256 in self._held_bodies

    def known(self, line: TextLine) -> TextLine | None:
        return self._known.get(line.key_in_collection)

    def remember(self, line: TextLine) -> None:
        self._known[line.key_in_collection] = line


def _held(run: Import) -> QuerySet[Any]:
    return held_from(run.by).exclude(text__source__imported_in=run)


def _sources(run: Import, keys: Iterable[str]) -> list[Source]:
    return list(
        Source.objects.filter(Q(key__in=keys) | Q(own_key__in=keys), collection=run.collection_id)
        # A text that gave way comes after the one that has its key, and counts as the known one.
        .order_by("own_key", "pk")
        .select_related("text", "author", "prompt")
        .defer("text__body", "original")
    )
