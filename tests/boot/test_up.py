"""The parts of `up` that can be looked at without starting a site."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from variorum_boot.up import (
    Options,
    address,
    child_environment,
    child_specs,
    greeting,
    host_header,
    is_healthy,
    prepare_command,
    read_options,
)

pytestmark = pytest.mark.pure
PLAIN = Options(host="127.0.0.1", port=8000, sample=True)


def test_options_have_defaults_and_can_be_given() -> None:
    assert read_options([]) == PLAIN
    given = read_options(["--host", "0.0.0.0", "--port", "81", "--no-sample"])
    assert given == Options(host="0.0.0.0", port=81, sample=False)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5"])
def test_options_refuse_what_is_no_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options([f"--port={port}"])
    assert "give a number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("reading.example", "http://reading.example:8000/"),
    ],
)
def test_address_can_be_typed_into_a_browser(host: str, expected: str) -> None:
    assert address(Options(host=host, port=8000, sample=True)) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [("", "localhost"), ("*", "localhost"), (".a.example,b.example", "a.example")],
)
def test_health_is_asked_under_a_name_that_the_site_answers_to(names: str, expected: str) -> None:
    assert host_header({"ALLOWED_HOSTS": names}) == expected


def test_children_are_three_with_logs_under_the_data_folder(tmp_path: Path) -> None:
    specs = child_specs(PLAIN, tmp_path, {})
    assert [spec.name for spec in specs] == ["web server", "worker", "scheduler"]
    assert {spec.log.parent for spec in specs} == {tmp_path / "log"}
    web = " ".join(specs[0].command)
    assert f"--workers {min(4, (os.cpu_count() or 1) + 1)} --blocking-threads 1" in web
    assert specs[1].command[-2:] == ("--pool", "solo")
    with_broker = child_specs(PLAIN, tmp_path, {"BROKER_URL": "redis://localhost"})
    assert with_broker[1].command[-2:] == ("--pool", "prefork")


def test_children_are_given_the_data_folder_as_a_whole_path(tmp_path: Path) -> None:
    environ = child_environment({"VARIORUM_DATA": "var", "A": "b"}, tmp_path)
    assert environ["VARIORUM_DATA"] == str(tmp_path)
    assert environ["TMPDIR"] == str(tmp_path / "tmp")
    assert environ["A"] == "b"


def test_preparation_is_told_when_the_sample_is_unwanted() -> None:
    assert "--no-sample" not in prepare_command(PLAIN)
    assert prepare_command(Options("h", 1, sample=False))[-1] == "--no-sample"


def test_greeting_holds_the_sign_ins_only_where_the_sample_is(tmp_path: Path) -> None:
    assert "create_user" in greeting(PLAIN, tmp_path, {})
    (tmp_path / "sample-signins.txt").write_text("ada secret\n")
    assert "\n  ada secret\n" in greeting(PLAIN, tmp_path, {})
    assert "secret" not in greeting(PLAIN, tmp_path, {"DATABASE_URL": "postgres://x"})


class _Answering(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/api/v1/health/" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the terminal clear."""


@pytest.mark.parametrize(("status", "expected"), [(200, True), (503, False), (301, False)])
def test_site_is_healthy_when_it_says_so(status: int, expected: bool) -> None:
    handler = type("Handler", (_Answering,), {"status": status})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        options = Options(host="127.0.0.1", port=server.server_port, sample=True)
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert is_healthy(options, {}) is expected
        thread.join()
    assert not is_healthy(options, {}, timeout=1)
