"""Finding engines, and running on the one that was chosen."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.plugins.engine import choose
from variorum_boot import engines, temporary_postgres
from variorum_boot.say import Stop


@pytest.fixture
def silent_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing listen where engines are looked for."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        for name in ("POSTGRES_PORT", "REDIS_PORT", "RABBITMQ_PORT"):
            monkeypatch.setattr(engines, name, free.getsockname()[1])


@pytest.mark.django_db
def test_connection_is_to_the_engine_that_was_chosen() -> None:
    assert connection.vendor == os.environ["VARIORUM_TEST_ENGINE"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.pure
def test_settings_write_under_the_folder_of_the_run() -> None:
    # The folder of the data itself is another one in each test; the broker's is made only once.
    folder = Path(settings.BROKER_DIR).parent
    assert folder.is_relative_to(os.environ["VARIORUM_TEST_FOLDER"])
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.pure
def test_choice_hides_the_database_of_a_site(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgres://live", "VARIORUM_TEST_FOLDER": str(tmp_path)}
    choose(environ)
    assert "DATABASE_URL" not in environ
    assert environ["VARIORUM_TEST_ENGINE"] == "sqlite"


@pytest.mark.pure
def test_choice_gives_each_process_a_folder_of_its_own(tmp_path: Path) -> None:
    environ = {"VARIORUM_TEST_FOLDER": str(tmp_path), "PYTEST_XDIST_WORKER": "gw7"}
    choose(environ)
    assert environ["VARIORUM_DATA"] == str(tmp_path / "gw7")


@pytest.mark.pure
@pytest.mark.parametrize("engine", ["postgresql", "oracle"])
def test_choice_is_refused_when_it_cannot_be_met(engine: str) -> None:
    with pytest.raises(pytest.UsageError):
        choose({"VARIORUM_TEST_ENGINE": engine})


@pytest.mark.pure
@pytest.mark.usefixtures("silent_port")
@pytest.mark.parametrize("find", [engines.redis, engines.rabbitmq])
def test_broker_is_not_found_when_nothing_listens(find) -> None:
    engine = find({})
    assert engine.place is None
    assert "nothing listens" in engine.note


@pytest.mark.pure
def test_broker_that_was_named_must_answer() -> None:
    with pytest.raises(Stop, match="TEST_REDIS_URL does not answer"):
        engines.redis({"TEST_REDIS_URL": "redis://127.0.0.1:1/0"})


@pytest.mark.pure
def test_postgresql_that_was_named_must_be_one_and_answer() -> None:
    with (
        pytest.raises(Stop, match="must begin with postgres"),
        engines.postgresql({"TEST_DATABASE_URL": "sqlite:///x"}),
    ):
        pass
    with (
        pytest.raises(Stop, match="does not let us in"),
        engines.postgresql({"TEST_DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}),
    ):
        pass


@pytest.mark.pure
def test_chromium_is_not_found_when_path_has_none(tmp_path: Path) -> None:
    assert engines.chromium({"PATH": str(tmp_path)}).place is None
    (tmp_path / "chromium").write_text("")
    (tmp_path / "chromium").chmod(0o700)
    assert engines.chromium({"PATH": str(tmp_path)}).place == str(tmp_path / "chromium")


@pytest.mark.slow
@pytest.mark.usefixtures("silent_port")
def test_postgresql_of_our_own_runs_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        temporary_postgres.find_binaries()
    except temporary_postgres.NotToBeHad as reason:
        pytest.skip(str(reason))
    made: list[Path] = []
    make = temporary_postgres._make_cluster
    monkeypatch.setattr(
        temporary_postgres,
        "_make_cluster",
        lambda binaries, folder, account: made.append(folder) or make(binaries, folder, account),
    )
    with engines.postgresql({}) as engine:
        assert engine.place is not None
        assert engines.may_create_databases(engine.place)
        assert not engines.may_create_databases(engine.place.replace("variorum:", "variorum:no"))
    assert not engines.may_create_databases(engine.place)
    assert [folder.exists() for folder in made] == [False]


@pytest.mark.pure
@pytest.mark.usefixtures("silent_port")
def test_postgresql_is_not_found_when_nothing_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing() -> Path:
        raise temporary_postgres.NotToBeHad("initdb is not installed")

    monkeypatch.setattr(temporary_postgres, "find_binaries", nothing)
    with engines.postgresql({}) as engine:
        assert engine == engines.Engine("postgresql", None, "initdb is not installed")
