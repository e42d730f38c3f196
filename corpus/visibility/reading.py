"""Reading past the blind, or not: the only queries that join texts, sources, holds and releases."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from corpus.models import Author, Collection, HeldText, Hold, Prompt, Release, Source, Text
from corpus.visibility.shapes import VisibleAuthor, VisiblePrompt, VisibleSource, VisibleText

if TYPE_CHECKING:
    from accounts.models import User

# Who asks. None asks for what is open to all, as figures and reports do.
Reader: TypeAlias = "User | AnonymousUser | None"


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
def _held_from(user: int | None) -> QuerySet[HeldText]:
    rows = HeldText.objects.filter(hold__lifted_at=None)
    if user is None:
        return rows
    released = Release.objects.filter(
        Q(text=None) | Q(text=OuterRef("text")), hold=OuterRef("hold"), user=user
    )
    return rows.filter(~Exists(released))


@lru_cache(maxsize=1000)
def _open_sources(user: int | None) -> QuerySet[Source]:
    return Source.objects.filter(~Exists(_held_from(user).filter(text=OuterRef("pk"))))


def texts_for(reader: Reader) -> QuerySet[Text]:
    """Return all texts, each marked `held` or not: for filters on what is never held."""
    return Text.objects.alias(
        held=Exists(held_from(reader).filter(text=OuterRef("pk"))),
    )


def is_open_to(reader: Reader, text_id: UUID) -> bool:
    """Say whether the reader may see where this text came from."""
    return not held_from(reader).filter(text=text_id).exists()


def has_full_release(reader: Reader, hold: Hold) -> bool:
    """Say whether the reader has sight of all of a hold's texts."""
    return Release.objects.filter(hold=hold, user=reader.pk if reader else None, text=None).exists()


def has_unblinded(reader: Reader, hold: Hold) -> bool:
    """Say whether the reader has asked to see a hold's sources, and not come to them by reading."""
    return Release.objects.filter(
        hold=hold, user=reader.pk if reader else None, text=None, how=Release.How.UNBLINDED
    ).exists()


def get_text_for(reader: Reader, text_id: UUID | str) -> VisibleText:
    """Return one text as the reader may see it, or raise Text.DoesNotExist."""
    return present(reader, [Text.objects.get(pk=text_id)])[0]


def present(reader: Reader, texts: Iterable[Text]) -> list[VisibleText]:
    """Turn texts into what the reader may see of them, in the same order, in a few queries."""
    texts = list(texts)
    ids = [text.pk for text in texts]
    shown = {
        source.pk: source
        for source in open_sources(reader)
        .filter(pk__in=ids)
        .select_related("author", "prompt", "collection", "brought_by")
    }
    held = set(ids) - set(shown)
    words = _prompt_words(reader, held)
    hidden = _hidden_links(reader, shown.values())
    return [
        _visible(text, shown[text.pk], hidden=hidden)
        if text.pk in shown
        else _held(text, words.get(text.pk))
        for text in texts
    ]


def visible_authors(reader: Reader) -> QuerySet[Author]:
    """Return authors with a text the reader may see, or entered by hand; `open_texts` counts."""
    seen = Count("sources", filter=Q(sources__in=open_sources(reader)))
    return Author.objects.annotate(open_texts=seen).filter(Q(open_texts__gt=0) | Q(registered=True))


def visible_prompts(reader: Reader) -> QuerySet[Prompt]:
    """Return prompts with a text the reader may see, or entered by hand; `open_texts` counts."""
    seen = Count("sources", filter=Q(sources__in=open_sources(reader)))
    return Prompt.objects.annotate(open_texts=seen).filter(Q(open_texts__gt=0) | Q(registered=True))


def visible_collections(reader: Reader) -> QuerySet[Collection]:
    """Return collections with a text the reader may see, or made by hand; `open_texts` counts."""
    seen = Count("sources", filter=Q(sources__in=open_sources(reader)))
    return Collection.objects.annotate(open_texts=seen).filter(
        Q(open_texts__gt=0) | Q(registered=True)
    )


