"""How a body is stored, and the hashes by which equal ones are found. No Django."""

from __future__ import annotations

import hashlib
import unicodedata

from corpus.saying import say as _


class NotStorable(ValueError):
    """A string that one of the databases cannot hold."""


def check_storable(text: str) -> None:
    """Raise NotStorable for what PostgreSQL (U+0000) or any of them (lone surrogates) refuses."""
    if "\x00" in text:
        raise NotStorable(_("holds the character U+0000, which cannot be stored"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise NotStorable(
            _("holds half of a surrogate pair (U+{code}), which cannot be stored").format(
                code=f"{code:04X}"
            )
        ) from None


def clean_text(text: str) -> str:
    """Return the text in NFC with line ends of one kind."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise(body: str) -> tuple[str, str | None]:
    """Return the body as stored, and the untouched one if it differed."""
    check_storable(body)
    stored = clean_text(body)
    return stored, None if stored == body else body


def fold(text: str) -> str:
    """Return the text with every run of white space made one space."""
    return " ".join(text.split())


def sha256(text: str) -> str:
    """Return the hash of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def folded_sha256(text: str) -> str:
    """Return the hash of a text in its stored form and folded."""
    return sha256(fold(clean_text(text)))
