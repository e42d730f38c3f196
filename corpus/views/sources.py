"""Lists of authors, prompts and collections, as far as the reader may know of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from corpus.api.listings import AuthorListing, CollectionListing, PromptListing
from corpus.http.twins import ListPage
from corpus.selectors import texts_on_prompt
from corpus.visibility import visible_prompts


class AuthorList(ListPage):
    listing = AuthorListing()
    template_name = "corpus/author_list.html"


class PromptList(ListPage):
    listing = PromptListing()
    template_name = "corpus/prompt_list.html"


class CollectionList(ListPage):
    listing = CollectionListing()
    template_name = "corpus/collection_list.html"


@cache_control(private=True, no_store=True)
def prompt_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a prompt, and what was written to it as far as that is open to the reader."""
    prompt = get_object_or_404(visible_prompts(request.user), pk=pk)
    context: dict[str, Any] = {"prompt": prompt, "groups": texts_on_prompt(request.user, prompt)}
    return render(request, "corpus/prompt_detail.html", context)
