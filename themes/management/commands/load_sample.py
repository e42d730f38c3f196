"""Load the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from themes.sample import is_loaded, is_wanted, load_sample, sign_ins_path


class Command(BaseCommand):
    help = (
        "Load the sample corpus: texts, studies, readings, and the figures computed from them. "
        "What is there already is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once",
            action="store_true",
            help="Do nothing if the sample was removed, or if people are at work without it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"] and not is_wanted():
            return
        if not is_loaded():
            load_sample()
        kept = f" Its sign-ins are kept in {sign_ins_path()}." if sign_ins_path().exists() else ""
        self.stdout.write(f"The sample is loaded.{kept}")
