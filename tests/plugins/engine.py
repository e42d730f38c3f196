"""Choose what a test run works on, before Django reads its settings (`-p tests.plugins.engine`).

A conftest is too late for that: pytest-django has read the settings by then.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

import pytest
from _pytest.unittest import TestCaseFunction

# What a person set for a site of their own must neither reach the tests nor be reached by them.
SITE_VARIABLES = (
    "ALLOWED_HOSTS",
    "BROKER_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "HTTPS",
    "LOG_LEVEL",
    "SECRET_KEY",
    "TIME_ZONE",
)
ONCE = ("pure", "slow", "browser")
DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "django_db_setup",
    "live_server",
}
BROWSER = "chromium"
# Always at hand, so that a test over it is never skipped.
EMBEDDED = "filesystem"


def choose(environ: MutableMapping[str, str]) -> None:
    """Set the variables that the settings will read."""
    for name in SITE_VARIABLES:
        environ.pop(name, None)
    engine = environ.setdefault("VARIORUM_TEST_ENGINE", "sqlite")
    if engine == "postgresql":
        environ["DATABASE_URL"] = _postgresql_address(environ)
    elif engine != "sqlite":
        raise pytest.UsageError(f"VARIORUM_TEST_ENGINE is sqlite or postgresql, not {engine}")
    if "VARIORUM_TEST_CHROMIUM" not in environ and (path := shutil.which("chromium")):
        environ["VARIORUM_TEST_CHROMIUM"] = path
    data = _run_folder(environ) / environ.get("PYTEST_XDIST_WORKER", "main")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    environ["VARIORUM_DATA"] = str(data)
    # A file, because the threads of a live server cannot share a database in memory.
    environ["TEST_SQLITE"] = str(data / "test.sqlite3")
    # playwright's loop makes Django take tests that drive a browser for asynchronous code.
    environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _postgresql_address(environ: MutableMapping[str, str]) -> str:
    for name in ("VARIORUM_TEST_DATABASE_URL", "TEST_DATABASE_URL"):
        if environ.get(name):
            return environ[name]
    raise pytest.UsageError("VARIORUM_TEST_ENGINE=postgresql needs TEST_DATABASE_URL")


def _run_folder(environ: MutableMapping[str, str]) -> Path:
    """Return the folder of this run; the processes that share the tests inherit its name."""
    if not environ.get("VARIORUM_TEST_FOLDER"):
        folder = tempfile.mkdtemp(prefix="variorum-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        environ["VARIORUM_TEST_FOLDER"] = folder
    return Path(environ["VARIORUM_TEST_FOLDER"])


choose(os.environ)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        _note_engines(item)
    if os.environ["VARIORUM_TEST_ENGINE"] == "sqlite":
        return
    once = [item for item in items if _runs_once(item)]
    if once:
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]


def engines_of(item: pytest.Item) -> set[str]:
    """Return what a test asks for by `@pytest.mark.browser` or `@pytest.mark.engine("redis")`."""
    asked = {str(name) for mark in item.iter_markers("engine") for name in mark.args}
    return asked | {BROWSER} if item.get_closest_marker("browser") else asked


def _note_engines(item: pytest.Item) -> None:
    for name in sorted(engines_of(item)):
        # The summary of `manage.py test` counts these out of the report.
        item.user_properties.append(("engine", name))
        if name != EMBEDDED and not os.environ.get(f"VARIORUM_TEST_{name.upper()}"):
            item.add_marker(pytest.mark.skip(reason=f"{name} was not found"))


def _runs_once(item: pytest.Item) -> bool:
    return not touches_database(item) or any(
        item.get_closest_marker(name) is not None for name in ONCE
    )


def touches_database(item: pytest.Item) -> bool:
    """Say whether pytest-django gives this test a database; doctests are never given one."""
    if item.get_closest_marker("django_db") is not None:
        return True
    if isinstance(item, TestCaseFunction):
        return True
    return not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
