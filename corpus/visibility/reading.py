"""Reading past the blind, or not: the only queries that join texts, sources, holds and releases."""

from __future__ import annotations

from collections.abc import Iterable
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
    rows = HeldText.objects.filter(hold__lifted_at=None)
    if reader is None or not reader.is_authenticated:
        return rows
    released = Release.objects.filter(
        Q(text=None) | Q(text=OuterRef("text")), hold=OuterRef("hold"), user=reader.pk
    )
    return rows.filter(~Exists(released))


def open_sources(reader: Reader) -> QuerySet[Source]:
    """Return the sources this reader may see: what filters, sorts, facets and figures run over."""
    return Source.objects.filter(~Exists(held_from(reader).filter(text=OuterRef("pk"))))


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
    at_first = set(rows.filter(late=False).values_list("text", flat=True))
    silent = set(rows.filter(late=False, hold__shows_prompts=False).values_list("text", flat=True))
    same = HeldText.objects.filter(
        hold=OuterRef("hold"),
        late=False,
        text__source__prompt__text_digest=OuterRef("text__source__prompt__text_digest"),
    )
    later = rows.filter(Exists(same), late=True, hold__shows_prompts=True)
    shown = (at_first - silent) | (set(later.values_list("text", flat=True)) - at_first)
    return dict(
        Source.objects.filter(pk__in=shown, prompt__isnull=False).values_list("pk", "prompt__text")
    )


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
