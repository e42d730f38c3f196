"""What search and immutable bodies need in the database beside the models."""

from __future__ import annotations

from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper

from corpus.search import postgresql, sqlite

_ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def install(database: BaseDatabaseWrapper) -> None:
    """Create what is missing; doing it again does nothing."""
    if _has_texts(database):
        _ENGINES[database.vendor].install(database)


def step_aside(database: BaseDatabaseWrapper) -> None:
    """Remove for the time of a migration what would stand in its way."""
    _ENGINES[database.vendor].step_aside(database)


def remove(database: BaseDatabaseWrapper) -> None:
    """Drop everything."""
    _ENGINES[database.vendor].remove(database)


def _has_texts(database: BaseDatabaseWrapper) -> bool:
    with database.cursor() as cursor:
        return "corpus_text" in database.introspection.table_names(cursor)
