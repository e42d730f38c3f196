"""Work over each broker: a real worker, a real broker, and a job that is done."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.migrated import begin_site
from tests.plugins.engine import SITE_VARIABLES
from variorum_boot.environment import ROOT

pytestmark = [pytest.mark.pure, pytest.mark.slow]
WAIT_SECONDS = 90
SEND = """
import django
django.setup()
from io import BytesIO
from corpus.services.imports import start_import
line = b'{"kind": "story", "body": "A lamp hummed.", "author": {"name": "quill-1"}}\\n'
run = start_import(file=BytesIO(line), file_name="one.jsonl", by=None)
print(run.job_id)
"""
LOOK = """
import sys, time, django
django.setup()
from corpus.models import Job, Text
deadline = time.monotonic() + float(sys.argv[2])
while Job.objects.get(pk=sys.argv[1]).state != "finished" and time.monotonic() < deadline:
    time.sleep(0.2)
print(Job.objects.get(pk=sys.argv[1]).state, Text.objects.count())
"""


@pytest.mark.parametrize(
    "broker",
    [
        pytest.param("filesystem", marks=pytest.mark.engine("filesystem")),
        pytest.param("redis", marks=pytest.mark.engine("redis")),
        pytest.param("rabbitmq", marks=pytest.mark.engine("rabbitmq")),
    ],
)
def test_a_worker_does_what_the_web_process_asked_for(broker: str, tmp_path: Path) -> None:
    environ = _environ(broker, tmp_path)
    begin_site(tmp_path / "var")
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config", "worker", *_pool(broker)],
            cwd=ROOT,
            env=environ,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        job = _run(environ, "-c", SEND)
        found = _run(environ, "-c", LOOK, job, str(WAIT_SECONDS))
        assert found == "finished 1", (found, (tmp_path / "worker.log").read_text())
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _pool(broker: str) -> list[str]:
    if broker == "filesystem":
        return ["-P", "solo"]
    return ["-P", "prefork", "--concurrency=2"]


def _environ(broker: str, folder: Path) -> dict[str, str]:
    environ = {k: v for k, v in os.environ.items() if k not in SITE_VARIABLES}
    environ |= {
        "VARIORUM_DATA": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TASK_QUEUE": f"test-{uuid.uuid4().hex[:8]}",
        "TMPDIR": str(folder),
    }
    if broker != "filesystem":
        environ["BROKER_URL"] = os.environ[f"VARIORUM_TEST_{broker.upper()}"]
    return environ


def _run(environ: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
