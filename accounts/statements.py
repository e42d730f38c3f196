"""Statements in SQL, for the few places that a site goes through hundreds of times a second.

Django composes a query anew each time it is asked, which for a row by its key takes longer than the
database does. Here the words are made once; what Django knows of a field's values still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Model
from django.db.models.base import ModelState
from django.db.models.expressions import Col

# Fields that store these types as they are.
KINDS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BigAutoField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}

M = TypeVar("M", bound=Model)
Reader = Callable[[Any, BaseDatabaseWrapper], Any]


class Select(Generic[M]):
    """A query whose rows begin with the columns of a model: `SELECT {columns}, … FROM …`.

    `table` is what the query calls the model's table. Further columns come as the database has
    them, in a tuple beside the row. Columns of fields in `without` are read when they are asked for.
    """

    def __init__(
        self, model: type[M], query: str, *, table: str, without: Collection[str] = ()
    ) -> None:
        self.model, self.query, self.table, self.without = model, query, table, without

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
            known = dict(zip(names, row, strict=False))
            for name, reader in readers:
                known[name] = reader(known[name], here)
            yield _stored(self.model, known), row[many:]


def insert(row: Model) -> None:
    """Store a new row, as `save` would; it has its key afterwards."""
    here = connections[DEFAULT_DB_ALIAS]
    query, fields = _insertion(type(row), here.vendor)
    values = [_prepared(field, field.pre_save(row, True), here) for field in fields]
    with here.cursor() as cursor:
        cursor.execute(query, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, *names: str) -> None:
    """Store these fields of a row that is there; a field that notes the time notes it."""
    here = connections[DEFAULT_DB_ALIAS]
    query, fields = _change(type(row), names, here.vendor)
    values = [_prepared(field, field.pre_save(row, False), here) for field in fields]
    with here.cursor() as cursor:
        cursor.execute(query, [*values, row.pk])


def partly(model: type[M], **values: Any) -> M:
    """Return a row of which some columns are known; the others are read when asked for."""
    return _stored(model, values)


def relate(row: Model, **rows: Model | None) -> None:
    """Note what a row refers to, by the names of its relations: they need not be read then."""
    row._state.fields_cache.update(rows)


def _stored(model: type[M], values: dict[str, Any]) -> M:
    """Return a row as `from_db` does, without asking each field of the model in turn.

    A column that is not among the values is a deferred one: its descriptor reads it. No model here
    has an `__init__` of its own, and nobody listens to Django's signals of rows that are made.
    """
    row = model.__new__(model)
    row._state = state = ModelState()
    row.__dict__.update(values)
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return row


def _prepared(field: Field[Any, Any], value: Any, here: BaseDatabaseWrapper) -> Any:
    """Return a value as it is stored: words and whole numbers are stored as they are."""
    if type(value) is _kind_of(field):
        return value
    return field.get_db_prep_save(value, here)


@cache
def _kind_of(field: Field[Any, Any]) -> type | None:
    """Return the type that a field stores unchanged; None where Django is to look at it."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return KINDS.get(type(field))


@cache
def _read_as(
    select: Select[Any], vendor: str
) -> tuple[str, list[str], Sequence[tuple[str, Reader]]]:
    """Return the query, the names of the model's columns, and how which of them are read."""
    every = select.model._meta.concrete_fields
    fields = [field for field in every if field.name not in select.without]
    columns = ", ".join(f"{select.table}.{_column(field)}" for field in fields)
    readers = [
        (field.attname, reader)
        for field in fields
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
