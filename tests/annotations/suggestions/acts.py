"""What the tests of suggestions do again and again."""

from __future__ import annotations

from annotations.models import Review, Study
from annotations.services.reviewing import start_review
from corpus import jobs
from corpus.models import Job

API = "/api/v1/suggestions/"
SHOWN, AFTER = Study.Suggestions.SHOWN, Study.Suggestions.AFTER_SUBMIT


def work() -> None:
    """Do what waits to be done, again where a job has given way on a slow machine."""
    while job := Job.objects.filter(kind="suggest", state=Job.State.QUEUED).first():
        jobs.run(job.pk)


def draft(study, text, reader) -> Review:
    return start_review(study=study, text_id=text.pk, user=reader)[0]


def asked(client, **query):
    response = client.get(API, query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def decide(client, row, act, **body):
    return client.post(f"{API}{row['id']}/{act}/", body, format="json")
