"""Having the language pipeline read what it has not read yet."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from corpus.jobs import Progress
from corpus.models import Job, Text, TextAnalysis

logger = logging.getLogger(__name__)

BATCH = 32
_ERROR_LIMIT = 500
_STORED = ("state", "pipeline", "version", "error", "tokens", "sentences", "features", "at")


def run_analysis(job: Job, progress: Progress) -> None:
    """Analyse every text, or those of one collection, that the present pipeline has not read."""
    again = _begin_again(job)
    texts = _wanted(job)
    done = 0
    progress(done, _unread(texts).count() if not again else texts.count())
    while batch := _next_batch(_unread(texts)):
        store_analyses(batch)
        done += len(batch)
        progress(done)


def store_analyses(texts: Sequence[Text]) -> None:
    """Analyse these texts and store what was found; one that fails keeps its error."""
    from corpus.nlp.features import analyse_texts

    items = [(str(text.pk), text.body, text.language) for text in texts]
    rows = [_row(text, result) for text, result in zip(texts, analyse_texts(items), strict=True)]
    # A text may have been deleted while it was read.
    there = set(Text.objects.filter(pk__in=[text.pk for text in texts]).values_list("pk", flat=True))
    TextAnalysis.objects.bulk_create(
        [row for row in rows if row.text_id in there],
        update_conflicts=True,
        unique_fields=["text"],
        update_fields=_STORED,
    )
