"""Addresses that only act: what comes of opening one in a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def acts_on(page: str, *, keep: tuple[str, ...] = ("pk",)) -> Callable[[View], View]:
    """Let a view answer POST only, and send who opens its address to the page it acts on.

    One comes there by a sign-in that had run out, or by going to the address of a refusal again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(page, **{k: v for k, v in kwargs.items() if k in keep})
            return HttpResponseNotAllowed(["POST"])

        return answer

    return decorate
