"""Reading one JSON object field by field, keeping a list of all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from corpus.importing.shapes import Fault
from corpus.normalise import clean_text
from corpus.saying import say as _


class Fields:
    """The fields of an object. What was never asked for is in `rest`."""

    def __init__(self, data: Mapping[str, Any], faults: list[Fault], *, prefix: str = "") -> None:
        self._data = data
        self._faults = faults
        self._prefix = prefix
        self._asked: set[str] = set()

    def fault(self, name: str, reason: str) -> None:
        """Note what is wrong with a field."""
        self._faults.append(Fault(f"{self._prefix}{name}", reason))

    def is_sound(self, name: str) -> bool:
        """Say whether nothing wrong has been found with a field so far."""
        return all(fault.field != f"{self._prefix}{name}" for fault in self._faults)

    def inside(self, name: str, data: Mapping[str, Any]) -> Fields:
        """Return the fields of an object within this one."""
        return Fields(data, self._faults, prefix=f"{self._prefix}{name}.")

    def get(self, name: str) -> Any:
        """Return a field as it stands; null is as good as left out."""
        self._asked.add(name)
        return self._data.get(name)

    def text(self, name: str, *, default: str = "", required: bool = False) -> str:
        """Return a text field."""
        value = self.get(name)
        if value is None:
            if required:
                self.fault(name, _("is missing"))
            return default
        if not isinstance(value, str):
            self.fault(name, _("must be text, not {kind}").format(kind=_kind_of(value)))
            return default
        if required and not value.strip():
            self.fault(name, _("is empty"))
        return value

    def name(self, name: str, *, limit: int, default: str = "", required: bool = False) -> str:
        """Return a text field that names something: white space around it means nothing."""
        value = clean_text(self.text(name, required=required)).strip()
        if len(value) > limit:
            self.fault(
                name,
                _("has {n} characters; at most {limit} can be kept").format(
                    n=len(value), limit=limit
                ),
            )
        return value or default

    def choice(self, name: str, choices: tuple[str, ...], *, default: str = "") -> str:
        """Return one of the choices; without a default the field is required."""
        value = self.get(name)
        if value is None or value == "":
            if not default:
                self.fault(name, _("is missing"))
            return default
        if value not in choices:
            self.fault(name, _("must be one of {choices}").format(choices=", ".join(choices)))
            return default
        return value

    def flag(self, name: str) -> bool:
        """Return true or false."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            self.fault(name, _("must be true or false, not {kind}").format(kind=_kind_of(value)))
        return value is True

    def object(self, name: str) -> dict[str, Any] | None:
        """Return an object, or None if there is none."""
        value = self.get(name)
        if value is None or isinstance(value, dict):
            return value
        self.fault(name, _("must be an object, not {kind}").format(kind=_kind_of(value)))
        return None

    def messages(self, name: str) -> list[dict[str, Any]] | None:
        """Return a conversation: objects with a role and a content."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fault(
                name, _("must be a list of messages, not {kind}").format(kind=_kind_of(value))
            )
            return None
        for number, message in enumerate(value, start=1):
            if not _is_message(message):
                self.fault(
                    name,
                    _("message {number} must have role and content as text").format(number=number),
                )
                return None
        return value

    def moment(self, name: str) -> datetime | None:
        """Return a date with its time, in UTC; one without a zone is taken to be UTC."""
        value = self.text(name).strip()
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
            zoned = found if found.tzinfo else found.replace(tzinfo=UTC)
            return zoned.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault(name, _("must be a date such as 2026-03-01T10:00:00Z"))
            return None

    @property
    def stated(self) -> frozenset[str]:
        """The fields that were asked for and are there."""
        return frozenset(name for name in self._asked if self._data.get(name) is not None)

    @property
    def rest(self) -> dict[str, Any]:
        """The fields nobody asked for."""
        return {name: value for name, value in self._data.items() if name not in self._asked}


def _is_message(message: object) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("role"), str)
        and isinstance(message.get("content"), str)
    )


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, int | float):
        return _("a number")
    kinds = {"str": _("text"), "list": _("a list"), "dict": _("an object")}
    return kinds.get(type(value).__name__, _("nothing"))
