"""Reading JSON Lines into validated lines. Pure: no Django, no database, nothing written."""

from corpus.importing.chunks import MAX_LINE_BYTES, Chunk, FileFacts, split_file, unpack
from corpus.importing.lines import parse_line, parse_record, why_unreadable
from corpus.importing.shapes import AuthorLine, BadLine, Fault, PromptLine, TextLine

__all__ = [
    "MAX_LINE_BYTES",
    "AuthorLine",
    "BadLine",
    "Chunk",
    "Fault",
    "FileFacts",
    "PromptLine",
    "TextLine",
    "parse_line",
    "parse_record",
    "split_file",
    "unpack",
    "why_unreadable",
]
