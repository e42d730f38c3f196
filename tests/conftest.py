"""The cast, each with one reason to exist, and noise that must never show."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from corpus.http.joined import joined
from tests import cast
from tests.frame import pseudo
from tests.migrated import copy_migrated


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let the database of SQLite be a copy of one that all workers of a run share the making of."""
    if connection.vendor != "sqlite":
        return False
    copy_migrated(Path(os.environ["TEST_SQLITE"]))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let no thread that is still closing its connection keep PostgreSQL from dropping its base.

    And let the tables of permissions, which nothing here asks, stay empty: they were filled anew
    after every test that empties the database.
    """
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path):
    """Keep what a test writes out of the site's own folder."""
    settings.DATA_DIR = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # Every test client begins by listing all static files otherwise.
    settings.WHITENOISE_AUTOREFRESH = True
    # Hashing passwords slowly is Django's business, not what these tests are about.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db) -> User:
    """Leads studies and is an editor."""
    return cast.person("ada", is_staff=True)


@pytest.fixture
def ben(db) -> User:
    """Reviews."""
    return cast.person("ben")


@pytest.fixture
def cleo(db) -> User:
    """Reviews beside ben."""
    return cast.person("cleo")


@pytest.fixture
def olga(db) -> User:
    """An outsider: signed in, a member of nothing. In every permission test."""
    return cast.person("olga")


@pytest.fixture
def root(db) -> User:
    """A superuser, who is as blind as anybody."""
    return cast.person("root", is_staff=True, is_superuser=True)


@pytest.fixture
def noise(db) -> dict:
    """Return another lead's study with texts and readings: what a forgotten filter would show."""
    zoe = cast.person("zoe", is_staff=True)
    yuri = cast.person("yuri")
    texts = [
        cast.add_text(
            f"Noise number {n}. The kettle argued with the rain.",
            by=zoe,
            collection="Noise",
            author=cast.author("static-9"),
            prompt=cast.prompt("noise-prompt"),
        )
        for n in range(2)
    ]
    made = cast.study(zoe, texts, yuri, name="Noise study")
    review = cast.read(made, texts[0], yuri)
    return {"lead": zoe, "reader": yuri, "texts": texts, "study": made, "review": review}


@pytest.fixture
def browse():
    """Return a function that gives a browser session of somebody."""

    def signed_in(user: User | None) -> Client:
        browser = Client()
        if user is not None:
            browser.force_login(user)
        return browser

    return signed_in


@pytest.fixture
def api():
    """Return a function that gives a REST client of somebody."""

    def signed_in(user: User | None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return client

    return signed_in


@pytest.fixture
def bracketed(settings, tmp_path):
    """Offer the language of brackets."""
    ours = pseudo.our_messages()
    pseudo.write_catalogue(tmp_path, "django", ours | pseudo.library_messages())
    pseudo.write_catalogue(tmp_path, "djangojs", pseudo.script_messages())
    settings.LOCALE_PATHS = [str(tmp_path)]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.CODE, "Brackets")]


def assert_problem(response, status: int) -> dict:
    """Check that an answer is a problem of this status, and return it."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.fixture
def modules(settings, tmp_path):
    """Return what writes modules, which the site then has in place of its own."""
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "js").mkdir()
    joined.cache_clear()
    yield lambda **texts: [
        (tmp_path / "js" / f"{name}.js").write_text(text) for name, text in texts.items()
    ]
    joined.cache_clear()
