"""Our own site, started as anybody starts it, in a folder of its own; and what peers share."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from load import Answer, Connection, Writer, cpu_of, expect

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a-password-for-the-bench-1"
MOTIFS = ("stairs", "silence", "kettle")
SENTENCE = (
    "the river kettle argued with rain and a window forgot its own name while she counted every "
    "stair twice before morning came slowly over low roofs nobody had swept since winter"
)
WORDS = SENTENCE.split()


def story(characters: int, *, seed: int = 1) -> str:
    """Return an invented text of at least so many characters, in paragraphs."""
    chance = random.Random(seed)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        words = [chance.choice(WORDS) for _ in range(chance.randint(40, 90))]
        paragraphs.append(" ".join(words).capitalize() + ".")
    return "\n\n".join(paragraphs)


def spans(body: str, number: int, *, count: int = 3) -> list[tuple[int, int]]:
    """Return places to tag; the last one moves with the number."""
    still = [(place * 40, place * 40 + 15) for place in range(count - 1)]
    start = (number * 7) % (len(body) - 40)
    return [*still, (start, start + 15 + number % 10)]


@dataclass
class Server:
    """A process group that listens on a port."""

    name: str
    command: Sequence[str]
    port: int
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    healthy: str = "/"
    _process: subprocess.Popen[bytes] | None = None

    def start(self, *, patience: float = 180) -> None:
        """Start it and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / f"{self.name}.log").open("wb")
        self._process = subprocess.Popen(
            list(self.command),
            cwd=self.folder,
            env={**os.environ, **self.environ},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + patience
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise RuntimeError(f"{self.name} did not start: see {log.name}")
            time.sleep(0.3)

    def stop(self) -> None:
        """End it and everything it started."""
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, number)
                self._process.wait(15)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None

    def cpu(self) -> float:
        """Return the milliseconds of CPU used so far."""
        return cpu_of(self._process.pid) if self._process else 0.0

    def _answers(self) -> bool:
        try:
            return Connection(self.port).send("GET", self.healthy).status < 500
        except (OSError, EOFError, ValueError, IndexError):
            return False


@dataclass
class OurWriter(Writer):
    """A reviewer at a reading of their own, signed in as a browser is or with a token."""

    port: int
    headers: dict[str, str]
    review: int
    body: str
    version: int = 0

    def begin(self, connection: Connection) -> None:
        answer = connection.send("GET", f"/api/v1/reviews/{self.review}/")
        self.version = expect(answer, 200).json()["version"]

    def save(self, connection: Connection, number: int) -> None:
        scales = ("concreteness", "specificity", "actionability", "resonance")
        tags = [
            {"motif": MOTIFS[place % 3], "start": start, "end": end}
            for place, (start, end) in enumerate(spans(self.body, number))
        ]
        rating = {"scale": scales[number % 4], "value": number % 3 + 1}
        sent = {"version": self.version, "tags": tags, "ratings": [rating]}
        answer = connection.send("PATCH", f"/api/v1/reviews/{self.review}/", sent)
        self.version = expect(answer, 200).json()["version"]


