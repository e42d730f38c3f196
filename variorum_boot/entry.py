"""Send a command to where it is done, inside the project's own environment."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from variorum_boot.environment import (
    RUNTIME_LOCK,
    TEST_LOCK,
    Environment,
    is_inside,
    is_met_here,
    is_ready,
)
from variorum_boot.say import Stop, note, tell

OWN_COMMANDS = """Variorum's own commands (each explains itself with --help):
  up      set up, then run the site, its background worker and its scheduler
  test    set up, then run every check and test on each engine that is found
"""


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    command, rest = (argv[1], list(argv[2:])) if len(argv) > 1 else ("help", [])
    try:
        if command == "up":
            return _up(argv, rest)
        if command == "test":
            return _test(argv, rest)
        return _django(argv, command, rest)
    except Stop as stop:
        note(str(stop))
        return 1
    except KeyboardInterrupt:
        note("Stopped; run the same command again to go on.")
        return 130


def _up(argv: Sequence[str], rest: Sequence[str]) -> int:
    from variorum_boot import up

    options = up.read_options(rest)
    _enter(Environment(), RUNTIME_LOCK, argv)
    return up.run(options)


def _test(argv: Sequence[str], rest: Sequence[str]) -> int:
    from variorum_boot import suite

    options = suite.read_options(rest)
    _enter(Environment(), TEST_LOCK, argv)
    return suite.run(options)


def _django(argv: Sequence[str], command: str, rest: Sequence[str]) -> int:
    env = Environment()
    if not (is_inside(env) and _has_django()):
        _enter(env, RUNTIME_LOCK, argv)
    if command in {"help", "--help", "-h"} and not rest:
        tell(OWN_COMMANDS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(list(argv))
    return 0


def _has_django() -> bool:
    import importlib.util

    return importlib.util.find_spec("django") is not None


def _enter(env: Environment, lock: str, argv: Sequence[str]) -> None:
    """Return inside an environment that meets the lock, starting this command anew if need be."""
    inside = is_inside(env)
    if is_ready(env, lock):
        if not inside:
            _start_again(str(env.python), env, argv)
        return
    if not inside and is_met_here(env, lock):
        return
    if inside:
        # Set-up may have to replace the very folder that this interpreter lives in.
        _start_again(_outer_python(), env, argv)
    from variorum_boot.setup import set_up

    set_up(env, lock)
    _start_again(str(env.python), env, argv)


def _outer_python() -> str:
    return getattr(sys, "_base_executable", None) or sys.executable


def _start_again(python: str, env: Environment, argv: Sequence[str]) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, str(env.root / "manage.py"), *argv[1:]])
