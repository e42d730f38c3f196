"""Reading past the blind, or not: the only queries that join texts, sources, holds and releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Collection as Some
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.prepared import Prepared, Slot
from corpus.models import Author, Collection, HeldText, Hold, Prompt, Release, Source, Text
from corpus.visibility.rows import (
    HeadingRow,
    SourceRow,
    held_text,
    open_heading,
    open_text,
    rows_of,
)
from corpus.visibility.shapes import VisibleAuthor, VisibleHeading, VisibleText

if TYPE_CHECKING:
    from accounts.models import User

# Who asks. None asks for what is open to all, as figures and reports do.
Reader: TypeAlias = "User | AnonymousUser | None"
# By number, or by a place for one; what is told of texts is asked of some of them at a time.
Asker: TypeAlias = int | Slot | None
Rows: TypeAlias = QuerySet[Any, tuple[Any, ...]]
Question: TypeAlias = Callable[[Asker, Sequence[Any]], Rows]
AT_ONCE = 512
# What everybody sees of a text beside its body.
BARE = ("id", "kind", "language", "length")


def held_from(reader: Reader) -> QuerySet[HeldText]:
    """Return the rows that hold a text from this reader."""
    return _held_from(_pk_of(reader)).all()


def open_sources(reader: Reader) -> QuerySet[Source]:
    """Return the sources this reader may see: what filters, sorts, facets and figures run over."""
    return _open_sources(_pk_of(reader)).all()


def _pk_of(reader: Reader) -> int | None:
    return reader.pk if reader is not None and reader.is_authenticated else None


# Nearly every page asks these, some several times, and Django composes them more slowly than the
# database answers: they are composed once for each reader, and never run themselves.
@lru_cache(maxsize=1000)
def _held_from(user: Asker) -> QuerySet[HeldText]:
    rows = HeldText.objects.filter(hold__lifted_at=None)
    if user is None:
        return rows
    released = Release.objects.filter(
        Q(text=None) | Q(text=OuterRef("text")), hold=OuterRef("hold"), user=user
    )
    return rows.filter(~Exists(released))


@lru_cache(maxsize=1000)
def _open_sources(user: Asker) -> QuerySet[Source]:
    return Source.objects.filter(~Exists(_held_from(user).filter(text=OuterRef("pk"))))


def texts_for(reader: Reader) -> QuerySet[Text]:
    """Return all texts, each marked `held` or not: for filters on what is never held."""
    return Text.objects.alias(
        held=Exists(held_from(reader).filter(text=OuterRef("pk"))),
    )


def is_any_held(reader: Reader) -> bool:
    """Say whether any source at all is held from the reader."""
    user = _pk_of(reader)
    return bool(_prepared(_first_held, user is not None, 0)(user))


def is_open_to(reader: Reader, text_id: UUID) -> bool:
    """Say whether the reader may see where this text came from."""
    return not held_from(reader).filter(text=text_id).exists()


def has_full_release(reader: Reader, hold: Hold) -> bool:
    """Say whether the reader has sight of all of a hold's texts."""
    return Release.objects.filter(hold=hold, user=reader.pk if reader else None, text=None).exists()


def has_unblinded(reader: Reader, hold: Hold) -> bool:
    """Say whether the reader has asked to see a hold's sources, and not come to them by reading."""
    return unblinded_holds(reader).filter(hold=hold).exists()


def unblinded_holds(reader: Reader) -> QuerySet[Release, Any]:
    """Return the holds whose sources the reader has asked to see."""
    pressed = Release.objects.filter(
        user=reader.pk if reader else None, text=None, how=Release.How.UNBLINDED
    )
    return pressed.values("hold")


def get_text_for(reader: Reader, text_id: UUID | str) -> VisibleText:
    """Return one text as the reader may see it, or raise Text.DoesNotExist."""
    return present(reader, [Text.objects.get(pk=text_id)])[0]


def present(reader: Reader, texts: Iterable[Text]) -> list[VisibleText]:
    """Turn texts into what the reader may see of them, in the same order, in a few queries."""
    texts = list(texts)
    ids = [text.pk for text in texts]
    found = map(SourceRow._make, _ask(_open_rows, reader, ids))
    shown = {row.pk: row for row in found}
    words = _prompt_words(reader, [pk for pk in ids if pk not in shown])
    hidden = _hidden_links(reader, shown.values())
    return [
        open_text(text, shown[text.pk], hidden=hidden)
        if text.pk in shown
        else held_text(text, words.get(text.pk))
        for text in texts
    ]


def headings(reader: Reader, ids: Iterable[UUID]) -> dict[UUID, VisibleHeading]:
    """Return by id what the reader may see of texts beside their bodies."""
    ids = list(ids)
    rows = map(HeadingRow._make, _ask(_open_headings, reader, ids))
    authors: dict[UUID, VisibleAuthor] = {}
    found = {row.pk: open_heading(row, authors) for row in rows}
    for pk, kind, language, length in _ask(_bare_rows, reader, set(ids) - set(found)):
        found[pk] = VisibleHeading(pk, kind, language, length, held=True)
    return found


