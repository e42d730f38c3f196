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
Reader: TypeAlias = Callable[[Any, BaseDatabaseWrapper], Any]


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
        statement, parameters, readers = _composed(self, here.vendor)
        given = [
            p.field.get_db_prep_value(values[p.number], here) if isinstance(p, _Place) else p
            for p in parameters
        ]
        with here.cursor() as cursor:
            cursor.execute(statement, given)
            rows: list[Row] = cursor.fetchall()
        return [_read(row, readers, here) for row in rows] if readers else rows


@cache
def _composed(
    prepared: Prepared, vendor: str
) -> tuple[str, Sequence[Any], Sequence[tuple[int, Reader]]]:
    """Return the statement, its parameters with the places left open, and how to read a row."""
    compiler = prepared.compose().query.get_compiler(DEFAULT_DB_ALIAS)
    statement, parameters = compiler.as_sql()
    selected = [expression for expression, _, _ in compiler.select]
    converters = compiler.get_converters(selected)
    readers = [(place, _reader(*found)) for place, found in converters.items()]
    return statement, parameters, readers


def _reader(converters: Sequence[Any], expression: Any) -> Reader:
    def read(value: Any, here: BaseDatabaseWrapper) -> Any:
        for convert in converters:
            value = convert(value, expression, here)
        return value

    return read


def _read(row: Row, readers: Sequence[tuple[int, Reader]], here: BaseDatabaseWrapper) -> Row:
    known = list(row)
    for place, reader in readers:
        known[place] = reader(known[place], here)
    return tuple(known)
