"""Queries that are composed once for each reader.

What a person may see is asked on every page, often several times, and Django composes such a query
more slowly than the database answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NoReturn, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import User

Row = TypeVar("Row", bound=Model)
Rows = Callable[[User], QuerySet[Row]]

READERS = 1000


def composed_once(compose: Rows[Row]) -> Rows[Row]:
    """Keep what `compose` returns for a reader; every caller gets a copy, that has not run.

    It may ask of the reader only who they are and the flags below, which are all it is given, and
    nothing of the database: that answer would be kept.
    """

    @lru_cache(maxsize=READERS)
    def composed(pk: int, is_staff: bool, is_superuser: bool) -> QuerySet[Row]:
        with connection.execute_wrapper(_refuse):
            return compose(User(pk=pk, is_staff=is_staff, is_superuser=is_superuser))

    @wraps(compose)
    def rows(user: User) -> QuerySet[Row]:
        return composed(user.pk, user.is_staff, user.is_superuser).all()

    return rows


def _refuse(*asked: object) -> NoReturn:
    raise RuntimeError("What is composed once must not ask the database while it is composed.")
