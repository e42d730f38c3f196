"""A report on paper: everything unfolded, and no sheet left empty."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from corpus import jobs
from tests.themes.matched import analyse, closed_study
from themes.services import request_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = {"width": 794, "height": 1123}


@pytest.fixture
def report(desk, ada, ben) -> Page:
    report = request_report(by=ada, study=closed_study(ada, [ben]), send=False)
    jobs.run(report.job_id)
    return desk(ada, viewport=SHEET).open(f"/reports/{report.pk}/")


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


def test_picture_of_a_term_stands_beside_what_was_found(desk, ada, ben):
    study = closed_study(ada, [ben])
    analyse()
    made = request_report(by=ada, study=study, send=False)
    jobs.run(made.job_id)
    report = desk(ada, viewport=SHEET).open(f"/reports/{made.pk}/")
    report.emulate_media(media="print")
    term = report.locator(".report-details:has(> .verdict)").first
    found, picture = (term.locator(one).bounding_box() for one in (".verdict", "figure"))
    assert found
    assert picture
    assert found["x"] + found["width"] <= picture["x"]
    assert abs(found["y"] - picture["y"]) < 10
    captions = report.locator(".report-details:has(> .verdict) figcaption")
    assert [one.is_visible() for one in captions.all()].count(True) == 1
