"""SQLite whose writers queue.

SQLite lets one write at a time, and has the others look again after sleeps that grow to a tenth of
a second: with two busy processes the place is often free and nobody comes. Here whoever begins a
transaction waits for a lock on a file, which the system hands on at once, and takes back from a
process that ends. There is no limit to the wait: a write that takes long is waited for.
"""

from __future__ import annotations

import fcntl
import os
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base


class Cursor(base.SQLiteCursorWrapper):
    """Django's own, which turns the places of values in a statement into SQLite's once for each."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _in_sqlite(query)
        return super().convert_query(query, param_names=param_names)


@lru_cache(maxsize=1000)
def _in_sqlite(query: str) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the queue. What it overrides, the stubs of its types leave out."""

    _queue: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            path = f"{conn_params['database']}-queue"
            self._queue = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._turn(fcntl.LOCK_EX)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._turn(fcntl.LOCK_UN)
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._turn(fcntl.LOCK_UN)

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._turn(fcntl.LOCK_UN)

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None

    def _turn(self, operation: int) -> None:
        """Wait for the lock, or give it back; to give back what one has not got does nothing."""
        if self._queue is not None:
            fcntl.flock(self._queue, operation)
