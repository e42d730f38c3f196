"""What can go wrong in a write, said without HTTP: the edges turn these into answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class FieldError:
    """Where the input is wrong, and what to do."""

    field: str
    message: str


class Invalid(Exception):
    """The input is wrong; nothing was written. Answered with 400."""

    def __init__(self, *errors: FieldError | tuple[str, str]) -> None:
        self.errors = [e if isinstance(e, FieldError) else FieldError(*e) for e in errors]
        super().__init__("; ".join(f"{e.field}: {e.message}" for e in self.errors))


class Refused(Exception):
    """The input is right but the state of things forbids it. Answered with 409."""

    def __init__(
        self, detail: str, *, errors: Sequence[dict[str, Any]] = (), current: Any = None
    ) -> None:
        self.detail = detail
        self.errors = list(errors)
        # What is stored now, where the caller's copy is stale.
        self.current = current
        super().__init__(detail)


class NotAllowed(Exception):
    """This person may not do this. Answered with 403."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


def as_dicts(errors: Sequence[FieldError]) -> list[dict[str, str]]:
    """Return field errors as plain data."""
    return [asdict(error) for error in errors]
