"""The room of texts: what has to be in place before anything is asked of it."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext

from corpus.saying import speak_by


class CorpusConfig(AppConfig):
    name = "corpus"

    def ready(self) -> None:
        """Name the kinds of background work, and keep what models cannot declare in place."""
        import corpus.job_handlers  # noqa: F401

        speak_by(gettext)
        pre_migrate.connect(_before_migrating, sender=self)
        post_migrate.connect(_after_migrating, sender=self)


def _before_migrating(*, using: str, **_: object) -> None:
    from corpus.search import schema

    schema.step_aside(connections[using])


def _after_migrating(*, using: str, **_: object) -> None:
    """Put back triggers: SQLite drops a table's triggers whenever a migration remakes it."""
    from corpus.search import schema

    schema.install(connections[using])
