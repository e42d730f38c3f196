"""Bring the database up to date before a site starts: `python -m variorum_boot.prepare`."""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from variorum_boot.say import Stop, note
from variorum_boot.site_folder import data_folder

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader


def main(arguments: Sequence[str]) -> int:
    """Check, migrate and load the sample; return the exit code."""
    folder = data_folder(os.environ)
    try:
        _prepare(sample="--no-sample" not in arguments)
    except Stop as stop:
        note(str(stop))
        return 1
    except Exception as error:
        log = folder / "log" / "prepare.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        summary = " ".join(str(error).split())[:300]
        note(f"The database could not be prepared ({summary}): the whole error is in {log}.")
        return 1
    return 0


def _prepare(*, sample: bool) -> None:
    import django

    # Here somebody is looking on; what libraries have to remark belongs in the logs.
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    loader = _read_migrations()
    unknown = unknown_migrations(loader)
    if unknown:
        raise Stop(
            f"This database was made by a newer Variorum (it has {unknown[0]}, which this code "
            "does not know): update the code with git pull, or set VARIORUM_DATA to another folder."
        )
    is_new = not loader.applied_migrations
    if set(loader.graph.nodes) - set(loader.applied_migrations):
        note("Creating the database." if is_new else "Bringing the database up to date.")
        call_command("migrate", interactive=False, verbosity=0)
    if sample and not os.environ.get("DATABASE_URL"):
        _load_sample(is_new=is_new)
    connection.close()


def _read_migrations() -> "MigrationLoader":
    from django.db import DatabaseError, OperationalError, connection
    from django.db.migrations.loader import MigrationLoader

    where = "the one DATABASE_URL names" if os.environ.get("DATABASE_URL") else "the embedded one"
    try:
        return MigrationLoader(connection)
    except OperationalError as error:
        summary = " ".join(str(error).split())[:200]
        raise Stop(
            f"The database ({where}) does not answer ({summary}): start it or correct the address."
        ) from error
    except DatabaseError as error:
        raise Stop(
            f"The database ({where}) cannot be read ({error}): put back a copy of it, "
            "or set VARIORUM_DATA to another folder."
        ) from error


def unknown_migrations(loader: "MigrationLoader") -> list[str]:
    """Return the applied migrations that the installed code does not have, by name."""
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    known = set(loader.disk_migrations) | replaced
    return sorted(
        f"{app} {name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in known
    )


def _load_sample(*, is_new: bool) -> None:
    """Load the sample unless it is there, was removed, or people are at work without it."""
    from django.core.management import call_command

    if is_new:
        note("Loading the sample corpus.")
    call_command("load_sample", once=True, verbosity=0, stdout=io.StringIO())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
