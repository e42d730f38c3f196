"""Build a report here and now."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from annotations.models import Study
from corpus import jobs
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.models import Collection, Job
from themes.models import Report
from themes.services import request_report


class Command(BaseCommand):
    help = "Build a report of a study or a collection; of neither, of all that is not the sample."

    def add_arguments(self, parser: CommandParser) -> None:
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--study", type=int, metavar="ID", help="number of a study")
        scope.add_argument("--collection", metavar="NAME", help="name of a collection")
        parser.add_argument("--title", default="", help="what to call it (default: what and when)")

    def handle(self, *args: Any, **options: Any) -> None:
        study, collection = _study(options["study"]), _collection(options["collection"])
        try:
            report = request_report(
                by=None, study=study, collection=collection, title=options["title"], send=False
            )
        except (Refused, NotAllowed, Invalid) as error:
            raise CommandError(str(error)) from error
        if report.job is not None:
            jobs.run(report.job.pk)
        report = Report.objects.select_related("job").get(pk=report.pk)
        if report.built_at is None:
            raise CommandError(_why(report.job))
        self._say(report)

    def _say(self, report: Report) -> None:
        content = json.loads(report.content)
        self.stdout.write(reverse("report_detail", args=[report.pk]))
        for sentence in [content["scope"]["sentence"], *content["headline"]]:
            self.stdout.write(sentence)
        for motif in content["motifs"]:
            self.stdout.write(f"{motif['name']}: {motif['sentence']}")
        for sentence in content["not_concluded"]:
            self.stdout.write(f"- {sentence}")


def _study(number: int | None) -> Study | None:
    if number is None:
        return None
    study = Study.objects.select_related("hold").filter(pk=number).first()
    if study is None:
        raise CommandError(f"There is no study {number}.")
    return study


def _collection(name: str | None) -> Collection | None:
    if name is None:
        return None
    collection = Collection.objects.filter(name=name).first()
    if collection is None:
        raise CommandError(f"There is no collection called “{name}”.")
    return collection


def _why(job: Job | None) -> str:
    if job is not None and job.state == Job.State.RUNNING:
        return "A worker has taken the report: it will be at /reports/ in a moment."
    return f"The report could not be built: {job.error if job else 'its job is gone'}"
