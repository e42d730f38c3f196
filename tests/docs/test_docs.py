"""The documentation against the code: nothing that can be set, run or asked goes unsaid."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

from corpus.http.twins import CsvTwin
from variorum_boot import up
from variorum_boot.environment import ROOT

pytestmark = pytest.mark.pure

DOCS = ROOT / "docs"
ROOMS = ("accounts", "corpus", "annotations", "themes")
PREFIX = "/api/v1/"
PAGING = {"limit", "offset", "cursor"}
# Read from the environment, but not ours to set: the shell's own.
NOT_OURS = {"PATH"}
# Options that every command of Django has.
DJANGO_OPTIONS = {
    *("--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback"),
    *("--no-color", "--force-color", "--skip-checks"),
}
# Spelt in two halves, because this file is searched as well.
REGISTRIES = tuple(
    "".join(halves)
    for halves in (
        ("pypi", ".org"),
        ("python", "hosted"),
        ("registry.npm", "js"),
        ("npm", "js.com"),
        ("crates", ".io"),
        ("conda", ".anaconda"),
        ("js", "delivr"),
        ("unpkg", ".com"),
    )
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its level or above."""
    lines = read(page).splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip() == heading), None)
    assert start is not None, f"{page} has no heading “{heading}”"
    level = len(heading) - len(heading.lstrip("#"))
    found = []
    for line in lines[start + 1 :]:
        marks = len(line) - len(line.lstrip("#"))
        if 0 < marks <= level and line[marks : marks + 1] == " ":
            break
        found.append(line)
    return "\n".join(found)


def has_code(text: str, words: str) -> bool:
    """Say whether a text has these words in code spans or cells of a table, whole."""
    return re.search(rf"`[^`]*(?<![\w-]){re.escape(words)}(?![\w-])[^`]*`", text) is not None


def variables_read(path: Path) -> Iterator[str]:
    """Yield the environment variables that a file reads."""
    for node in _nodes(path, mentioning="env"):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            source, key = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            source, key = node.value, node.slice
        else:
            continue
        if isinstance(key, ast.Constant):
            name = ast.unparse(source).rpartition(".")[2]
            if name in ("env", "environ"):
                yield str(key.value)


def _nodes(path: Path, *, mentioning: str) -> Iterator[ast.AST]:
    """Yield what a file is made of, if it has these words: every worker of a run reads them all."""
    said = path.read_text(encoding="utf-8")
    yield from ast.walk(ast.parse(said)) if mentioning in said else ()


def settings_read() -> set[str]:
    files = [*(ROOT / "config").glob("*.py"), *(ROOT / "variorum_boot").glob("*.py")]
    for room in ROOMS:
        files += (ROOT / room).rglob("*.py")
    found = {name for path in files for name in variables_read(path)}
    return {name for name in found if re.fullmatch(r"[A-Z][A-Z0-9_]+", name)} - NOT_OURS


def own_commands() -> list[str]:
    return sorted(name for name, app in get_commands().items() if app in ROOMS)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations() -> list[tuple[str, str]]:
    """Return method and path, without the prefix, of everything that the API answers."""
    methods = ("get", "post", "put", "patch", "delete")
    return [
        (method.upper(), path.removeprefix(PREFIX))
        for path, operation in schema()["paths"].items()
        for method in methods
        if method in operation
    ]


def queries() -> list[tuple[str, str]]:
    """Return path and parameter of everything that a query string may ask."""
    return [
        (path.removeprefix(PREFIX), parameter["name"])
        for path, operation in schema()["paths"].items()
        for parameter in operation.get("get", {}).get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] not in PAGING
    ]


def twins() -> list[str]:
    """Return the addresses of all lists that are to be had as CSV."""
    return sorted(_csv_paths(get_resolver().url_patterns, ""))


