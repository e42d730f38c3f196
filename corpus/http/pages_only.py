"""What only pages need of Django's middleware: requests of the API go past it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from corpus.http.language import API_PREFIX


class PageMessages(MessageMiddleware):
    """Messages are shown by pages, and the API has none."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(API_PREFIX):
            return self.get_response(request)
        return super().__call__(request)


class PageSignIn(LoginRequiredMiddleware):
    """Sends to the sign-in page whoever may not see a view signed out.

    Django asks who it is even where nobody need be signed in. The API's own views are such: they
    ask by themselves, by token or by session.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
