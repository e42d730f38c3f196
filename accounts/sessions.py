"""Who somebody is, asked once by every request: as Django asks it, in statements made once."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.statements import Select

SESSION = Select(
    Session,
    "SELECT {columns} FROM django_session session WHERE session_key = %s AND expire_date > %s",
    table="session",
)
# What hardly a page asks of who reads it.
UNASKED = ("last_login", "date_joined")
PERSON = Select(
    User,
    "SELECT {columns} FROM accounts_user person WHERE id = %s",
    table="person",
    without=UNASKED,
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database; the signature of what one holds is checked once."""

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return what a session holds, nothing where it is not what was stored."""
        try:
            return json.loads(_signed(session_data, self.key_salt))
        except (signing.BadSignature, ValueError):
            return super().decode(session_data)

    def _get_session_from_db(self) -> Session | None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for session, _ in SESSION(self.session_key, now):
            return session
        self._session_key = None
        return None


@lru_cache(maxsize=1000)
def _signed(session_data: bytes | str, salt: str) -> str:
    """Return the JSON in a session's data, whose signature is right: of equal data it always is."""
    return json.dumps(signing.loads(session_data, salt=salt))  # type: ignore[arg-type]


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in by name and password."""

    def get_user(self, user_id: int) -> User | None:
        for person, _ in PERSON(user_id):
            return person if self.user_can_authenticate(person) else None
        return None