def _csv_paths(patterns: list, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _csv_paths(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and _is_csv_twin(pattern):
            yield "/" + re.sub(r"<\w+:\w+>", "{id}", route)


def _is_csv_twin(pattern: URLPattern) -> bool:
    return getattr(pattern.callback, "cls", None) is CsvTwin


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def kept_files() -> list[Path]:
    """Return the files that are, or are about to be, part of the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this is not a clone: git knows no files here")
    names = {name.decode() for name in done.stdout.split(b"\0") if name}
    return [ROOT / name for name in sorted(names) if (ROOT / name).is_file()]


def cited_sources() -> set[tuple[str, str]]:
    """Return first author and year of every reference in a docstring."""
    found = set()
    for room in ("themes", "corpus", "annotations"):
        for path in (ROOT / room).rglob("*.py"):
            for node in _nodes(path, mentioning="References\n"):
                if isinstance(node, ast.FunctionDef):
                    found |= _references(ast.get_docstring(node) or "")
    return found


def _references(doc: str) -> set[tuple[str, str]]:
    if "References\n----------" not in doc:
        return set()
    part = doc.split("References\n----------", 1)[1].split("\n\n", 1)[0]
    people = re.findall(r"^([A-Z][\w-]+)(?:, [A-Z]\.| \()[^()]*\(?(\d{4})\)", part, re.MULTILINE)
    return set(people)


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_setting_is_documented_when_it_is_read(name):
    assert has_code(section("docs/operator.md", "## Settings"), name)


@pytest.mark.parametrize("name", ["TEST_REDIS_URL", "TEST_RABBITMQ_URL"])
def test_setting_is_documented_when_its_name_is_put_together(name):
    assert has_code(section("docs/operator.md", "## Settings"), name)


def test_no_setting_is_documented_when_nothing_reads_it():
    rows = re.findall(r"^\| `([A-Z_]+)`", section("docs/operator.md", "## Settings"), re.MULTILINE)
    known = settings_read() | {"TEST_REDIS_URL", "TEST_RABBITMQ_URL"}
    assert set(rows) - known == set()


@pytest.mark.parametrize("name", own_commands())
def test_command_is_documented_with_its_options(name):
    said = section("docs/operator.md", f"### {name}")
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    for action in parser._actions:
        names = [option for option in action.option_strings if option.startswith("--")]
        if not DJANGO_OPTIONS.isdisjoint(names):
            continue
        word = names[0] if names else str(action.metavar or action.dest).upper()
        assert has_code(said, word), f"docs/operator.md: {name} has {word}"


@pytest.mark.parametrize("option", ["--port", "--host", "--no-sample"])
def test_up_is_documented_with_its_options(option, capsys):
    with pytest.raises(SystemExit):
        up.read_options(["--help"])
    assert option in capsys.readouterr().out
    assert has_code(section("docs/operator.md", "### up"), option)


def test_every_option_of_up_is_among_those_looked_for(capsys):
    with pytest.raises(SystemExit):
        up.read_options(["--help"])
    found = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert found == {"--help", "--port", "--host", "--no-sample"}


@pytest.mark.parametrize(("method", "path"), operations())
def test_operation_is_documented_when_the_schema_has_it(method, path):
    assert f"`{method} {path}`" in read("docs/api.md")


@pytest.mark.parametrize(("path", "name"), queries())
def test_parameter_is_documented_when_a_query_takes_it(path, name):
    assert has_code(section("docs/api.md", f"### {path}"), name)


@pytest.mark.parametrize("path", twins())
def test_twin_is_documented_when_a_list_page_has_one(path):
    assert f"`{path}`" in section("docs/api.md", "## Twins of the pages")


@pytest.mark.parametrize(("author", "year"), sorted(cited_sources()))
def test_source_is_named_in_methods_when_a_docstring_cites_it(author, year):
    assert re.search(rf"\b{author}\b[^\n]*{year}", read("docs/methods.md"))


def test_sources_are_found_in_docstrings():
    assert {("Wilson", "1927"), ("Sato", "1989"), ("Benjamini", "2008")} <= cited_sources()


def test_readme_begins_with_one_sentence_and_the_two_commands():
    title, sentence, block = read("README.md").split("\n\n")[:3]
    assert title == "# Variorum"
    assert sentence.count(". ") == 0
    assert block.startswith("```")
    assert re.findall(r"python3 manage\.py \w+", block) == [
        "python3 manage.py up",
        "python3 manage.py test",
    ]


@pytest.mark.parametrize("document", pages(), ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        address, _, anchor = target.partition("#")
        if "://" in target:
            continue
        file = (document.parent / address) if address else document
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(target)
    assert wrong == []


def anchors(page: Path) -> set[str]:
    """Return the names that headings can be linked by."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.replace(" ", "-") for head in plain}


def test_every_page_is_reached_from_the_index():
    index = read("docs/index.md")
    for page in DOCS.glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index


def test_pictures_are_shown_and_small():
    shown = "".join(page.read_text(encoding="utf-8") for page in pages())
    for picture in (DOCS / "img").iterdir():
        assert picture.name in shown
        assert picture.stat().st_size < 200_000


def test_no_file_names_a_package_registry():
    wrong = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in kept_files()
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert wrong == []


def test_no_file_tells_where_this_checkout_is():
    if len(ROOT.parts) < 3:
        pytest.skip(f"{ROOT} is too short a path to be told from others")
    here = re.compile(re.escape(str(ROOT)).encode() + rb"(?![\w-])")
    wrong = [str(p.relative_to(ROOT)) for p in kept_files() if here.search(p.read_bytes())]
    assert wrong == []


def test_every_room_of_ours_is_looked_through():
    ours = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}
    assert ours == set(ROOMS)