@dataclass
class OurSite:
    """Variorum by `manage.py up`: SQLite, nothing configured."""

    folder: Path
    port: int
    name: str = "Variorum"
    sessions: bool = True

    def __post_init__(self) -> None:
        up = [str(ROOT / ".venv/bin/python"), str(ROOT / "manage.py"), "up", "--no-sample"]
        self.environ = {"VARIORUM_DATA": str(self.folder / "data")}
        self._server = Server(
            name="variorum",
            command=[*up, "--port", str(self.port)],
            port=self.port,
            folder=self.folder,
            environ=self.environ,
            healthy="/api/v1/health/",
        )

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def cpu(self) -> float:
        return self._server.cpu()

    def command(self, *words: str) -> str:
        """Run one of the site's commands; return what it prints."""
        done = subprocess.run(
            [str(ROOT / ".venv/bin/python"), str(ROOT / "manage.py"), *words],
            env={**os.environ, **self.environ},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-500:])
        return done.stdout.strip()

    def people(self, *names: str) -> list[Connection]:
        """Make people with tokens, the first an editor; return a connection of each."""
        code = (
            "from accounts.services import create_account, create_token\n"
            f"for n, name in enumerate({list(names)!r}):\n"
            f"    user = create_account(username=name, password={PASSWORD!r}, editor=not n)\n"
            "    print(create_token(user=user, label='bench').key)"
        )
        tokens = self.command("shell", "--no-imports", "-c", code).split()
        return [Connection(self.port, {"Authorization": f"Token {token}"}) for token in tokens]

    def rest(self, editor: Connection, *, patience: float = 900) -> None:
        """Wait until the site has done what it does by itself after an import."""
        deadline = time.monotonic() + patience
        while self._is_busy(editor):
            if time.monotonic() > deadline:
                raise RuntimeError("Variorum is still at work on what was imported.")
            time.sleep(2)

    def _is_busy(self, editor: Connection) -> bool:
        asked = (f"/api/v1/jobs/?state={state}&limit=1" for state in ("queued", "running"))
        return any(expect(editor.send("GET", path), 200).json()["count"] for path in asked)

    def signed_in(self, name: str) -> dict[str, str]:
        """Return the headers of a browser after the sign-in page."""
        connection = Connection(self.port)
        page = expect(connection.send("GET", "/accounts/login/"), 200)
        token = _cookie(page, "csrftoken")
        connection.headers = {"Cookie": f"csrftoken={token}"}
        fields = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        done = connection.send("POST", "/accounts/login/", form=urlencode(fields).encode())
        token, session = _cookie(expect(done, 302), "csrftoken"), _cookie(done, "sessionid")
        connection.close()
        return {"Cookie": f"csrftoken={token}; sessionid={session}", "X-CSRFToken": token}

    def writers(self, people: int, *, characters: int = 4000) -> list[OurWriter]:
        """Return reviewers, each with a reading begun in one open, blind study."""
        body = story(characters)
        names = [f"reader{number}" for number in range(people)]
        lead, *connections = self.people("lead", *names)
        study, text = self.study(lead, names, body)
        found = []
        for name, connection in zip(names, connections, strict=True):
            review = _made(connection, "reviews", {"study": study, "text": text})
            headers = self.signed_in(name) if self.sessions else connection.headers
            found.append(OurWriter(self.port, headers, review["id"], body))
        return found

    def study(self, lead: Connection, names: Sequence[str], body: str) -> tuple[int, str]:
        """Return an open study of one text with these reviewers, and the text."""
        line = {"kind": "story", "body": body, "author": {"name": "bench-1"}, "collection": "Bench"}
        text = _made(lead, "texts", line)["id"]
        codebook = _made(lead, "codebooks", {"name": "Bench"})["id"]
        for motif in MOTIFS:
            fields = {"codebook": codebook, "key": motif, "name": motif, "definition": motif}
            _made(lead, "motifs", fields)
        fields = {"name": "Bench", "codebook": codebook, "reviewers_per_text": 50}
        study = _made(lead, "studies", fields)["id"]
        for name in names:
            _made(lead, f"studies/{study}/members", {"username": name, "role": "reviewer"})
        _made(lead, f"studies/{study}/texts", {"texts": [text]})
        opened = lead.send("POST", f"/api/v1/studies/{study}/open/", {"accept_names": True})
        expect(opened, 200)
        return study, text


def _made(connection: Connection, what: str, data: Any) -> dict[str, Any]:
    answer = expect(connection.send("POST", f"/api/v1/{what}/", data), 200, 201)
    return cast("dict[str, Any]", answer.json())


def _cookie(answer: Answer, name: str) -> str:
    """Return a cookie's value out of the headers kept of an answer."""
    for part in answer.headers.get("set-cookie", "").replace("\n", ";").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    raise RuntimeError(f"no cookie {name}: {answer.status}")