def visible_authors(reader: Reader) -> QuerySet[Author]:
    """Return authors with a text the reader may see, or entered by hand; `open_texts` counts."""
    return _visible(Author, _pk_of(reader)).all()


def visible_prompts(reader: Reader) -> QuerySet[Prompt]:
    """Return prompts with a text the reader may see, or entered by hand; `open_texts` counts."""
    return _visible(Prompt, _pk_of(reader)).all()


def visible_collections(reader: Reader) -> QuerySet[Collection]:
    """Return collections with a text the reader may see, or made by hand; `open_texts` counts."""
    return _visible(Collection, _pk_of(reader)).all()


@lru_cache(maxsize=3000)
def _visible(model: type[Any], user: Asker) -> QuerySet[Any]:
    seen = Count("sources", filter=Q(sources__in=_open_sources(user)))
    return model.objects.annotate(open_texts=seen).filter(Q(open_texts__gt=0) | Q(registered=True))


def _prompt_words(reader: Reader, held: Some[UUID]) -> dict[UUID, str]:
    """Return the prompt's words of held texts whose holds show them.

    A hold shows prompts only if every text of it had one when it opened: else having none would
    say something. A text that came under holds later shows its prompt where one of them shows the
    very same beside it; and its coming silences no other, or who brings texts could try guesses.
    """
    at_first, silent, maybe = set(), set(), set()
    for text, late, shows in _ask(_hold_rows, reader, held):
        if late:
            maybe |= {text} if shows else set()
        else:
            at_first.add(text)
            silent |= set() if shows else {text}
    beside = {text for (text,) in _ask(_beside_the_same, reader, maybe - at_first)}
    return dict(_ask(_words_of_prompts, reader, (at_first - silent) | beside))


def _hidden_links(reader: Reader, sources: Some[SourceRow]) -> set[UUID]:
    """Return the texts among what these are excerpts of, or whose contexts quote, still held.

    Somebody released from one text alone must not learn through it whose another one is.
    """
    parents = {row.excerpt_of__id for row in sources if row.excerpt_of__id}
    quoting = [row.pk for row in sources if row.context]
    held = [text for text, *_ in _ask(_hold_rows, reader, parents)]
    return {*held, *(pk for (pk,) in _ask(_quoting_held, reader, quoting))}


def _open_rows(user: Asker, ids: Sequence[Any]) -> Rows:
    return rows_of(_open_sources(user).filter(text__id__in=ids))


def _open_headings(user: Asker, ids: Sequence[Any]) -> Rows:
    return _open_sources(user).filter(text__id__in=ids).values_list(*HeadingRow._fields)


def _bare_rows(user: Asker, ids: Sequence[Any]) -> Rows:
    return Text.objects.filter(id__in=ids).order_by().values_list(*BARE)


def _first_held(user: Asker, ids: Sequence[Any]) -> Rows:
    return _held_from(user).values_list("pk")[:1]


def _hold_rows(user: Asker, ids: Sequence[Any]) -> Rows:
    rows = _held_from(user).filter(text__id__in=ids)
    return rows.values_list("text", "late", "hold__shows_prompts")


def _beside_the_same(user: Asker, ids: Sequence[Any]) -> Rows:
    """Ask which of the texts came late to a hold that shows the very same prompt."""
    same = HeldText.objects.filter(
        hold=OuterRef("hold"),
        late=False,
        text__source__prompt__text_digest=OuterRef("text__source__prompt__text_digest"),
    )
    late = _held_from(user).filter(text__id__in=ids, late=True, hold__shows_prompts=True)
    return late.filter(Exists(same)).values_list("text")


def _words_of_prompts(user: Asker, ids: Sequence[Any]) -> Rows:
    told = Source.objects.filter(text__id__in=ids, prompt__isnull=False)
    return told.values_list("pk", "prompt__text")


def _quoting_held(user: Asker, ids: Sequence[Any]) -> Rows:
    bodies = _held_from(user).values("text__folded_sha256")
    quoting = Source.objects.filter(text__id__in=ids, context_digests__folded_sha256__in=bodies)
    return quoting.values_list("pk")


def _ask(question: Question, reader: Reader, ids: Iterable[UUID]) -> Iterator[tuple[Any, ...]]:
    """Ask a question of texts: of at most so many at once, the last named again to fill up."""
    user, left = _pk_of(reader), list(ids)
    while left:
        some, left = left[:AT_ONCE], left[AT_ONCE:]
        size = 1 << (len(some) - 1).bit_length()
        some += some[-1:] * (size - len(some))
        yield from _prepared(question, user is not None, size)(user, *some)


@cache
def _prepared(question: Question, signed_in: bool, size: int) -> Prepared:
    """Return the question, made once for all readers; who asks and of what is put in later."""
    user = Slot(0, get_user_model()._meta.pk) if signed_in else None
    ids = [Slot(number + 1, Text._meta.pk) for number in range(size)]
    return Prepared(lambda: question(user, ids))
