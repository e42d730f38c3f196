"""Reading an import chunk by chunk, each in one transaction: a worker may die between any two."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from corpus.importing import BadLine, TextLine, parse_line, unpack, why_unreadable
from corpus.jobs import CannotBeDone, LeaseLost, Progress
from corpus.models import Import, ImportChunk, ImportNote, Job
from corpus.services.import_lines import NumberedLine, Outcome, take_in

_TRIES = 3


def run_import(job: Job, progress: Progress) -> None:
    """Read what is left of an import."""
    run = Import.objects.filter(pk=job.arguments["import"]).first()
    if run is None:
        raise CannotBeDone("The import is not there any more.")
    if run.state in (Import.State.FINISHED, Import.State.FAILED):
        return
    if run.chunks_done == 0 and (reason := why_unreadable(_all_lines(run))):
        raise CannotBeDone(reason)
    Import.objects.filter(pk=run.pk).update(state=Import.State.RUNNING)
    progress(run.lines_done, job.arguments["lines"])
    while chunk := ImportChunk.objects.filter(import_run=run, number=run.chunks_done).first():
        _read_chunk(run, chunk)
        run.refresh_from_db()
        progress(run.lines_done)
    Import.objects.filter(pk=run.pk).update(
        state=Import.State.FINISHED, finished_at=timezone.now(), error=""
    )


def mark_failed(job: Job) -> None:
    """Say on the import that it could not be read; what has landed stays."""
    with transaction.atomic():
        pk = job.arguments["import"]
        Import.objects.filter(pk=pk).update(
            state=Import.State.FAILED, error=job.error, finished_at=timezone.now()
        )
        ImportChunk.objects.filter(import_run=pk).delete()


def _all_lines(run: Import) -> Iterator[bytes]:
    for number in range(run.chunks.count()):
        yield from unpack(bytes(run.chunks.get(number=number).lines))


def _read_chunk(run: Import, chunk: ImportChunk) -> None:
    """Parse outside the transaction, then store; another import may get in between."""
    raw = unpack(bytes(chunk.lines))
    good, bad = _parse(raw, first=run.lines_done + 1)
    for left in reversed(range(_TRIES)):
        try:
            _store_chunk(run, chunk, n_lines=len(raw), good=good, bad=bad)
        except IntegrityError:
            # The same key came in through another import since we looked: look again.
            if not left:
                raise
        else:
            return


def _parse(raw: list[bytes], *, first: int) -> tuple[list[NumberedLine], list[ImportNote]]:
    good: list[tuple[int, TextLine]] = []
    bad: list[ImportNote] = []
    for number, line in enumerate(raw, start=first):
        if not line.strip():
            continue
        try:
            good.append((number, parse_line(line)))
        except BadLine as error:
            bad.append(
                ImportNote(
                    kind=ImportNote.Kind.ERROR,
                    line=number,
                    field=error.field[:100],
                    message=error.message,
                )
            )
    return good, bad


@transaction.atomic
def _store_chunk(
    run: Import,
    chunk: ImportChunk,
    *,
    n_lines: int,
    good: list[NumberedLine],
    bad: list[ImportNote],
) -> None:
    row = Import.objects.filter(pk=run.pk)
    # Taken before anything is written: of two workers that both think it theirs, one finds it gone.
    if not row.filter(chunks_done=chunk.number).update(chunks_done=chunk.number + 1):
        raise LeaseLost(str(run.pk))
    outcome = take_in(run, good)
    _save_notes(run, [*bad, *outcome.notes])
    row.update(**_counts(outcome, n_lines=n_lines, n_good=len(good), n_bad=len(bad)))
    chunk.delete()


def _counts(outcome: Outcome, *, n_lines: int, n_good: int, n_bad: int) -> dict[str, object]:
    return {
        "lines_done": F("lines_done") + n_lines,
        "rows_total": F("rows_total") + n_good + n_bad,
        "rows_added": F("rows_added") + outcome.added,
        "rows_unchanged": F("rows_unchanged") + outcome.unchanged,
        "rows_held": F("rows_held") + outcome.held,
        "rows_rejected": F("rows_rejected") + n_bad + outcome.rejected,
    }


def _save_notes(run: Import, notes: list[ImportNote]) -> None:
    for note in notes:
        note.import_run = run
    ImportNote.objects.bulk_create(sorted(notes, key=lambda note: note.line), batch_size=500)
