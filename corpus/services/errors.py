"""Why a write was refused. The message is a sentence for whoever asked."""

from __future__ import annotations

from uuid import UUID


class Refused(ValueError):
    """A write that cannot be done as asked."""


class AlreadyThere(Refused):
    """What was to be made exists, and the person may know that it does."""

    def __init__(self, message: str, *, existing: UUID) -> None:
        super().__init__(message)
        self.existing = existing


class MeetsHeldText(Refused):
    """The text meets one whose source a study holds: nothing may be compared before its close."""

    def __init__(self) -> None:
        super().__init__(MEETS_HELD)


MEETS_HELD = "meets a text whose source a study holds; import again after the close"
