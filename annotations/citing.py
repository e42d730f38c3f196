"""How an edition is cited: in a sentence, as BibTeX, and as CSL-JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

# What TeX would take for something else. Other letters stand as they are, in UTF-8.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
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
class Citation:
    """What a citation names."""

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
        editor = f" Edited by {self.editor}." if self.editor else ""
        return (
            f"{self.author}. {_quoted(self.title)} Commented edition {self.number}.{editor} "
            f"Variorum, {self.published.day} {self.published:%B %Y}. {self.address}"
        )


def bibtex(citation: Citation) -> str:
    """Return a BibTeX entry. Names stand in braces: a model has no surname."""
    fields = {
        "author": f"{{{escaped(citation.author)}}}",
        "title": f"{{{escaped(citation.title)}}}",
        "editor": f"{{{escaped(citation.editor)}}}" if citation.editor else "",
        "howpublished": "Variorum",
        "edition": str(citation.number),
        "year": str(citation.published.year),
        "month": MONTHS[citation.published.month - 1],
        "day": str(citation.published.day),
        "url": citation.address,
        "language": escaped(citation.language),
        "note": escaped(f"Commented edition {citation.number}. {_licensed(citation)}".strip()),
    }
    lines = [
        f"  {name} = {value}" if name == "month" else f"  {name} = {{{value}}}"
        for name, value in fields.items()
        if value
    ]
    return "@misc{" + ",\n".join([citation.key, *lines]) + "\n}\n"


def csl(citation: Citation) -> list[dict[str, Any]]:
    """Return CSL-JSON: a list of one item."""
    published = citation.published
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "container-title": "Variorum",
        "issued": {"date-parts": [[published.year, published.month, published.day]]},
        "version": str(citation.number),
        "URL": citation.address,
        "note": f"Commented edition {citation.number}. {_licensed(citation)}".strip(),
    }
    if citation.editor:
        item["editor"] = [{"literal": citation.editor}]
    if citation.language:
        item["language"] = citation.language
    return [item]


def escaped(words: str) -> str:
    """Return words on one line, with what TeX would read as commands spelt out."""
    line = re.sub(r"\s+", " ", words).strip()
    return "".join(TEX.get(character, character) for character in line)


def _quoted(title: str) -> str:
    return f"“{title}”" if title[-1:] in "?!." else f"“{title}.”"


def _licensed(citation: Citation) -> str:
    return f"Text: {citation.licence}." if citation.licence else ""
