"""Label Studio with its embedded SQLite: a draft is saved as its editor saves it, by PATCH."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load import Connection, Writer, expect
from sites import MOTIFS, PASSWORD, Server, spans, story

TOKEN = "bench0123456789bench0123456789bench01234"
USER = "bench@example.org"
CONFIG = (
    '<View><Labels name="motif" toName="text">'
    + "".join(f'<Label value="{motif}"/>' for motif in MOTIFS)
    + '</Labels><Text name="text" value="$text"/>'
    + '<Rating name="concreteness" toName="text" maxRating="5"/></View>'
)


@dataclass
class LabelStudioWriter(Writer):
    """An annotator at a task of their own."""

    port: int
    headers: dict[str, str]
    draft: int
    body: str

    def save(self, connection: Connection, number: int) -> None:
        sent = {"result": result(self.body, spans(self.body, number), number % 5 + 1)}
        expect(connection.send("PATCH", f"/api/drafts/{self.draft}/", sent), 200)


def result(body: str, places: Sequence[tuple[int, int]], rating: int) -> list[dict[str, Any]]:
    """Return spans and a rating as Label Studio's editor sends them."""
    to = {"from_name": "motif", "to_name": "text", "type": "labels"}
    found: list[dict[str, Any]] = [
        {
            "id": f"r{number}",
            **to,
            "value": {
                "start": start,
                "end": end,
                "text": body[start:end],
                "labels": [MOTIFS[number % 3]],
            },
        }
        for number, (start, end) in enumerate(places)
    ]
    rated = {"from_name": "concreteness", "to_name": "text", "type": "rating", "id": "s1"}
    return [*found, {**rated, "value": {"rating": rating}}]


@dataclass
class LabelStudio:
    program_path: Path
    folder: Path
    port: int
    name: str = "Label Studio"
    package: str = "label-studio"
    program: str = "label-studio"

    def __post_init__(self) -> None:
        options = ["--no-browser", "--port", str(self.port), "--data-dir", str(self.folder)]
        options += ["--username", USER, "--password", PASSWORD, "--user-token", TOKEN]
        options += ["--enable-legacy-api-token", "--log-level", "ERROR"]
        self._server = Server(
            name="label-studio",
            command=[str(self.program_path), "start", *options],
            port=self.port,
            folder=self.folder,
            environ={"LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true", "COLLECT_ANALYTICS": "0"},
            healthy="/health",
        )
        self.headers = {"Authorization": f"Token {TOKEN}"}

    def start(self) -> None:
        self._server.start(patience=420)

    def stop(self) -> None:
        self._server.stop()

    def cpu(self) -> float:
        return self._server.cpu()

    def tasks(self, bodies: Sequence[str]) -> list[int]:
        """Make a project of these texts; return the numbers of its tasks."""
        connection = Connection(self.port, self.headers)
        fields = {"title": "Bench", "label_config": CONFIG}
        project = expect(connection.send("POST", "/api/projects/", fields), 201).json()["id"]
        lines = [{"text": body} for body in bodies]
        expect(connection.send("POST", f"/api/projects/{project}/import", lines), 200, 201)
        found = connection.send("GET", f"/api/tasks/?project={project}&page_size=100")
        self.project = project
        return sorted(task["id"] for task in expect(found, 200).json()["tasks"])

    def writers(self, people: int) -> list[LabelStudioWriter]:
        """Return annotators with a draft begun on a task each; they share the one account."""
        body = story(4000)
        found = []
        connection = Connection(self.port, self.headers)
        for task in self.tasks([body] * people):
            sent = {"result": result(body, spans(body, 0), 1), "lead_time": 1}
            made = connection.send("POST", f"/api/tasks/{task}/drafts", sent)
            draft = expect(made, 200, 201).json()["id"]
            found.append(LabelStudioWriter(self.port, self.headers, draft, body))
        return found
