"""Tokens: as knox asks for them, in one statement made once."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from django.contrib.auth.middleware import get_user
from django.db import connection
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.sessions import UNASKED
from accounts.statements import Select, partly

OWNERS = Select(
    User,
    """
    SELECT {columns}, token.digest, EXISTS (
        SELECT 1 FROM accounts_apitoken past WHERE past.user_id = person.id AND past.expiry < %s
    )
    FROM accounts_apitoken token
    JOIN accounts_user person ON person.id = token.user_id
    WHERE token.token_key = %s
    """,
    table="person",
    without=UNASKED,
)


class TokenAuthentication(KnoxTokenAuthentication):
    """knox decodes what it is given as UTF-8 and asks the database for it, whatever it is."""

    def authenticate(self, request: Request) -> Any:
        """Return whose token came with the request, if one did: browsers send none."""
        return super().authenticate(request) if "HTTP_AUTHORIZATION" in request.META else None

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return whose token this is; where one of theirs is past, knox does as it always does."""
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        key = token.decode()
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for person, (digest, has_past) in OWNERS(now, key[: CONSTANTS.TOKEN_KEY_LENGTH]):
            if has_past:
                return super().authenticate_credentials(token)
            if compare_digest(hash_token(key), digest):
                found = partly(ApiToken, digest=digest, user_id=person.pk)
                found.user = person
                return self.validate_user(found)
        raise AuthenticationFailed("Invalid token.")


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
