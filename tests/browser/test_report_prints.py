"""A report on paper: everything unfolded, and no sheet left empty."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from corpus import jobs
from tests.themes.matched import closed_study
from themes.services import request_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(desk, ada, ben) -> Page:
    report = request_report(by=ada, study=closed_study(ada, [ben]), send=False)
    jobs.run(report.job_id)
    return desk(ada, viewport={"width": 794, "height": 1123}).open(f"/reports/{report.pk}/")


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", page.pdf(format="A4")))


def test_how_figures_were_computed_is_unfolded_on_paper(report):
    folded = report.locator(".report-details")
    expect(folded.filter(has_text="How this was computed").first).to_be_attached()
    inner = report.locator(".report-details > :not(summary)")
    assert not any(one.is_visible() for one in inner.all())
    report.emulate_media(media="print")
    assert inner.count() >= folded.count() > 1
    assert all(one.is_visible() for one in inner.all())


def test_a_motif_goes_on_where_the_one_before_it_ends(report):
    motifs = report.locator(".report-motif")
    assert motifs.count() > 1
    flowing = sheets(report)
    motifs.evaluate_all("all => all.forEach((one) => { one.style.breakInside = 'avoid'; })")
    assert flowing < sheets(report)
