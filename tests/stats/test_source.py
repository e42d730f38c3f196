"""The statistics as a body: they cite their sources, show examples and need no web framework."""

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

from themes import stats

COMPUTES_NOTHING = {
    *("as_record", "cells_of", "models", "humans", "stated_families", "of_family", "not_leaking"),
    *("prompts_of", "on_prompts", "text_count", "hit_count", "shared_prompts", "match"),
    *("one_prompt_each",),
}
WORDING = "themes.stats.sentences"


def functions() -> Iterator[Callable[..., Any]]:
    for module in iter_modules(stats.__path__, "themes.stats."):
        for name, member in sorted(vars(import_module(module.name)).items()):
            function = inspect.unwrap(member) if callable(member) else None
            if not inspect.isfunction(function) or name.startswith("_"):
                continue
            if function.__module__ == module.name:
                yield function


@pytest.mark.parametrize(
    "function", list(functions()), ids=lambda f: f"{f.__module__}.{f.__name__}"
)
def test_function_cites_a_source_and_shows_an_example_when_it_computes(
    function: Callable[..., Any],
) -> None:
    if function.__module__ == WORDING or function.__name__ in COMPUTES_NOTHING:
        return
    doc = inspect.getdoc(function) or ""
    assert "References\n----------\n" in doc
    assert "Examples\n--------\n>>> " in doc


def test_statistics_import_without_django() -> None:
    modules = [module.name for module in iter_modules(stats.__path__, "themes.stats.")]
    code = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
