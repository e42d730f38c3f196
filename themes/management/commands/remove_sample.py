"""Take the demonstration away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from corpus.errors import Refused
from themes.sample_removal import remove_sample


class Command(BaseCommand):
    help = (
        "Remove the sample corpus with its studies, readings (also those you made in them), "
        "reports and people. Nothing else is touched."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts, switched_off = remove_sample()
        except Refused as refused:
            raise CommandError(refused.detail) from refused
        said = ", ".join(f"{what} {n}" for what, n in counts.items())
        self.stdout.write(f"Removed: {said}.")
        if switched_off:
            self.stdout.write(
                f"Kept, because they have done something outside the sample, but no longer able "
                f"to sign in: {', '.join(switched_off)}."
            )
