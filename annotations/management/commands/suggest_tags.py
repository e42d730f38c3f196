"""Have a study's texts looked through for what its motifs' patterns would tag."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotations.models import Study, SuggestionScan
from annotations.services.suggesting import start_suggestions
from corpus.errors import Refused
from corpus.management.progress import Line, work_off
from corpus.models import Job


class Command(BaseCommand):
    help = "Make the suggestions of an open study that shows them, from its motifs' patterns."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", type=int, help="the study's number")
        parser.add_argument(
            "--again", action="store_true", help="also in texts that were looked through, or failed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(pk=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study {options['study']}.")
        try:
            job = start_suggestions(study=study, again=options["again"], send=False)
        except Refused as error:
            raise CommandError(error.detail) from error
        with Line(self.stderr, "texts") as line:
            job = work_off(job, line)
        if job.state != Job.State.FINISHED:
            raise CommandError(job.error or "The work stopped; the worker tries again.")
        failed = SuggestionScan.objects.filter(study=study).exclude(error="").order_by("text_id")
        for row in failed:
            self.stdout.write(f"set aside {row.text_id}: {row.error}")
        self.stdout.write(f"{job.done} looked through; {failed.count()} set aside with an error.")
