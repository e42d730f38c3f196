"""Writes: keyword-only, each in one transaction."""

from corpus.services.authors import create_author, update_author
from corpus.services.collections import create_collection, ensure_collection
from corpus.services.errors import AlreadyThere, MeetsHeldText
from corpus.services.imports import start_import
from corpus.services.prompts import create_prompt
from corpus.services.texts import add_text, keep_excerpt

__all__ = [
    "AlreadyThere",
    "MeetsHeldText",
    "add_text",
    "create_author",
    "create_collection",
    "create_prompt",
    "ensure_collection",
    "keep_excerpt",
    "start_import",
    "update_author",
]
