"""Read a page of the documentation as steps, and do them as its reader would.

Four kinds of fenced block are steps, done from the top of the page to its end:

`console`: lines beginning with `$ ` are commands, what follows is what they print (`…` stands for
anything); a line `^C` ends the site.
`browser`: one act a line, in the words of `tests.docs.browsing`.
`http`: a request, an empty line, perhaps a body; then the status line and, in JSON, a part of the
answer. `{name}` is filled in with what a step before has kept.
`jsonl NAME`: a file of that name.

Every other block is for the eye.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = ("console", "browser", "http", "jsonl")
STATUS = re.compile(r"^HTTP/1\.1 (\d{3}).*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind, what stands behind the kind, its lines, and where it begins."""

    kind: str
    name: str
    body: str
    line: int


@dataclass(frozen=True)
class Command:
    """A command of a console block and what it is said to print."""

    words: str
    output: str


@dataclass(frozen=True)
class Exchange:
    """A request of an http block, and what is said of its answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: str


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page that are steps."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(text):
        kind, _, name = match["info"].strip().partition(" ")
        if kind in KINDS:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Block(kind, name, match["body"], line))
    return found


def examples_of(page: Path) -> list[str]:
    """Return the Python of a page, which is run as one program."""
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return [match["body"] for match in found if match["info"].strip() == "python"]


def commands_of(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block."""
    parts = re.split(r"^\$ ", block.body, flags=re.MULTILINE)
    for part in parts[1:]:
        words, _, output = part.partition("\n")
        yield Command(words.strip(), output.strip())


def exchange_of(block: Block) -> Exchange:
    """Return the request and the answer of an http block."""
    status = STATUS.search(block.body)
    assert status, f"the block at line {block.line} has no status line"
    head, _, body = block.body[: status.start()].partition("\n\n")
    first, *rest = head.strip().splitlines()
    method, path = first.split(" ", 1)
    headers = dict(line.split(": ", 1) for line in rest)
    answer = block.body[status.end() :]
    return Exchange(method, path.strip(), headers, body.strip(), int(status[1]), answer.strip())


def matches_output(said: str, printed: str) -> bool:
    """Say whether what was printed holds what the page shows, `…` standing for anything."""
    pattern = ".*?".join(re.escape(part.strip()) for part in said.split("…"))
    return re.search(_loose(pattern), printed, re.DOTALL) is not None


def _loose(pattern: str) -> str:
    # How many spaces there are, and where a line is broken, is not what a page promises.
    return re.sub(r"(\\[ \n]|\n)+", r"\\s+", pattern)


def holds(answer: object, part: object) -> bool:
    """Say whether a JSON answer has everything that a part of it has; `…` stands for anything."""
    if part == "…":
        return True
    if isinstance(part, dict) and isinstance(answer, dict):
        return all(name in answer and holds(answer[name], part[name]) for name in part)
    if isinstance(part, list) and isinstance(answer, list):
        return all(any(holds(item, wanted) for item in answer) for wanted in part)
    return answer == part
