"""The pages of imports and background jobs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from corpus.models import Import, Job, WorkerHeartbeat
from tests.corpus.making import begin, import_rows, jsonl, record

pytestmark = pytest.mark.django_db
NO_WORKER = "No background worker is alive"


@pytest.fixture
def worker(db):
    return WorkerHeartbeat.objects.create(name="w1", at=timezone.now())


def html(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def test_an_editor_uploads_a_file_and_sees_it_wait(browse, ada, sent):
    file = SimpleUploadedFile("tales.jsonl", jsonl(record()))
    page = browse(ada).post("/imports/", {"file": file, "collection": "Tales"}, follow=True)
    run = Import.objects.get()
    assert page.redirect_chain[-1][0] == f"/imports/{run.pk}/"
    assert run.collection.name == "Tales"
    assert f'hx-get="/imports/{run.pk}/"' in html(page)
    assert "waits for a worker" in html(page)


def test_an_upload_without_a_file_is_refused(browse, ada):
    assert "required" in html(browse(ada).post("/imports/", {}), 400)
    assert not Import.objects.exists()


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_imports(browse, who, request):
    browser = browse(request.getfixturevalue(who))
    file = SimpleUploadedFile("tales.jsonl", jsonl(record()))
    assert browser.post("/imports/", {"file": file}).status_code == 403
    assert "Import a file" not in html(browser.get("/imports/"))


def test_an_import_shows_its_counts_and_every_line_left_out(browse, ada):
    run = import_rows(record(), record(key="k2", kind="<poem>"), b"{nonsense", by=ada)
    page = html(browse(ada).get(f"/imports/{run.pk}/"))
    assert "Rejected lines (2)" in page
    assert "must be one of story, insight" in page
    assert "is not JSON" in page
    assert "hx-get" not in page


def test_an_import_shows_what_differs(browse, ada):
    import_rows(record(), by=ada)
    run = import_rows(record(title="<Another>"), by=ada)
    page = html(browse(ada).get(f"/imports/{run.pk}/"))
    assert "Differences (1)" in page
    assert "&lt;Another&gt;" in page


@pytest.mark.parametrize("who", ["ben", "olga", "root"])
def test_an_import_is_shown_to_who_made_it_only(browse, ada, who, request):
    run = import_rows(record(), by=ada)
    browser = browse(request.getfixturevalue(who))
    assert browser.get(f"/imports/{run.pk}/").status_code == 404
    assert "tales" not in html(browser.get("/imports/"))
    assert "tales" not in html(browser.get(f"/jobs/{run.job_id}/"))


def test_only_the_part_that_moves_is_sent_when_htmx_asks(browse, ada):
    run = begin(record(), by=ada)
    part = html(browse(ada).get(f"/imports/{run.pk}/", HTTP_HX_REQUEST="true"))
    assert part.startswith('<div id="import-run"')
    assert "<html" not in part


def test_pages_say_how_to_start_a_worker_when_none_is_alive(browse, ada, settings):
    run = begin(record(), by=ada)
    settings.EMBEDDED_BROKER = True
    for url in ("/imports/", f"/imports/{run.pk}/", "/jobs/", f"/jobs/{run.job_id}/"):
        page = html(browse(ada).get(url))
        assert NO_WORKER in page
        assert "celery -A config worker" in page
        assert "python3 manage.py up" in page


def test_pages_do_not_ask_for_a_worker_when_one_is_alive(browse, ada, worker):
    run = begin(record(), by=ada)
    for url in ("/imports/", f"/imports/{run.pk}/", "/jobs/", f"/jobs/{run.job_id}/"):
        assert NO_WORKER not in html(browse(ada).get(url))


def test_pages_do_not_ask_for_a_worker_when_nothing_waits(browse, olga):
    for url in ("/imports/", "/jobs/"):
        assert NO_WORKER not in html(browse(olga).get(url))


def test_jobs_show_what_failed_and_why(browse, olga):
    job = Job.objects.create(kind="analyse", state="failed", error="Tried <5> times.")
    for url in ("/jobs/", f"/jobs/{job.pk}/"):
        assert "Tried &lt;5&gt; times." in html(browse(olga).get(url))


def test_jobs_move_only_while_something_waits_or_runs(browse, olga, worker):
    job = Job.objects.create(kind="analyse")
    assert "hx-get" in html(browse(olga).get("/jobs/"))
    job.state = "finished"
    job.save()
    assert "hx-get" not in html(browse(olga).get("/jobs/"))


def test_how_far_an_import_is_is_not_told_to_others(browse, ada, olga):
    run = import_rows(*(record(key=f"k{n}", body=f"Body {n}.") for n in range(7)), by=ada)
    assert "7 of 7" in html(browse(ada).get("/jobs/"))
    theirs = html(browse(olga).get("/jobs/")) + html(browse(olga).get(f"/jobs/{run.job_id}/"))
    assert "of 7" not in theirs
    assert "seen by who began it" in theirs
