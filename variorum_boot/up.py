"""`manage.py up`: one command from a clone to a running site."""

import argparse
import http.client
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from variorum_boot import site_folder
from variorum_boot.environment import ROOT
from variorum_boot.say import note, tell
from variorum_boot.supervisor import Spec, Supervisor

HEALTH = "/api/v1/health/"
SLOW_START_SECONDS = 45


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    host: str
    port: int
    sample: bool


def read_options(arguments: Sequence[str]) -> Options:
    """Read the options of `up`."""
    parser = argparse.ArgumentParser(
        prog="manage.py up",
        description="Set up if need be, then run the site, its background worker and its scheduler "
        "until Ctrl-C. Everything written lies under one folder (VARIORUM_DATA, default var/).",
    )
    parser.add_argument("--port", type=_port, default=8000, help="the port of the site (8000)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (127.0.0.1, this machine only); with another one, set "
        "ALLOWED_HOSTS to the names that people will type",
    )
    parser.add_argument(
        "--no-sample",
        action="store_false",
        dest="sample",
        help="do not load the sample corpus",
    )
    found = parser.parse_args(list(arguments))
    return Options(host=found.host, port=found.port, sample=found.sample)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)


def run(options: Options) -> int:
    """Check, prepare and run the site; return the exit code."""
    os.umask(0o077)
    folder = site_folder.data_folder(os.environ)
    site_folder.check_folder(folder)
    lock = site_folder.hold(folder)
    site_folder.check_port(options.host, options.port)
    environ = child_environment(os.environ, folder)
    with Supervisor(folder=ROOT, environ=environ, kept_open=[lock]) as supervisor:
        code = supervisor.run_once(prepare_command(options))
        if code == 0:
            greeting = threading.Thread(target=_greet, args=(options, folder), daemon=True)
            supervisor.run(child_specs(options, folder, os.environ), started=greeting.start)
            note("Ending the site.")
        stopped = supervisor.stopping
    if stopped:
        note("Stopped; `manage.py up` goes on from here.")
        return 0
    return code


def child_environment(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables that every child is given."""
    return {
        **environ,
        "VARIORUM_DATA": str(folder),
        # Uploads, and each message that kombu takes from its folder, pass through here.
        "TMPDIR": str(folder / "tmp"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        # The host's terminal settings have no place in log files.
        "NO_COLOR": "1",
    }


def prepare_command(options: Options) -> tuple[str, ...]:
    """Return the command that brings the database up to date."""
    command = (sys.executable, "-m", "variorum_boot.prepare")
    return command if options.sample else (*command, "--no-sample")


def child_specs(options: Options, folder: Path, environ: Mapping[str, str]) -> list[Spec]:
    """Return the three processes that a site consists of."""
    python = (sys.executable, "-m")
    web = "granian config.wsgi:application --interface wsgi --no-ws"
    worker = "celery -A config worker --loglevel INFO --without-mingle --without-gossip"
    beat = "celery -A config beat --loglevel INFO --scheduler "
    beat += "django_celery_beat.schedulers:DatabaseScheduler"
    # One process of Python uses one core, and threads of one take it from each other in mid-save:
    # with four of them eight reviewers save half as much. One process more than there are cores,
    # so that a request that waits for the disk or a slow line leaves the others going.
    processes = min(4, (os.cpu_count() or 1) + 1)
    threads = ("--workers", str(processes), "--blocking-threads", "1")
    # A polling broker and forked pools do not go together; with a real broker, forks use the cores.
    pool = "prefork" if environ.get("BROKER_URL") else "solo"
    commands = {
        "web server": (*web.split(), *threads, "--host", options.host, "--port", str(options.port)),
        "worker": (*worker.split(), "--without-heartbeat", "--pool", pool),
        "scheduler": tuple(beat.split()),
    }
    return [
        Spec(name, python + command, folder / "log" / f"{name.split()[0]}.log")
        for name, command in commands.items()
    ]


def address(options: Options) -> str:
    """Return the address to type into a browser on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}/"


def host_header(environ: Mapping[str, str]) -> str:
    """Return a name under which the site answers, whatever names it was told to answer to."""
    first = environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    return first.lstrip(".") if first and first != "*" else "localhost"


def is_healthy(options: Options, environ: Mapping[str, str], *, timeout: float = 10) -> bool:
    """Ask the site whether it is well."""
    host = address(options).split("//")[1].rsplit(":", 1)[0].strip("[]")
    connection = http.client.HTTPConnection(host, options.port, timeout=timeout)
    headers = {"Host": host_header(environ), "X-Forwarded-Proto": "https"}
    try:
        connection.request("GET", HEALTH, headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(options: Options, folder: Path) -> None:
    began = time.monotonic()
    warned = False
    while not is_healthy(options, os.environ):
        if not warned and time.monotonic() - began > SLOW_START_SECONDS:
            note(f"The site does not answer yet; {folder / 'log' / 'web.log'} may say why.")
            warned = True
        time.sleep(0.3)
    tell(greeting(options, folder, os.environ))


def greeting(options: Options, folder: Path, environ: Mapping[str, str]) -> str:
    """Return what is said once the site answers."""
    lines = [f"\nVariorum is running at {address(options)}"]
    sign_ins = folder / "sample-signins.txt"
    if sign_ins.is_file() and not environ.get("DATABASE_URL"):
        lines += [f"Sign in to the sample corpus (kept in {sign_ins}):"]
        people = sign_ins.read_text(encoding="utf-8").expandtabs(16).splitlines()
        lines += [f"  {line}" for line in people if line]
    else:
        lines += ["Make a person who can sign in with: python3 manage.py create_user"]
    return "\n".join([*lines, "Ctrl-C ends it."])
