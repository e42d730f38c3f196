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
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

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
    # Its values are codes, which pages show in words.
    coded: bool = False

    @property
    def attribute(self) -> str:
        return self.name.replace(".", "_")


DIMENSIONS = (
    Dimension("kind", gettext_noop("kind"), "kind", on_source=False, coded=True),
    Dimension("language", gettext_noop("language"), "language", on_source=False),
    Dimension(
        "author.family", gettext_noop("family"), "author__family", on_source=True, only_models=True
    ),
    Dimension(
        "author.kind", gettext_noop("written by"), "author__kind", on_source=True, coded=True
    ),
    Dimension("author", gettext_noop("author"), "author", on_source=True, called="author__name"),
    Dimension("prompt", gettext_noop("prompt"), "prompt", on_source=True, called="prompt__text"),
    Dimension(
        "collection",
        gettext_noop("collection"),
        "collection",
        on_source=True,
        called="collection__name",
    ),
)
BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}


@dataclass(frozen=True)
class Sort:
    """One order of the texts; ties are broken by id, which says nothing."""

    name: str
    label: str
    reversed_label: str
    path: str
    on_source: bool

    def order(self, *, descending: bool) -> tuple[str, str]:
        path = f"source__{self.path}" if self.on_source else self.path
        return (f"-{path}" if descending else path, "id")


SORTS = {
    sort.name: sort
    for sort in (
        Sort("id", gettext_noop("by id"), gettext_noop("by id, reversed"), "id", on_source=False),
        Sort(
            "length",
            gettext_noop("by length"),
            gettext_noop("by length, reversed"),
            "length",
            on_source=False,
        ),
        Sort(
            "title",
            gettext_noop("by title"),
            gettext_noop("by title, reversed"),
            "title",
            on_source=True,
        ),
        Sort(
            "author",
            gettext_noop("by author"),
            gettext_noop("by author, reversed"),
            "author__name",
            on_source=True,
        ),
        Sort(
            "author.family",
            gettext_noop("by family"),
            gettext_noop("by family, reversed"),
            "author__family",
            on_source=True,
        ),
        Sort(
            "collection",
            gettext_noop("by collection"),
            gettext_noop("by collection, reversed"),
            "collection__name",
            on_source=True,
        ),
        Sort(
            "key", gettext_noop("by key"), gettext_noop("by key, reversed"), "key", on_source=True
        ),
        Sort(
            "generated_at",
            gettext_noop("by date written"),
            gettext_noop("by date written, reversed"),
            "generated_at",
            on_source=True,
        ),
        Sort(
            "added_at",
            gettext_noop("by date added"),
            gettext_noop("by date added, reversed"),
            "added_at",
            on_source=True,
        ),
    )
}


def chosen_sort(given: str) -> tuple[Sort, bool]:
    """Return the sort a query string names, and whether it is turned round by a minus."""
    return SORTS[given.lstrip("-") or "id"], given.startswith("-")


def _sort_choices() -> list[tuple[str, str]]:
    chosen = [("", gettext("in no order"))]
    for name, sort in SORTS.items():
        chosen += [(name, gettext(sort.label)), (f"-{name}", gettext(sort.reversed_label))]
    return chosen


def _kind_choices() -> list[tuple[str, str]]:
    only = {Text.Kind.STORY: gettext("Story only"), Text.Kind.INSIGHT: gettext("Insight only")}
    return [
        ("", gettext("stories and insights")),
        *((kind.value, only[kind]) for kind in Text.Kind),
    ]


class NamesField(forms.CharField):
    """Names parted by commas, each one of those that are known."""

    def __init__(self, *, known: tuple[str, ...], **kwargs: Any) -> None:
        self.known = known
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        for name in names:
            if name not in self.known:
                raise ValidationError(
                    _("No facet “{name}”: there are {known}.").format(
                        name=name, known=", ".join(self.known)
                    )
                )
        return tuple(dict.fromkeys(names))


class TextQuery(QueryForm):
    """The search over texts, as a form, as parameters and as documentation."""

    q = forms.CharField(
        label=_("Search"), max_length=300, help_text=_("Words that the body has, all of them.")
    )
    kind = forms.ChoiceField(choices=_kind_choices, label=_("Kind"))
    language = forms.CharField(
        label=_("Language"), max_length=20, help_text=_("A tag such as `en`.")
    )
    author = forms.UUIDField(label=_("Author"), help_text=_("An author's id."))
    author_family = forms.CharField(
        label=_("Family"), max_length=200, help_text=_("Lineage of the base model.")
    )
    author_kind = forms.ChoiceField(
        choices=[("", _("models and people")), *Author.Kind.choices], label=_("Written by")
    )
    prompt = forms.UUIDField(label=_("Prompt"), help_text=_("A prompt's id."))
    collection = forms.UUIDField(label=_("Collection"), help_text=_("A collection's id."))
    sort = forms.ChoiceField(
        choices=_sort_choices,
        label=_("Order"),
        help_text=_("A sort by what a blind holds leaves held texts out."),
    )
    facets = NamesField(
        known=tuple(BY_NAME),
        label=_("Facets"),
        help_text=format_lazy(
            _("Counts beside the list, parted by commas, of: {known}."), known=", ".join(BY_NAME)
        ),
    )
    dotted = {"author.family": "author_family", "author.kind": "author_kind"}


class SearchQuery(TextQuery):
    """The same question where excerpts are wanted: no facets, and no order but that of the ids."""

    sort = None  # type: ignore[assignment]
    facets = None  # type: ignore[assignment]
