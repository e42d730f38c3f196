"""Tokens, with bytes that cannot be one refused like any other wrong token."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import get_user
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class TokenAuthentication(KnoxTokenAuthentication):
    """knox decodes what it is given as UTF-8 and asks the database for it, whatever it is."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)


class SessionAuthentication(DrfSessionAuthentication):
    """REST framework's, which hands on who asks as a person and not as a promise of one.

    Each word with the promise asks it anew, and a save has hundreds.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = get_user(request._request)
        if not user.is_active:
            return None
        self.enforce_csrf(request)
        return user, None
