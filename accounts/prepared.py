"""Queries that Django composes once: afterwards only their values change.

For what is asked by nearly every request and says too much to be written in SQL by hand. Only the
words are kept, never an answer. The rows are tuples in the order of `values_list`, read as Django
reads them; there are no models, and how many values a query takes is fixed when it is composed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, QuerySet, Value

Row: TypeAlias = tuple[Any, ...]
# A column, what turns its stored value into Django's, and what that wants to know of it.
Step: TypeAlias = tuple[int, Callable[[Any, Any, BaseDatabaseWrapper], Any], Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a statement's parameters a value comes, and the field that knows its kind."""

    number: int
    field: Field[Any, Any]


class Slot(Value):
    """Stands in a query for the value of this number, of the kind that the field keeps."""

    def __init__(self, number: int, field: Field[Any, Any]) -> None:
        super().__init__(number, output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Leave the place open."""
        return "%s", (_Place(self.value, self.output_field),)


class Prepared:
    """A query that `compose` gives, with slots in it; no value given to those may be None."""

    def __init__(self, compose: Callable[[], QuerySet[Any, Row]]) -> None:
        self.compose = compose

    def __call__(self, *values: Any) -> list[Row]:
        """Return the rows, the values put into the slots by number."""
        here = connections[DEFAULT_DB_ALIAS]
        statement, parameters, steps = _composed(self, here.vendor)
        given = [
            p.field.get_db_prep_value(values[p.number], here) if isinstance(p, _Place) else p
            for p in parameters
        ]
        with here.cursor() as cursor:
            cursor.execute(statement, given)
            rows: list[Row] = cursor.fetchall()
        return [_read(row, steps, here) for row in rows] if steps else rows


@cache
def _composed(prepared: Prepared, vendor: str) -> tuple[str, Sequence[Any], Sequence[Step]]:
    """Return the statement, its parameters with the places left open, and how to read a row."""
    compiler = prepared.compose().query.get_compiler(DEFAULT_DB_ALIAS)
    statement, parameters = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, _, _ in compiler.select])
    steps = [
        (place, convert, expression)
        for place, (several, expression) in converters.items()
        for convert in several
    ]
    return statement, parameters, steps


def _read(row: Row, steps: Sequence[Step], here: BaseDatabaseWrapper) -> Row:
    known = list(row)
    for place, convert, expression in steps:
        known[place] = convert(known[place], expression, here)
    return tuple(known)