def _prompt_words(reader: Reader, held: set[UUID]) -> dict[UUID, str]:
    """Return the prompt's words of held texts whose holds show them.

    A hold shows prompts only if every text of it had one when it opened: else having none would
    say something. A text that came under holds later shows its prompt where one of them shows the
    very same beside it; and its coming silences no other, or who brings texts could try guesses.
    """
    if not held:
        return {}
    rows = held_from(reader).filter(text__in=held)
    at_first, silent, maybe = set(), set(), set()
    for text, late, shows in rows.values_list("text", "late", "hold__shows_prompts"):
        if late:
            maybe |= {text} if shows else set()
        else:
            at_first.add(text)
            silent |= set() if shows else {text}
    shown = (at_first - silent) | _beside_the_same(rows, maybe - at_first)
    if not shown:
        return {}
    return dict(
        Source.objects.filter(pk__in=shown, prompt__isnull=False).values_list("pk", "prompt__text")
    )


def _beside_the_same(rows: QuerySet[HeldText], late: set[UUID]) -> set[UUID]:
    """Return those of the texts that came late to a hold which shows the very same prompt."""
    if not late:
        return set()
    same = HeldText.objects.filter(
        hold=OuterRef("hold"),
        late=False,
        text__source__prompt__text_digest=OuterRef("text__source__prompt__text_digest"),
    )
    found = rows.filter(Exists(same), text__in=late, late=True, hold__shows_prompts=True)
    return set(found.values_list("text", flat=True))


def _hidden_links(reader: Reader, sources: Iterable[Source]) -> set[UUID]:
    """Return the texts among what these are excerpts of, or whose contexts quote, still held.

    Somebody released from one text alone must not learn through it whose another one is.
    """
    sources = list(sources)
    parents = {source.excerpt_of_id for source in sources if source.excerpt_of_id}
    quoting = [source.pk for source in sources if source.context]
    hidden: set[UUID] = set()
    if parents:
        hidden |= set(held_from(reader).filter(text__in=parents).values_list("text", flat=True))
    if quoting:
        bodies = held_from(reader).values("text__folded_sha256")
        hidden |= set(
            Source.objects.filter(
                pk__in=quoting, context_digests__folded_sha256__in=bodies
            ).values_list("pk", flat=True)
        )
    return hidden


def _held(text: Text, words: str | None) -> VisibleText:
    return VisibleText(
        id=text.pk,
        kind=text.kind,
        language=text.language,
        body=text.body,
        length=text.length,
        held=True,
        prompt=None if words is None else VisiblePrompt(text=words),
        source=None,
    )


def _visible(text: Text, source: Source, *, hidden: set[UUID]) -> VisibleText:
    return VisibleText(
        id=text.pk,
        kind=text.kind,
        language=text.language,
        body=text.body,
        length=text.length,
        held=False,
        prompt=None if source.prompt is None else _prompt(source.prompt),
        source=_source(text, source, hidden=hidden),
    )


def _prompt(prompt: Prompt) -> VisiblePrompt:
    return VisiblePrompt(
        text=prompt.text,
        id=prompt.pk,
        key=prompt.key,
        system=prompt.system,
        elicitation=prompt.elicitation,
    )


def _source(text: Text, source: Source, *, hidden: set[UUID]) -> VisibleSource:
    linked = source.excerpt_of_id not in hidden
    return VisibleSource(
        key=source.own_key or source.key,
        title=source.title,
        author=author_shape(source.author),
        collection_id=source.collection_id,
        collection=source.collection.name,
        sampling=source.sampling,
        context=[] if source.pk in hidden else source.context,
        reasoning=source.reasoning,
        generated_at=source.generated_at,
        source_url=source.source_url,
        licence=source.licence,
        redistributable=source.redistributable,
        brought_by=source.brought_by.username if source.brought_by else None,
        excerpt_of=source.excerpt_of_id if linked else None,
        excerpt_start=source.excerpt_start if linked else None,
        excerpt_end=source.excerpt_end if linked else None,
        why=source.why,
        sha256=text.sha256,
        normalised=source.original is not None,
        extra=source.extra,
    )


def author_shape(author: Author) -> VisibleAuthor:
    """Return an author as data; whoever calls this has asked whether it may be seen."""
    return VisibleAuthor(
        id=author.pk,
        name=author.name,
        kind=author.kind,
        family=author.family,
        family_stated=author.family_stated,
        provider=author.provider,
        training=author.training,
        released_on=author.released_on,
    )
