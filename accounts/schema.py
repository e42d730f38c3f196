"""How the API's description tells of tokens and sessions."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme


class TokenScheme(KnoxTokenScheme):
    """The same scheme as knox's own, for our class of it."""

    target_class = "accounts.authentication.TokenAuthentication"


class CookieScheme(SessionScheme):
    """The same scheme as REST framework's own, for our class of it."""

    target_class = "accounts.authentication.SessionAuthentication"
