"""Having the language pipeline read what it has not read yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from corpus import jobs
from corpus.jobs import Progress
from corpus.models import Job, Text, TextAnalysis

if TYPE_CHECKING:
    from accounts.models import User
    from corpus.nlp.records import Failed, TextFeatures

BATCH = 32
_ERROR_LIMIT = 500
_STORED = ("state", "pipeline", "version", "error", "tokens", "sentences", "features", "at")


@transaction.atomic
def start_analysis(
    *,
    by: User | None = None,
    collection_id: UUID | None = None,
    again: bool = False,
    send: bool = True,
) -> Job:
    """Have texts analysed; `again` also those that the present pipeline has read or failed on."""
    if again:
        # Only marked: what was found stays in use until something newer takes its place.
        rows = TextAnalysis.objects.filter(text__in=_in_collection(collection_id))
        rows.update(version="")
    scope = str(collection_id) if collection_id else None
    return jobs.enqueue(
        "analyse", arguments={"collection": scope}, by=by, fingerprint=scope or "all", send=send
    )


def run_analysis(job: Job, progress: Progress) -> None:
    """Analyse every text, or those of one collection, that the present pipeline has not read."""
    scope = job.arguments.get("collection")
    texts = _in_collection(UUID(scope) if scope else None)
    versions = _versions(texts.order_by().values_list("language", flat=True).distinct())
    unread = texts.filter(_not_read_by(versions)) if versions else texts.none()
    done = 0
    total = unread.count()
    progress(done, total)
    while batch := _next_batch(unread):
        _store_analyses(batch, versions)
        done += len(batch)
        # Texts that land meanwhile are read as well.
        total = max(total, done)
        progress(done, total)
        progress.give_way()


def _in_collection(collection_id: UUID | None) -> QuerySet[Text]:
    texts = Text.objects.all()
    return texts.filter(source__collection=collection_id) if collection_id else texts


def _versions(languages: Iterable[str]) -> dict[str, str]:
    """Return what the present pipeline of each language is called, with its version."""
    from corpus.nlp.pipeline import build_pipeline

    versions = {}
    for language in languages:
        try:
            versions[language] = build_pipeline(language).version
        except Exception as error:  # a language that cannot be read fails text by text
            versions[language] = f"none ({type(error).__name__})"
    return versions


def _not_read_by(versions: dict[str, str]) -> Q:
    languages = defaultdict(list)
    for language, version in versions.items():
        languages[version].append(language)
    found = Q()
    for version, spoken in languages.items():
        found |= Q(language__in=spoken) & ~Q(analysis__version=version)
    return found


def _next_batch(unread: QuerySet[Text]) -> list[Text]:
    """Return some texts from a place taken at random, so that two workers seldom read the same."""
    after = list(unread.filter(pk__gte=uuid4()).order_by("pk")[:BATCH])
    return after or list(unread.order_by("pk")[:BATCH])


def _store_analyses(texts: Sequence[Text], versions: dict[str, str]) -> None:
    """Analyse these texts, then store what was found; one that fails keeps its error."""
    from corpus.nlp.features import analyse_texts

    results = list(analyse_texts((str(text.pk), text.body, text.language) for text in texts))
    rows = [
        _row(text, result, version=versions[text.language])
        for text, result in zip(texts, results, strict=True)
    ]
    with transaction.atomic():
        # One may have been deleted while it was read.
        ids = [text.pk for text in texts]
        there = set(Text.objects.filter(pk__in=ids).values_list("pk", flat=True))
        TextAnalysis.objects.bulk_create(
            [row for row in rows if row.text_id in there],
            update_conflicts=True,
            unique_fields=["text"],
            update_fields=_STORED,
        )


def _row(text: Text, result: TextFeatures | Failed, *, version: str) -> TextAnalysis:
    from corpus.nlp.pipeline import build_pipeline
    from corpus.nlp.records import Failed

    row = TextAnalysis(text=text, version=version, at=timezone.now())
    if isinstance(result, Failed):
        row.state, row.error = TextAnalysis.State.FAILED, result.error[:_ERROR_LIMIT]
        return row
    row.state = TextAnalysis.State.DONE
    row.pipeline = build_pipeline(text.language).name[:100]
    row.tokens, row.sentences = result.n_tokens, result.n_sentences
    row.features = result.to_json()
    return row
