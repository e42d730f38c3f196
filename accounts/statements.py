"""Statements in SQL, for the few places that a site goes through hundreds of times a second.

Django composes a query anew each time it is asked, which for a row by its key takes longer than the
database does. Here the words are made once; what Django knows of a field's values still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)
Reader = Callable[[Any, BaseDatabaseWrapper], Any]


class Select(Generic[M]):
    """A query whose rows begin with the columns of a model: `SELECT {columns}, … FROM …`.

    `table` is what the query calls the model's table. Further columns come as the database has
    them, in a tuple beside the row.
    """

    def __init__(self, model: type[M], query: str, *, table: str) -> None:
        self.model, self.query, self.table = model, query, table

    def __call__(self, *values: Any, lock: bool = False) -> Iterator[tuple[M, tuple[Any, ...]]]:
        """Yield the rows; with `lock` they are locked where the engine can."""
        here = connections[DEFAULT_DB_ALIAS]
        query, names, readers = _read_as(self, here.vendor)
        if lock and here.features.has_select_for_update:
            query = f"{query} FOR UPDATE OF {self.table}"
        many = len(names)
        with here.cursor() as cursor:
            cursor.execute(query, values)
            rows = cursor.fetchall()
        for row in rows:
            known = list(row[:many])
            for place, reader in readers:
                known[place] = reader(known[place], here)
            yield self.model.from_db(DEFAULT_DB_ALIAS, names, known), row[many:]


def insert(row: Model) -> None:
    """Store a new row, as `save` would; it has its key afterwards."""
    here = connections[DEFAULT_DB_ALIAS]
    query, fields = _insertion(type(row), here.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), here) for field in fields]
    with here.cursor() as cursor:
        cursor.execute(query, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, *names: str) -> None:
    """Store these fields of a row that is there; a field that notes the time notes it."""
    here = connections[DEFAULT_DB_ALIAS]
    query, fields = _change(type(row), names, here.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, False), here) for field in fields]
    with here.cursor() as cursor:
        cursor.execute(query, [*values, row.pk])


def partly(model: type[M], **values: Any) -> M:
    """Return a row of which some columns are known; the others are read when asked for."""
    names = _in_order(model, tuple(values))
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])


@cache
def _read_as(
    select: Select[Any], vendor: str
) -> tuple[str, list[str], Sequence[tuple[int, Reader]]]:
    """Return the query, the names of the model's columns, and how which of them are read."""
    fields = select.model._meta.concrete_fields
    columns = ", ".join(f"{select.table}.{_column(field)}" for field in fields)
    readers = [
        (place, reader)
        for place, field in enumerate(fields)
        if (reader := _reader(field.get_col(select.table)))
    ]
    return select.query.format(columns=columns), [field.attname for field in fields], readers


def _reader(column: Col) -> Reader | None:
    """Return what turns a stored value into the model's; None where they are alike."""
    converters = [
        *connection.ops.get_db_converters(column),
        *column.get_db_converters(connection),
    ]

    def read(value: Any, here: BaseDatabaseWrapper) -> Any:
        for convert in converters:
            value = convert(value, column, here)
        return value

    return read if converters else None


@cache
def _in_order(model: type[Model], names: tuple[str, ...]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


@cache
def _insertion(model: type[Model], vendor: str) -> tuple[str, list[Field[Any, Any]]]:
    key = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key]
    names = ", ".join(_column(field) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    into = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {into} ({names}) VALUES ({places}) RETURNING {_column(key)}", fields


@cache
def _change(
    model: type[Model], names: tuple[str, ...], vendor: str
) -> tuple[str, list[Field[Any, Any]]]:
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    parts = ", ".join(f"{_column(field)} = %s" for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    return f"UPDATE {table} SET {parts} WHERE {_column(model._meta.pk)} = %s", fields


def _column(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(field.column or "")
