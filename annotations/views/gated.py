"""Gates whose refusal is a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from corpus.errors import NotAllowed

Thing = TypeVar("Thing")


def or_403(gate: Callable[[], Thing]) -> Thing:
    """Return what a gate lets through; what may be seen and not changed is the page of a 403."""
    try:
        return gate()
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error
