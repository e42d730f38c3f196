"""Doing what a form on a page asks, and saying how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from corpus.errors import Invalid, NotAllowed, Refused

Done = TypeVar("Done")


def attempt(request: HttpRequest, act: Callable[[], Done], *, said: str = "") -> Done | None:
    """Do it and say so, or say why not and return None."""
    try:
        done = act()
    except Invalid as error:
        for wrong in error.errors:
            messages.error(request, wrong.message)
    except Refused as error:
        messages.error(request, error.detail)
    except NotAllowed as error:
        raise PermissionDenied(error.detail) from error
    else:
        if said:
            messages.success(request, said)
        return done
    return None


def say_what_is_wrong(request: HttpRequest, form: forms.Form) -> None:
    """Put a small form's errors at the head of the page it is on."""
    for field, errors in form.errors.items():
        label = form.fields[field].label or field if field in form.fields else ""
        for error in errors:
            messages.error(request, f"{label}: {error}" if label else str(error))
