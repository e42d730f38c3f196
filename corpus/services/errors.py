"""Refusals that this room's services add to those of `corpus.errors`."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from corpus.errors import Refused

MEETS_HELD = "meets a text whose source a study holds; import again after the close"


class AlreadyThere(Refused):
    """What was to be made exists, and the person may know that it does."""

    def __init__(self, detail: str, *, existing: UUID) -> None:
        super().__init__(detail)
        self.existing = existing


class MeetsHeldText(Refused):
    """The text meets one whose source a study holds: nothing may be compared before its close."""

    def __init__(self) -> None:
        super().__init__(
            _("This meets a text whose source a study holds; add it again after the close.")
        )
