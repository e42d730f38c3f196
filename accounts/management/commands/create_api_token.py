"""Make a token for REST and print it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import create_token


class Command(BaseCommand):
    help = "Make a token for REST and print its key, and nothing else, on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument(
            "--label", default="command line", help="what will use it, as the account page names it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        label = options["label"]
        if len(label) > 100:
            raise CommandError("The label may have 100 characters at most.")
        try:
            user = User.objects.get(username=options["username"])
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account named {options['username']}.") from error
        self.stdout.write(create_token(user=user, label=label).key)
