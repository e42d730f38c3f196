"""Texts and where they came from; who may see what; and the work done on them."""

from corpus.models.analysis import TextAnalysis
from corpus.models.events import Event
from corpus.models.holds import HeldText, Hold, Release
from corpus.models.imports import Import, ImportChunk, ImportNote
from corpus.models.jobs import Job, WorkerHeartbeat
from corpus.models.texts import Author, Collection, ContextDigest, Prompt, Source, Text

__all__ = [
    "Author",
    "Collection",
    "ContextDigest",
    "Event",
    "HeldText",
    "Hold",
    "Import",
    "ImportChunk",
    "ImportNote",
    "Job",
    "Prompt",
    "Release",
    "Source",
    "Text",
    "TextAnalysis",
    "WorkerHeartbeat",
]
