"""What a report's page says beside its numbers."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from corpus import jobs
from corpus.models import Collection
from tests.themes.matched import add_matched_texts, analyse, closed_study
from themes.models import Report
from themes.services import request_report

pytestmark = pytest.mark.django_db


def built(**scope) -> Report:
    report = request_report(send=False, **scope)
    jobs.run(report.job.pk)
    return Report.objects.get(pk=report.pk)


def words_of(browser, report: Report) -> str:
    page = browser.get(reverse("report_detail", args=[report.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_families_are_counted_one_way_when_a_motif_was_compared(ada, ben, olga, browse):
    report = built(by=ada, study=closed_study(ada, [ben]))
    words = words_of(browse(olga), report)
    families = json.loads(report.content)["motifs"][0]["families"]
    shown = sum(family["exceeds"] for family in families)
    assert f"at least {shown} of 3 families shown to exceed people" in words
    assert all(family["exceeds"] == (family["p_adjusted"] <= 0.05) for family in families)
    assert "adjusted for the number of families (Holm)" in words
    assert "0 % in 27 model texts (95 % interval: 0 to 12)" in words
    assert "−0" not in words


def test_rates_of_words_stand_with_their_intervals_when_nobody_wrote(ada, olga, browse):
    add_matched_texts(ada, people=False)
    analyse()
    report = built(by=ada, collection=Collection.objects.get(name="Matched"))
    words = words_of(browse(olga), report)
    assert "100 % (70 % to 100 %; English " in words
    assert "Not adjusted for length; no test." in words
