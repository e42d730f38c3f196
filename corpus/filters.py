"""What texts may be asked by: one table for the search form, the API's parameters and the caption.

Filters, sorts and facets are on the body, which everybody sees, or on the source, which a blind may
hold. What is on the source runs only over texts whose source the asker may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from corpus.http.query import QueryForm
from corpus.models import Author, Text


@dataclass(frozen=True)
class TextFilter:
    """What is asked of the texts; empty asks for all."""

    q: str = ""
    kind: str = ""
    language: str = ""
    author: UUID | None = None
    author_family: str = ""
    author_kind: str = ""
    prompt: UUID | None = None
    collection: UUID | None = None
    sort: str = ""

    def without(self, attribute: str) -> TextFilter:
        """Return the same question with one part of it left out."""
        kept = {name: value for name, value in vars(self).items() if name != attribute}
        return TextFilter(**kept)


@dataclass(frozen=True)
class Dimension:
    """One thing texts differ in: `name` in a query string, `path` from where it is stored."""

    name: str
    label: str
    path: str
    on_source: bool
    # What a value is called, where it is not its own name.
    called: str = ""
    # Only models have a family; a person's is their own name, which makes no facet.
    only_models: bool = False

    @property
    def attribute(self) -> str:
        return self.name.replace(".", "_")


DIMENSIONS = (
    Dimension("kind", "kind", "kind", on_source=False),
    Dimension("language", "language", "language", on_source=False),
    Dimension("author.family", "family", "author__family", on_source=True, only_models=True),
    Dimension("author.kind", "written by", "author__kind", on_source=True),
    Dimension("author", "author", "author", on_source=True, called="author__name"),
    Dimension("prompt", "prompt", "prompt", on_source=True, called="prompt__text"),
    Dimension("collection", "collection", "collection", on_source=True, called="collection__name"),
)
BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}


@dataclass(frozen=True)
class Sort:
    """One order of the texts; ties are broken by id, which says nothing."""

    name: str
    label: str
    path: str
    on_source: bool

    def order(self, *, descending: bool) -> tuple[str, str]:
        path = f"source__{self.path}" if self.on_source else self.path
        return (f"-{path}" if descending else path, "id")


SORTS = {
    sort.name: sort
    for sort in (
        Sort("id", "no order", "id", on_source=False),
        Sort("length", "length", "length", on_source=False),
        Sort("title", "title", "title", on_source=True),
        Sort("author", "author", "author__name", on_source=True),
        Sort("author.family", "family", "author__family", on_source=True),
        Sort("collection", "collection", "collection__name", on_source=True),
        Sort("key", "key", "key", on_source=True),
        Sort("generated_at", "date written", "generated_at", on_source=True),
        Sort("added_at", "date added", "added_at", on_source=True),
    )
}


def chosen_sort(given: str) -> tuple[Sort, bool]:
    """Return the sort a query string names, and whether it is turned round by a minus."""
    return SORTS[given.lstrip("-") or "id"], given.startswith("-")


def _sort_choices() -> list[tuple[str, str]]:
    chosen = [("", "in no order")]
    for name, sort in SORTS.items():
        if name == "id":
            chosen += [("id", "by id"), ("-id", "by id, reversed")]
        else:
            chosen += [(name, f"by {sort.label}"), (f"-{name}", f"by {sort.label}, reversed")]
    return chosen


class NamesField(forms.CharField):
    """Names parted by commas, each one of those that are known."""

    def __init__(self, *, known: tuple[str, ...], **kwargs: Any) -> None:
        self.known = known
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        for name in names:
            if name not in self.known:
                raise ValidationError(f"No facet “{name}”: there are {', '.join(self.known)}.")
        return tuple(dict.fromkeys(names))


class TextQuery(QueryForm):
    """The search over texts, as a form, as parameters and as documentation."""

    q = forms.CharField(
        label="Search", max_length=300, help_text="Words that the body has, all of them."
    )
    kind = forms.ChoiceField(
        choices=[("", "stories and insights"), *((k.value, f"{k.label} only") for k in Text.Kind)],
        label="Kind",
    )
    language = forms.CharField(label="Language", max_length=20, help_text="A tag such as `en`.")
    author = forms.UUIDField(label="Author", help_text="An author's id.")
    author_family = forms.CharField(
        label="Family", max_length=200, help_text="Lineage of the base model."
    )
    author_kind = forms.ChoiceField(
        choices=[("", "models and people"), *Author.Kind.choices], label="Written by"
    )
    prompt = forms.UUIDField(label="Prompt", help_text="A prompt's id.")
    collection = forms.UUIDField(label="Collection", help_text="A collection's id.")
    sort = forms.ChoiceField(
        choices=_sort_choices,
        label="Order",
        help_text="A sort by what a blind holds leaves held texts out.",
    )
    facets = NamesField(
        known=tuple(BY_NAME),
        label="Facets",
        help_text=f"Counts beside the list, parted by commas, of: {', '.join(BY_NAME)}.",
    )
    dotted = {"author.family": "author_family", "author.kind": "author_kind"}
