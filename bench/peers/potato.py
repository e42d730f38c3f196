"""Potato, which keeps its annotations in files: the page saves a text's by one POST."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from load import Connection, Writer, expect
from sites import MOTIFS, Server, spans, story

ADMIN_KEY = "bench-admin-key"


@dataclass
class PotatoWriter(Writer):
    """An annotator at their first text."""

    port: int
    headers: dict[str, str]
    text: str
    body: str

    def save(self, connection: Connection, number: int) -> None:
        places = [
            {
                "schema": "motif",
                "name": MOTIFS[place % 3],
                "title": MOTIFS[place % 3],
                "start": start,
                "end": end,
                "value": self.body[start:end],
                "target_field": "text",
            }
            for place, (start, end) in enumerate(spans(self.body, number))
        ]
        sent = {
            "instance_id": self.text,
            "annotations": {f"concreteness:{number % 5 + 1}": str(number % 5 + 1)},
            "span_annotations": places,
        }
        answer = expect(connection.send("POST", "/updateinstance", sent), 200)
        if answer.json().get("status") not in ("success", "ok"):
            raise RuntimeError(f"Potato did not save: {answer.body[:300]!r}")


@dataclass
class Potato:
    program_path: Path
    folder: Path
    port: int
    bodies: Sequence[str] = ()
    name: str = "Potato"
    package: str = "potato-annotation"
    program: str = "potato"

    def __post_init__(self) -> None:
        self._server = Server(
            name="potato",
            command=[
                str(self.program_path), "start", "config.yaml",
                "--port", str(self.port), "--host", "127.0.0.1",
            ],
            port=self.port,
            folder=self.folder,
        )  # fmt: skip

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        bodies = self.bodies or [story(4000)] * 10
        lines = [json.dumps({"id": f"t{n}", "text": body}) for n, body in enumerate(bodies)]
        (self.folder / "texts.jsonl").write_text("\n".join(lines) + "\n")
        # JSON is YAML.
        (self.folder / "config.yaml").write_text(json.dumps(self._config(), indent=1))
        self._server.start(patience=300)

    def _config(self) -> dict[str, object]:
        motifs = {"annotation_type": "span", "name": "motif", "labels": list(MOTIFS)}
        rating = {"annotation_type": "likert", "name": "concreteness", "size": 5}
        ends = {"min_label": "not at all", "max_label": "wholly"}
        return {
            "annotation_task_name": "Bench",
            "task_dir": ".",
            "output_annotation_dir": "out",
            "output_annotation_format": "jsonl",
            "data_files": ["texts.jsonl"],
            "item_properties": {"id_key": "id", "text_key": "text"},
            "annotation_schemes": [
                {**motifs, "description": "Tag the motifs.", "sequential_key_binding": True},
                {**rating, **ends, "description": "How concrete is it?"},
            ],
            "require_password": False,
            "authentication": {"method": "in_memory"},
            "user_config": {"allow_all_users": True, "users": []},
            "search": {"enabled": True},
            "admin_api_key": ADMIN_KEY,
            "alert_time_each_instance": 10000000,
        }

    def stop(self) -> None:
        self._server.stop()

    def cpu(self) -> float:
        return self._server.cpu()

    def signed_in(self, name: str) -> dict[str, str]:
        """Return the headers of a browser after signing in."""
        connection = Connection(self.port)
        form = urlencode({"email": name, "pass": "", "action": "login"}).encode()
        answer = expect(connection.send("POST", "/auth", form=form), 200, 302)
        cookies = [line.split(";")[0] for line in answer.headers["set-cookie"].split("\n")]
        return {"Cookie": "; ".join(cookies)}

    def writers(self, people: int) -> list[PotatoWriter]:
        """Return annotators, each at the first text that Potato gives them."""
        found = []
        for number in range(people):
            headers = self.signed_in(f"reader{number}")
            connection = Connection(self.port, headers)
            expect(connection.send("GET", "/annotate"), 200)
            found.append(PotatoWriter(self.port, headers, "t0", story(4000)))
        return found
