"""doccano with its embedded SQLite: a span is an annotation, and each is saved by a POST."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import Connection, Writer, expect
from sites import MOTIFS, PASSWORD, Server, spans, story


@dataclass
class DoccanoWriter(Writer):
    """An annotator at a text of their own."""

    port: int
    headers: dict[str, str]
    path: str
    labels: list[int]
    body: str

    def save(self, connection: Connection, number: int) -> None:
        start, end = spans(self.body, number)[-1]
        label = self.labels[number % len(self.labels)]
        sent = {"start_offset": start, "end_offset": end, "label": label, "prob": 0}
        expect(connection.send("POST", self.path, sent), 201)


@dataclass
class Doccano:
    program_path: Path
    folder: Path
    port: int
    name: str = "doccano"
    package: str = "doccano"
    program: str = "doccano"

    def __post_init__(self) -> None:
        self.environ = {"DOCCANO_HOME": str(self.folder / "home")}
        self._server = Server(
            name="doccano",
            command=[str(self.program_path), "webserver", "--port", str(self.port)],
            port=self.port,
            folder=self.folder,
            environ=self.environ,
            healthy="/v1/me",
        )

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        user = ["--username", "bench", "--password", PASSWORD, "--email", "b@example.org"]
        for words in (["init"], ["createuser", *user]):
            done = subprocess.run(
                [str(self.program_path), *words],
                cwd=self.folder,
                env={**os.environ, **self.environ},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"doccano {words[0]}: {done.stderr[-300:]}")
        self._server.start(patience=300)

    def stop(self) -> None:
        self._server.stop()

    def cpu(self) -> float:
        return self._server.cpu()

    def lead(self) -> Connection:
        """Return a connection of who made the project."""
        connection = Connection(self.port)
        given = {"username": "bench", "password": PASSWORD}
        login = expect(connection.send("POST", "/v1/auth/login/", given), 200)
        return Connection(self.port, {"Authorization": f"Token {login.json()['key']}"})

    def project(self, lead: Connection) -> tuple[int, list[int]]:
        """Make a project for spans; return it and its labels."""
        fields = {
            "name": "Bench",
            "description": "bench",
            "project_type": "SequenceLabeling",
            "resourcetype": "SequenceLabelingProject",
            "allow_overlapping": True,
        }
        made = expect(lead.send("POST", "/v1/projects", fields), 201).json()["id"]
        labels = []
        for motif in MOTIFS:
            label = {"text": motif, "background_color": "#336699", "text_color": "#ffffff"}
            sent = lead.send("POST", f"/v1/projects/{made}/span-types", label)
            labels.append(expect(sent, 201).json()["id"])
        return made, labels

    def example(self, lead: Connection, project: int, body: str) -> int:
        """Add a text; return its number."""
        sent = {"text": body, "filename": "", "upload_name": "bench", "meta": {}}
        answer: Any = expect(lead.send("POST", f"/v1/projects/{project}/examples", sent), 201)
        number: int = answer.json()["id"]
        return number

    def writers(self, people: int) -> list[DoccanoWriter]:
        """Return annotators with a text each; they share the one account."""
        body = story(4000)
        lead = self.lead()
        project, labels = self.project(lead)
        examples = [self.example(lead, project, body) for _ in range(people)]
        return [
            DoccanoWriter(
                self.port,
                lead.headers,
                f"/v1/projects/{project}/examples/{example}/spans",
                labels,
                body,
            )
            for example in examples
        ]
