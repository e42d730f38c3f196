"""Find the servers and the browser that the tests can run on."""

import contextlib
import getpass
import os
import secrets
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from variorum_boot.say import Stop
from variorum_boot.temporary_postgres import NotToBeHad, temporary_server

POSTGRES_PORT, REDIS_PORT, RABBITMQ_PORT = 5432, 6379, 5672
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Engine:
    """One engine: where it is if it was found, and how, or why it was not."""

    name: str
    place: str | None
    note: str


def listens(port: int) -> bool:
    """Say whether anything listens on this port of this machine."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


@contextlib.contextmanager
def postgresql(environ: Mapping[str, str]) -> Iterator[Engine]:
    """Offer PostgreSQL for a test run, and leave no test database behind."""
    given = environ.get("TEST_DATABASE_URL")
    if given:
        yield _given_postgresql(given)
        return
    found = _listening_postgresql()
    if found is not None:
        try:
            yield found
        finally:
            _drop_leftovers(str(found.place))
        return
    try:
        with temporary_server() as url:
            yield Engine("postgresql", url, "a server of our own in a temporary folder")
    except NotToBeHad as reason:
        yield Engine("postgresql", None, str(reason))


def _given_postgresql(url: str) -> Engine:
    if not url.startswith(("postgres://", "postgresql://")):
        raise Stop("TEST_DATABASE_URL must begin with postgres:// to name a PostgreSQL database.")
    if not may_create_databases(url):
        raise Stop(
            "The server of TEST_DATABASE_URL does not let us in, or not create databases: "
            "correct the address or the rights of its user."
        )
    return Engine("postgresql", url, "the server of TEST_DATABASE_URL")


def _listening_postgresql() -> Engine | None:
    if not listens(POSTGRES_PORT):
        return None
    # Runs side by side on one server need databases of different names.
    name = f"variorum_{secrets.token_hex(4)}"
    for user in dict.fromkeys((getpass.getuser(), "postgres")):
        url = f"postgres://{user}@127.0.0.1:{POSTGRES_PORT}/{name}"
        if may_create_databases(url):
            note = f"the server on port {POSTGRES_PORT}, as {user}"
            return Engine("postgresql", url, note)
    return None


def may_create_databases(url: str) -> bool:
    """Ask the server of this address whether it lets us make test databases."""
    import psycopg

    question = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=5) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _drop_leftovers(url: str) -> None:
    import psycopg
    from psycopg import sql

    pattern = f"test_{url.rpartition('/')[2]}%"
    with (
        contextlib.suppress(psycopg.Error),
        psycopg.connect(url, dbname="postgres", autocommit=True) as connection,
    ):
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]
        ).fetchall()
        for (name,) in names:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def redis(environ: Mapping[str, str]) -> Engine:
    """Find Redis."""
    return _broker("redis", environ, REDIS_PORT, f"redis://127.0.0.1:{REDIS_PORT}/9")


def rabbitmq(environ: Mapping[str, str]) -> Engine:
    """Find RabbitMQ."""
    address = f"amqp://guest:guest@127.0.0.1:{RABBITMQ_PORT}//"
    return _broker("rabbitmq", environ, RABBITMQ_PORT, address)


def _broker(name: str, environ: Mapping[str, str], port: int, usual: str) -> Engine:
    variable = f"TEST_{name.upper()}_URL"
    given = environ.get(variable)
    if not given and not listens(port):
        return Engine(name, None, f"nothing listens on port {port} and {variable} is not set")
    problem = _broker_problem(given or usual)
    if problem and given:
        raise Stop(f"The server of {variable} does not answer ({problem}): correct the address.")
    if problem:
        return Engine(name, None, f"port {port} does not let us in ({problem})")
    return Engine(name, given or usual, f"the server {'of ' + variable if given else f'on {port}'}")


def _broker_problem(url: str) -> str:
    from kombu import Connection

    try:
        with Connection(url, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except Exception as error:
        return type(error).__name__
    return ""


def chromium(environ: Mapping[str, str]) -> Engine:
    """Find a browser; tests drive the one that the system has."""
    for name in BROWSERS:
        path = shutil.which(name, path=environ.get("PATH", os.defpath))
        if path:
            return Engine("chromium", path, path)
    return Engine("chromium", None, f"none of {', '.join(BROWSERS)} is on PATH")
