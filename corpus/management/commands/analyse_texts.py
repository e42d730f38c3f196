"""Have the language pipeline read the texts it has not read yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from corpus.analysis import start_analysis
from corpus.management.progress import Line, work_off
from corpus.models import Collection, Job, TextAnalysis


class Command(BaseCommand):
    help = "Analyse every text that the present language pipeline has not read yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--collection", help="only the texts of the collection of this name")
        parser.add_argument(
            "--again", action="store_true", help="also those that were read, or failed, before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        collection = _collection(options["collection"]) if options["collection"] else None
        job = start_analysis(
            collection_id=collection.pk if collection else None,
            again=options["again"],
            send=False,
        )
        with Line(self.stderr, "texts") as line:
            job = work_off(job, line)
        if job.state != Job.State.FINISHED:
            raise CommandError(job.error or "The analysis stopped; the worker tries again.")
        self._report(job, collection)

    def _report(self, job: Job, collection: Collection | None) -> None:
        failed = TextAnalysis.objects.filter(state=TextAnalysis.State.FAILED)
        if collection:
            failed = failed.filter(text__source__collection=collection)
        for row in failed.order_by("text_id"):
            self.stdout.write(f"set aside {row.text_id}: {row.error}")
        self.stdout.write(f"{job.done} analysed; {failed.count()} set aside with an error.")


def _collection(name: str) -> Collection:
    try:
        return Collection.objects.get(name=name)
    except Collection.DoesNotExist:
        raise CommandError(f"There is no collection called {name}.") from None
