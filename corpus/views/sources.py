"""Lists of authors, prompts and collections, as far as the reader may know of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import cache_control

from corpus.api.listings import AuthorListing, CollectionListing, PromptListing
from corpus.forms import AuthorForm, PromptForm
from corpus.http.twins import ListPage
from corpus.http.viewsets import person
from corpus.selectors import texts_on_prompt
from corpus.services.authors import update_author
from corpus.services.prompt_changes import update_prompt
from corpus.visibility import visible_authors, visible_prompts

private = cache_control(private=True, no_store=True)


class AuthorList(ListPage):
    listing = AuthorListing()
    template_name = "corpus/author_list.html"


class PromptList(ListPage):
    listing = PromptListing()
    template_name = "corpus/prompt_list.html"


class CollectionList(ListPage):
    listing = CollectionListing()
    template_name = "corpus/collection_list.html"


@private
def prompt_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a prompt, and what was written to it as far as that is open to the reader."""
    prompt = get_object_or_404(visible_prompts(request.user), pk=pk)
    context: dict[str, Any] = {"prompt": prompt, "groups": texts_on_prompt(request.user, prompt)}
    return render(request, "corpus/prompt_detail.html", context)


@method_decorator(private, name="dispatch")
class SourceEdit(View):
    """What an editor may say of an author or a prompt that may be seen."""

    form_class: type[AuthorForm] | type[PromptForm]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        thing = self.get_thing(request, pk)
        return self._page(request, thing, self.form_class(initial=self.get_initial(thing)))

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        thing = self.get_thing(request, pk)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(request, thing, form, status=400)
        self.save(request, thing, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(self.get_back_url(thing))

    def get_thing(self, request: HttpRequest, pk: UUID) -> Any:
        if not request.user.is_staff:
            raise PermissionDenied("Only an editor may change this.")
        return get_object_or_404(self.visible(request), pk=pk)

    def get_initial(self, thing: Any) -> dict[str, Any]:
        return {name: getattr(thing, name) for name in self.form_class.base_fields}

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what this person may know of."""
        raise NotImplementedError

    def save(self, request: HttpRequest, thing: Any, given: dict[str, Any]) -> None:
        """Write what was given."""
        raise NotImplementedError

    def get_back_url(self, thing: Any) -> str:
        """Return the page it is seen on."""
        raise NotImplementedError

    def _page(
        self,
        request: HttpRequest,
        thing: Any,
        form: AuthorForm | PromptForm,
        *,
        status: int = 200,
    ) -> HttpResponse:
        context = {"thing": thing, "form": form, "back": self.get_back_url(thing)}
        return render(request, "corpus/source_edit.html", context, status=status)


class AuthorEdit(SourceEdit):
    form_class = AuthorForm

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_authors(request.user)

    def get_initial(self, thing: Any) -> dict[str, Any]:
        stated = thing.family if thing.family_stated else ""
        return {
            **super().get_initial(thing),
            "family": stated,
            "aliases": "\n".join(thing.aliases),
        }

    def save(self, request: HttpRequest, thing: Any, given: dict[str, Any]) -> None:
        update_author(author_id=thing.pk, by=person(request), **given)

    def get_back_url(self, thing: Any) -> str:
        return reverse("author_list")


class PromptEdit(SourceEdit):
    form_class = PromptForm

    def visible(self, request: HttpRequest) -> QuerySet[Any]:
        return visible_prompts(request.user)

    def save(self, request: HttpRequest, thing: Any, given: dict[str, Any]) -> None:
        update_prompt(prompt_id=thing.pk, by=person(request), **given)

    def get_back_url(self, thing: Any) -> str:
        return reverse("prompt_detail", args=[thing.pk])
