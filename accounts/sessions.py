"""Who somebody is, asked once by every request: as Django asks it, in statements made once."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.statements import Select

SESSION = Select(
    Session,
    "SELECT {columns} FROM django_session session WHERE session_key = %s AND expire_date > %s",
    table="session",
)
PERSON = Select(User, "SELECT {columns} FROM accounts_user person WHERE id = %s", table="person")


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for session, _ in SESSION(self.session_key, now):
            return session
        self._session_key = None
        return None


class PersonBackend(AuthenticationBackend):
    """allauth's sign-in by name and password."""

    def get_user(self, user_id: int) -> User | None:
        for person, _ in PERSON(user_id):
            return person if self.user_can_authenticate(person) else None
        return None
