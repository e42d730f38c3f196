"""What a report's page says beside its numbers."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.urls import reverse

from annotations.services.studies import close_study, unblind
from annotations.services.tagging import TagDraft
from corpus import jobs
from corpus.models import Collection
from tests import cast
from tests.themes.matched import add_matched_texts, analyse, closed_study, read_matched
from themes.models import Report
from themes.reports.conclusions import _motifs_open
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


def test_an_interim_report_says_that_it_was_looked_at_early(ada, ben, browse):
    study = read_matched(ada, [ben], add_matched_texts(ada))
    unblind(study=study, by=ada, why="The server moves tonight.")
    report = built(by=ada, study=study, interim=True)
    content = json.loads(report.content)
    assert content["headline"][1].startswith("So far, of two motifs, ")
    assert content["not_concluded"][0].startswith("This report is interim: ")
    assert "nothing in it is adjusted for being looked at before" in words_of(browse(ada), report)
    closed = built(by=ada, study=close_study(study=study, by=ada))
    assert "interim" not in " ".join(json.loads(closed.content)["not_concluded"])
    assert json.loads(closed.content)["headline"][1].startswith("Of two motifs, ")


def test_what_was_shown_not_to_exceed_is_not_called_merely_not_shown():
    def row(name: str, *, within: bool) -> dict:
        return {
            "name": name,
            "verdict": "not_shown",
            "unreadable_patterns": [],
            "comparison": {"within_margin": within, "margin": 0.05},
        }

    rows = {"motifs": [row("Bell", within=False), row("Yard", within=True)]}
    assert list(_motifs_open(rows)) == [
        "Bell is not shown to recur beyond people, which is not the same as shown not to.",
        "Yard is not shown to recur beyond people: taken together, models do not exceed people by "
        "more than 5 points. One family may.",
    ]


def two_models_each(by, readers):
    """Return a closed study in which the models of one family ring a bell and no others do."""
    texts, tags = [], {}
    for number in range(9):
        for name in ("aster-1", "aster-2", "aster-3", "borealis-1", "borealis-2", "borealis-3"):
            text = cast.add_text(
                f"A bell rang on day {number}, and {name} wrote of it.",
                by=by,
                collection="Rings",
                author=cast.author(name),
                prompt=cast.prompt(f"r{number}", f"Tell what happened on day {number}."),
            )
            texts.append(text)
            tags[text.pk] = [TagDraft("bell", 0, 6)] if name.startswith("aster") else []
    book = cast.codebook(by, "bell", name="Rings")
    study = cast.study(by, texts, *readers, codebook=book, reviewers_per_text=1, blind=False)
    for text in texts:
        cast.read(study, text, readers[0], tags=tags[text.pk])
    return close_study(study=study, by=by)


def test_where_families_differ_stands_on_page_and_twins(ada, ben, olga, browse):
    report = built(by=ada, study=two_models_each(ada, [ben]))
    (row,) = json.loads(report.content)["heterogeneity"]
    assert (row["spread"], row["highest"], row["lowest"]) == (1, "aster", "borealis")
    assert (row["p"], row["q"], row["differs"]) == (0.1, 0.1, False)
    assert [group["models"] for group in row["groups"]] == [3, 3]
    words = words_of(browse(olga), report)
    assert "Where the families differ" in words
    assert row["sentence"].replace("’", "'") in words
    answer = browse(olga).get(reverse("report_detail_csv", args=[report.pk]))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    (line,) = [line for line in lines if line["list"] == "heterogeneity"]
    assert (line["key"], line["estimate"], line["p"], line["q"]) == ("bell", "1.0", "0.1", "0.1")


def test_a_report_of_before_the_section_still_has_its_page_and_twins(ada, ben, olga, browse):
    report = built(by=ada, study=closed_study(ada, [ben]))
    content = json.loads(report.content)
    del content["heterogeneity"]
    Report.objects.filter(pk=report.pk).update(content=json.dumps(content))
    assert "Where the families differ" not in words_of(browse(olga), report)
    answer = browse(olga).get(reverse("report_detail_csv", args=[report.pk]))
    assert b"heterogeneity" not in b"".join(answer)
