"""How editions and frozen codebooks are cited: in a sentence, as BibTeX, and as CSL-JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

if TYPE_CHECKING:
    from annotations.models import CodebookVersion

# What TeX would take for something else. Other letters stand as they are, in UTF-8.
TEX = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not: a single one would end the entry somewhere else.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class EditionCitation:
    """A commented edition, as it is cited."""

    key: str
    title: str
    author: str
    editor: str
    published: date
    number: int
    address: str
    licence: str
    language: str

    @property
    def sentence(self) -> str:
        """The citation in words."""
        title = f"“{self.title}”" if self.title[-1:] in "?!." else f"“{self.title}.”"
        editor = f" Edited by {self.editor}." if self.editor else ""
        return (
            f"{self.author}. {title} Commented edition {self.number}.{editor} "
            f"Variorum, {self.published.day} {self.published:%B %Y}. {self.address}"
        )

    @property
    def note(self) -> str:
        licence = f" Text: {self.licence}." if self.licence else ""
        return f"Commented edition {self.number}.{licence}"

    @property
    def bibtex(self) -> str:
        return _entry(
            self.key,
            {
                "author": _whole(self.author),
                "title": _whole(self.title),
                "editor": _whole(self.editor),
                "howpublished": "Variorum",
                "edition": str(self.number),
                "year": str(self.published.year),
                "month": MONTHS[self.published.month - 1],
                "day": str(self.published.day),
                "url": self.address,
                "language": escaped(self.language),
                "note": escaped(self.note),
            },
        )

    @property
    def csl(self) -> dict[str, Any]:
        item = _item(self.key, self.published, self.address) | {
            "type": "webpage",
            "title": self.title,
            "author": [{"literal": self.author}],
            "container-title": "Variorum",
            "version": str(self.number),
            "note": self.note,
        }
        if self.editor:
            item["editor"] = [{"literal": self.editor}]
        if self.language:
            item["language"] = self.language
        return item


@dataclass(frozen=True, slots=True)
class VersionCitation:
    """A frozen version of a codebook, as it is cited."""

    name: str
    number: int
    author: str
    published: date
    address: str
    sha256: str

    @property
    def key(self) -> str:
        return f"{slugify(self.name) or 'codebook'}-v{self.number}"

    @property
    def sentence(self) -> str:
        """The citation in words."""
        author = f"{self.author} " if self.author else ""
        return (
            f"{author}({self.published.year}). {self.name}, version {self.number} [codebook]. "
            f"{self.address} (SHA-256 {self.sha256[:12]}…)"
        )

    @property
    def bibtex(self) -> str:
        return _entry(
            self.key,
            {
                "author": _whole(self.author),
                "title": f"{_whole(self.name)}, version {self.number}",
                "year": str(self.published.year),
                "howpublished": "Codebook",
                "url": self.address,
                "note": f"SHA-256 {self.sha256}",
            },
        )

    @property
    def csl(self) -> dict[str, Any]:
        item = _item(self.key, self.published, self.address) | {
            "type": "document",
            "genre": "codebook",
            "title": self.name,
            "version": str(self.number),
            "note": f"SHA-256 {self.sha256}",
        }
        return item | ({"author": [{"literal": self.author}]} if self.author else {})


def cited_version(version: CodebookVersion, address: str) -> VersionCitation:
    """Return how a frozen version is cited, by who began its codebook."""
    maker = version.codebook.created_by
    return VersionCitation(
        name=version.codebook.name,
        number=version.number,
        author=(maker.get_full_name() or maker.get_username()) if maker else "",
        published=version.at.date(),
        address=address,
        sha256=version.sha256,
    )


def escaped(words: str) -> str:
    """Return words on one line, with what TeX would read as commands spelt out."""
    line = re.sub(r"\s+", " ", words).strip()
    return "".join(TEX.get(character, character) for character in line)


def _whole(words: str) -> str:
    """Return words in braces: a title keeps its capitals, and a model has no surname."""
    return f"{{{escaped(words)}}}" if words else ""


def _entry(key: str, fields: dict[str, str]) -> str:
    """Return a BibTeX entry of what there is to say."""
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in fields.items()
        if value
    ]
    return "@misc{" + ",\n".join([key, *lines]) + "\n}\n"


def _item(key: str, published: date, address: str) -> dict[str, Any]:
    """Return what every item of CSL-JSON has."""
    issued = {"date-parts": [[published.year, published.month, published.day]]}
    return {"id": key, "issued": issued, "URL": address}
