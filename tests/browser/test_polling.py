"""Pages that ask again how far the work in the background is, without being loaded anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from corpus import jobs
from tests.corpus.making import begin, record
from tests.themes.matched import closed_study
from themes.services import request_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A page asks every two or three seconds.
SOON = 8_000


def stays(page: Page) -> Page:
    """Mark the page, so that one that is loaded anew is known by its want of a mark."""
    page.evaluate("window.isMarked = true")
    return page


def test_an_import_comes_to_its_counts_on_a_page_that_stays(desk, ada):
    run = begin(record(), record(key="k2", kind="<poem>"), by=ada)
    page = stays(desk(ada).open(f"/imports/{run.pk}/"))
    expect(page.locator("#import-run")).to_contain_text("waits for a worker")
    jobs.run(run.job_id)
    expect(page.locator("#import-run")).to_contain_text("Rejected lines (1)", timeout=SOON)
    assert page.evaluate("window.isMarked")
    # It has come to rest: nothing is asked any more.
    expect(page.locator("[hx-get]")).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "state"), [("/jobs/{}/", "#job [role=status]"), ("/jobs/", "#jobs tbody tr td")]
)
def test_a_job_is_seen_to_end_on_a_page_that_stays(desk, ada, address, state):
    run = begin(record(), by=ada)
    page = stays(desk(ada).open(address.format(run.job_id)))
    expect(page.locator(state).first).to_contain_text("queued")
    jobs.run(run.job_id)
    expect(page.locator(state).filter(has_text="finished").first).to_be_visible(timeout=SOON)
    assert page.evaluate("window.isMarked")


def test_a_report_that_is_being_built_appears_where_one_waits_for_it(desk, ada, ben):
    study = closed_study(ada, [ben])
    report = request_report(by=ada, study=study, send=False)
    page = desk(ada).open(f"/reports/{report.pk}/")
    expect(page.locator("#building")).to_contain_text("waiting to be built")
    jobs.run(report.job_id)
    expect(page.locator(".report-motif").first).to_be_visible(timeout=SOON)
