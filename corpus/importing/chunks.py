"""Cutting a file into pieces of whole lines without ever holding more than one piece."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

CHUNK_BYTES = 512 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
# Stands for a line that is too long. U+0000 is in no JSON, so no good line can look like it.
TOO_LONG = b"\x00too long"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some whole lines, compressed."""

    number: int
    lines: int
    data: bytes


@dataclass(slots=True)
class FileFacts:
    """What is known of a file once it has been read through."""

    size: int = 0
    lines: int = 0
    sha256: str = ""


def split_file(file: Readable, facts: FileFacts) -> Iterator[Chunk]:
    """Yield a file's lines in chunks, and fill in the facts on the way."""
    held: list[bytes] = []
    size = number = 0
    for line in _lines(file, facts):
        held.append(line)
        size += len(line) + 1
        if size >= CHUNK_BYTES:
            yield _pack(number, held)
            held, size, number = [], 0, number + 1
    if held:
        yield _pack(number, held)


def unpack(data: bytes) -> list[bytes]:
    """Return a chunk's lines."""
    return zlib.decompress(data).split(b"\n")


def _pack(number: int, lines: list[bytes]) -> Chunk:
    return Chunk(number, len(lines), zlib.compress(b"\n".join(lines), level=1))


def _lines(file: Readable, facts: FileFacts) -> Iterator[bytes]:
    """Yield lines without their ends; the byte order mark goes, and a line too long is replaced."""
    for line in _cut(_blocks(file, facts)):
        facts.lines += 1
        yield line.removeprefix(_BYTE_ORDER_MARK) if facts.lines == 1 else line


def _blocks(file: Readable, facts: FileFacts) -> Iterator[bytes]:
    digest = hashlib.sha256()
    while block := file.read(CHUNK_BYTES):
        digest.update(block)
        facts.size += len(block)
        yield block
    facts.sha256 = digest.hexdigest()


def _cut(blocks: Iterator[bytes]) -> Iterator[bytes]:
    parts: list[bytes] = []
    length = 0
    for block in blocks:
        first, *others = block.split(b"\n")
        for piece in others:
            yield _join(parts, first, length)
            parts, length, first = [], 0, piece
        length += len(first)
        # Of a line that is too long no more is kept: memory stays flat whatever is sent.
        if length <= MAX_LINE_BYTES:
            parts.append(first)
    if length:
        yield _join(parts, b"", length)


def _join(parts: list[bytes], last: bytes, length: int) -> bytes:
    if length + len(last) > MAX_LINE_BYTES:
        return TOO_LONG
    return b"".join((*parts, last))
