"""Who may see what. Every page, answer, count, figure, export and report asks this room.

A text is *held* from a reader while a study's hold is over it and the reader has no release.
Of a held text everybody sees the id, kind, language, body and length, and the prompt's words if
every text of the hold has a prompt. Its source (key, title, author, collection, sampling, ...)
reaches nobody: what is not returned from here is not returned at all.
"""

from corpus.visibility.aside import give_way, keep_aside, keep_changes
from corpus.visibility.closure import closure_of
from corpus.visibility.holding import extend_holds, lift_hold, open_hold, release
from corpus.visibility.reading import (
    Reader,
    get_text_for,
    has_full_release,
    has_unblinded,
    headings,
    held_from,
    is_any_held,
    is_open_to,
    open_sources,
    present,
    texts_for,
    unblinded_holds,
    visible_authors,
    visible_collections,
    visible_prompts,
)
from corpus.visibility.shapes import (
    VisibleAuthor,
    VisibleHeading,
    VisiblePrompt,
    VisibleSource,
    VisibleText,
)

__all__ = [
    "Reader",
    "VisibleAuthor",
    "VisibleHeading",
    "VisiblePrompt",
    "VisibleSource",
    "VisibleText",
    "closure_of",
    "extend_holds",
    "get_text_for",
    "give_way",
    "has_full_release",
    "has_unblinded",
    "headings",
    "held_from",
    "is_any_held",
    "is_open_to",
    "keep_aside",
    "keep_changes",
    "lift_hold",
    "open_hold",
    "open_sources",
    "present",
    "release",
    "texts_for",
    "unblinded_holds",
    "visible_authors",
    "visible_collections",
    "visible_prompts",
]
