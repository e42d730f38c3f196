"""Imports, jobs and health over REST."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from corpus import jobs
from corpus.api import health
from corpus.models import Import, Job, WorkerHeartbeat
from tests.conftest import assert_problem
from tests.corpus.making import import_rows, jsonl, record

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports/"


def upload(*rows, name="tales.jsonl"):
    return SimpleUploadedFile(name, jsonl(*rows), content_type="application/x-ndjson")


def test_a_posted_file_waits_and_is_read(api, ada, sent):
    answer = api(ada).post(URL, {"file": upload(record()), "format": "jsonl"}, format="multipart")
    assert answer.status_code == 202, answer.content
    told = answer.json()
    assert told["state"] == "queued"
    assert told["collection"]["name"] == "tales"
    jobs.run(Import.objects.get(pk=told["id"]).job_id)
    read = api(ada).get(f"{URL}{told['id']}/").json()
    assert (read["state"], read["rows_total"], read["rows_added"]) == ("finished", 1, 1)


def test_every_rejected_line_is_told(api, ada):
    run = import_rows(record(), record(key="k2", body=""), by=ada)
    told = api(ada).get(f"{URL}{run.pk}/").json()
    assert (told["rows_added"], told["rows_rejected"]) == (1, 1)
    (error,) = told["errors"]
    assert (error["line"], error["field"]) == (2, "body")
    assert error["message"]
    assert told["differences"] == []


def test_what_differs_is_told_when_a_line_is_known(api, ada):
    import_rows(record(), by=ada)
    run = import_rows(record(title="Another"), by=ada)
    told = api(ada).get(f"{URL}{run.pk}/").json()
    assert told["rows_unchanged"] == 1
    assert told["differences"][0]["field"] == "title"


@pytest.mark.parametrize("who", ["ben", "olga", "root"])
def test_an_import_is_seen_by_who_made_it_only(api, ada, who, request):
    run = import_rows(record(), by=ada)
    client = api(request.getfixturevalue(who))
    assert client.get(URL).json()["results"] == []
    assert_problem(client.get(f"{URL}{run.pk}/"), 404)


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_imports(api, who, request):
    client = api(request.getfixturevalue(who))
    assert_problem(client.post(URL, {"file": upload(record())}, format="multipart"), 403)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "file"),
        ({"file": "words"}, "file"),
        ({"file": upload(record()), "format": "xml"}, "format"),
        ({"file": upload(record()), "moon": "1"}, "moon"),
        ({"file": upload(record()), "collection": "x" * 201}, "collection"),
    ],
)
def test_a_field_is_named_when_an_upload_is_wrong(api, ada, given, field):
    problem = assert_problem(api(ada).post(URL, given, format="multipart"), 400)
    assert field in [error["field"] for error in problem["errors"]]
    assert not Import.objects.exists()


def test_json_is_no_upload(api, ada):
    assert_problem(api(ada).post(URL, {"file": "x"}, format="json"), 415)


@pytest.mark.parametrize("pk", ["0", "moon", "99999999999999999999999"])
def test_an_import_that_is_not_there_is_a_problem(api, ada, pk):
    assert_problem(api(ada).get(f"{URL}{pk}/"), 404)


def test_jobs_say_why_they_failed(api, olga):
    Job.objects.create(kind="analyse", state="failed", error="Tried 5 times.", attempts=5)
    (job,) = api(olga).get("/api/v1/jobs/?state=failed").json()["results"]
    assert (job["kind"], job["error"], job["mine"]) == ("analyse", "Tried 5 times.", False)
    assert api(olga).get(f"/api/v1/jobs/{job['id']}/").json() == job
    assert api(olga).get("/api/v1/jobs/?state=queued").json()["results"] == []


def test_how_far_an_import_is_is_told_to_who_began_it_only(api, ada, olga, root):
    run = import_rows(record(), by=ada)
    url = f"/api/v1/jobs/{run.job_id}/"
    mine = api(ada).get(url).json()
    assert mine["mine"] is True
    assert mine["done"] == 1
    for other in (olga, root):
        theirs = api(other).get(url).json()
        assert (theirs["done"], theirs["total"], theirs["error"]) == (None, None, None)


def test_nobody_posts_a_job(api, root):
    assert_problem(api(root).post("/api/v1/jobs/", {}), 405)


def test_health_needs_no_sign_in_and_no_worker(client):
    answer = client.get("/api/v1/health/")
    assert answer.status_code == 200
    told = answer.json()
    assert told["state"] == "degraded"
    assert told["workers"] == {"ok": False, "alive": 0}
    assert told["database"]["ok"] is told["migrations"]["ok"] is True


def test_health_is_ok_when_a_worker_is_alive(client, tmp_path, settings):
    (tmp_path / "messages").mkdir()
    settings.BROKER_DIR = tmp_path
    WorkerHeartbeat.objects.create(name="w1", at=timezone.now())
    assert client.get("/api/v1/health/").json()["state"] == "ok"


def test_health_counts_what_waits_and_failed(client):
    Job.objects.create(kind="analyse")
    Job.objects.create(kind="import", state="failed")
    assert client.get("/api/v1/health/").json()["queue"] == {
        "ok": True,
        "queued": 1,
        "running": 0,
        "failed": 1,
    }


def test_health_fails_when_a_migration_is_missing(client, monkeypatch):
    class Loader(health.MigrationLoader):
        def build_graph(self):
            super().build_graph()
            self.applied_migrations.pop(("corpus", "0001_initial"))

    monkeypatch.setattr(health, "MigrationLoader", Loader)
    answer = client.get("/api/v1/health/")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == {"ok": False, "missing": 1, "unknown": 0}


def test_health_fails_and_tells_no_secret_when_the_database_does(client, monkeypatch):
    def broken():
        raise OperationalError("password of variorum at db.internal is wrong")

    monkeypatch.setattr(health.connection, "cursor", broken)
    answer = client.get("/api/v1/health/")
    assert answer.status_code == 503
    assert answer.json()["state"] == "failed"
    assert b"password" not in answer.content
