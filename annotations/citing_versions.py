"""How a frozen version is cited: in words, for BibTeX and for programs that read CSL-JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from annotations.citing import escaped
from annotations.models import CodebookVersion


@dataclass(frozen=True, slots=True)
class VersionCitation:
    """One version, as it is cited."""

    name: str
    number: int
    author: str
    at: datetime
    address: str
    sha256: str

    @property
    def plain(self) -> str:
        author = f"{self.author} " if self.author else ""
        return (
            f"{author}({self.at.year}). {self.name}, version {self.number} [codebook]. "
            f"{self.address} (SHA-256 {self.sha256[:12]}…)"
        )

    @property
    def bibtex(self) -> str:
        fields = {
            "author": f"{{{escaped(self.author)}}}" if self.author else "",
            "title": f"{{{escaped(self.name)}}}, version {self.number}",
            "year": str(self.at.year),
            "howpublished": "Codebook",
            "url": self.address,
            "note": f"SHA-256 {self.sha256}",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.label},", *lines, "}", ""])

    @property
    def csl(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.label,
            "type": "document",
            "genre": "codebook",
            "title": self.name,
            "version": str(self.number),
            "issued": {"date-parts": [[self.at.year, self.at.month, self.at.day]]},
            "URL": self.address,
            "note": f"SHA-256 {self.sha256}",
        }
        return data | ({"author": [{"literal": self.author}]} if self.author else {})

    @property
    def label(self) -> str:
        return f"{slugify(self.name) or 'codebook'}-v{self.number}"


def citation_of(version: CodebookVersion, *, address: str) -> VersionCitation:
    """Return how a version is cited, under the address given."""
    maker = version.codebook.created_by
    return VersionCitation(
        name=version.codebook.name,
        number=version.number,
        author=(maker.get_full_name() or maker.get_username()) if maker else "",
        at=version.at,
        address=address,
        sha256=version.sha256,
    )
