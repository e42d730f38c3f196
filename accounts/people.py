"""Who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from accounts.models import User


def signed_in(request: Any) -> User:
    """Return the person behind a request; every address that calls this asks for a sign-in."""
    if not request.user.is_authenticated:
        raise PermissionDenied("Sign in first.")
    return request.user
