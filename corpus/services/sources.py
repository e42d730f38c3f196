"""The one place where texts and their sources are written, so that no hold is left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from corpus import jobs
from corpus.importing.shapes import TextLine
from corpus.models import Collection, ContextDigest, Import, Source, Text
from corpus.normalise import folded_sha256
from corpus.services.authors import ensure_authors
from corpus.services.prompts import ensure_prompts
from corpus.visibility import extend_holds

if TYPE_CHECKING:
    from accounts.models import User

ALL_TEXTS = "all"
_BATCH = 500


@transaction.atomic
def land_lines(
    lines: Sequence[TextLine],
    *,
    collection: Collection,
    imported_in: Import | None = None,
    brought_by: User | None = None,
) -> list[Text]:
    """Write texts that are new to the collection, with their authors and prompts."""
    texts = [new_text(line) for line in lines]
    authors = ensure_authors(line.author for line in lines)
    prompts = ensure_prompts(line.prompt for line in lines if line.prompt)
    sources = [
        Source(
            text=text,
            collection=collection,
            key=line.key_in_collection,
            title=line.title,
            author=authors[line.author.identity],
            prompt=prompts[line.prompt.digest] if line.prompt else None,
            sampling=line.sampling or {},
            context=line.context or [],
            reasoning=line.reasoning,
            generated_at=line.generated_at,
            source_url=line.source_url,
            licence=line.licence,
            redistributable=line.redistributable,
            brought_by=brought_by,
            original=line.original,
            extra=line.extra or {},
            imported_in=imported_in,
        )
        for text, line in zip(texts, lines, strict=True)
    ]
    store(texts, sources)
    return texts


def new_text(line: TextLine) -> Text:
    """Return the text of a line, not saved."""
    return Text(
        kind=line.kind,
        body=line.body,
        language=line.language,
        length=len(line.body),
        sha256=line.sha256,
        folded_sha256=line.folded_sha256,
    )


@transaction.atomic
def store(texts: Sequence[Text], sources: Sequence[Source]) -> None:
    """Save texts with their sources, widen the holds over them and have them analysed."""
    if not texts:
        return
    Text.objects.bulk_create(texts, batch_size=_BATCH)
    Source.objects.bulk_create(sources, batch_size=_BATCH)
    ContextDigest.objects.bulk_create(_context_digests(sources), batch_size=_BATCH)
    extend_holds([text.pk for text in texts])
    request_analysis()


def request_analysis() -> None:
    """Have all texts analysed that have come or changed; asking twice is asking once."""
    jobs.enqueue("analyse", fingerprint=ALL_TEXTS)


def _context_digests(sources: Iterable[Source]) -> Iterator[ContextDigest]:
    for source in sources:
        contents = (message.get("content") for message in source.context)
        digests = {folded_sha256(said) for said in contents if isinstance(said, str) and said}
        for digest in sorted(digests):
            yield ContextDigest(source=source, folded_sha256=digest)
