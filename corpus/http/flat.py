"""Rows of an answer as CSV: UTF-8, RFC 4180, columns dotted as in the import format.

Values stand as they are stored: a cell that begins with `=` is not altered, because a corpus that
changed its words on the way out could not be trusted. Who opens one in a spreadsheet imports it
with every column as text. A list or an object is written as JSON; what is null is empty.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(serializer: BaseSerializer, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the header and then one line for each row."""
    columns = list(columns_of(serializer))
    writer = csv.writer(_Echo())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(row, column.split(".")) for column in columns])


def columns_of(serializer: BaseSerializer, prefix: str = "") -> Iterator[str]:
    """Yield the column names of a serializer, nested ones dotted."""
    if not isinstance(serializer, Serializer):
        raise TypeError(f"{type(serializer).__name__} has no fields to make columns of")
    for name, field in serializer.fields.items():
        if isinstance(field, Serializer) and not isinstance(field, ListSerializer):
            yield from columns_of(field, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def _cell(row: Any, path: list[str]) -> Any:
    for name in path:
        if row is None:
            return ""
        row = row[name]
    if row is None:
        return ""
    if isinstance(row, (dict, list)):
        return json.dumps(row, ensure_ascii=False)
    if isinstance(row, bool):
        return "true" if row else "false"
    return row
