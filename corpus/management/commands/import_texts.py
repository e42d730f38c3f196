"""Bring in the texts of a JSON Lines file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from corpus.errors import Invalid
from corpus.management.progress import Line, work_off
from corpus.models import Import, ImportNote
from corpus.services.imports import start_import

if TYPE_CHECKING:
    from accounts.models import User


class Command(BaseCommand):
    help = (
        "Bring in the texts of a JSON Lines file. The good lines land, every rejected line is "
        "printed with its number, field and reason. The same file twice adds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument(
            "--collection", default="", help="put the texts here (default: the file's name)"
        )
        parser.add_argument("--user", default="", help="the username of the person who imports")
        parser.add_argument(
            "--wait",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="read the file here and now, or leave it to the background worker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._start(options)
        if not options["wait"]:
            self.stdout.write(f"Import {run.pk} waits for the background worker.")
            return
        assert run.job is not None
        with Line(self.stderr, "lines") as line:
            work_off(run.job, line)
        run.refresh_from_db()
        self._report(run)

    def _start(self, options: dict[str, Any]) -> Import:
        by = _user(options["user"]) if options["user"] else None
        try:
            with options["file"].open("rb") as file:
                return start_import(
                    file=file,
                    file_name=options["file"].name,
                    collection_name=options["collection"],
                    by=by,
                    send=not options["wait"],
                )
        except (OSError, Invalid) as error:
            raise CommandError(str(error)) from error

    def _report(self, run: Import) -> None:
        if run.state == Import.State.FAILED:
            raise CommandError(run.error)
        if run.state != Import.State.FINISHED:
            raise CommandError("The import stopped on the way; the background worker tries again.")
        for note in run.notes.all():
            self.stdout.write(_shown(note))
        self.stdout.write(
            f"{run.file_name}: {run.rows_total} lines: {run.rows_added} added, "
            f"{run.rows_unchanged} unchanged, {run.rows_held} held, {run.rows_rejected} rejected."
        )


def _user(username: str) -> User:
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no user called {username}.")
    return user


def _shown(note: ImportNote) -> str:
    verdict = {"error": "rejected", "difference": "differs", "held": "held"}[note.kind]
    name = f"{note.field} " if note.field else ""
    return f"line {note.line} {verdict}: {name}{note.message}"
