"""Make an account."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.services import create_account


class Command(BaseCommand):
    help = (
        "Make an account. The password is read from standard input with --password-stdin, asked "
        "for at a terminal, and otherwise made up and printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--editor", action="store_true", help="may write in the corpus")
        parser.add_argument(
            "--superuser", action="store_true", help="may do everything but lift a blind"
        )
        parser.add_argument("--password-stdin", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        given = self._given_password(from_stdin=options["password_stdin"])
        password = given or secrets.token_urlsafe(12)
        try:
            user = create_account(
                username=options["username"],
                password=password,
                editor=options["editor"],
                superuser=options["superuser"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        known = "" if given else f" with the password {password}"
        self.stdout.write(f"{user.username} can sign in{known}")

    def _given_password(self, *, from_stdin: bool) -> str:
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
            if not password:
                raise CommandError("Standard input held no password.")
            return password
        return self._asked_password() if sys.stdin.isatty() else ""

    def _asked_password(self) -> str:
        password = getpass.getpass("Password (empty: one is made up): ")
        if password and password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ; nothing was changed.")
        return password
