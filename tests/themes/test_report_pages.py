"""Report pages, twins, schedules, command and home, through their addresses."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from annotations.services.studies import close_study
from corpus import jobs
from corpus.models import Collection, Text
from tests import cast
from tests.conftest import assert_problem
from tests.themes.matched import add_matched_texts, closed_study, read_matched
from themes.models import Report, ReportSchedule
from themes.services import build_due, next_time, request_report, schedule_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(ada, ben) -> Report:
    """Return a built report of a closed study, built while nothing was held."""
    made = request_report(by=ada, study=closed_study(ada, [ben]), send=False)
    jobs.run(made.job.pk)
    return Report.objects.get(pk=made.pk)


def page_of(report: Report) -> str:
    return reverse("report_detail", args=[report.pk])


def twin_of(report: Report, kind: str) -> str:
    return reverse(f"report_detail_{kind}", args=[report.pk])


def quoted_text(report: Report) -> Text:
    passage = json.loads(report.content)["motifs"][0]["passages"][0]
    return Text.objects.get(pk=passage["text"])


def test_anybody_signed_in_reads_the_report_of_a_closed_study(report, olga, browse):
    page = browse(olga).get(page_of(report))
    assert page.status_code == 200
    words = page.content.decode()
    assert "What could not be concluded" in words
    assert 'role="img"' in words
    assert "style=" not in words
    assert browse(None).get(page_of(report)).status_code == 302


def test_a_page_that_waited_for_its_report_is_loaded_anew_when_it_is_built(report, olga, browse):
    answer = browse(olga).get(page_of(report), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert b"<main" not in answer.content


def test_the_json_twin_holds_the_frozen_bytes(report, olga, browse, api):
    answer = browse(olga).get(twin_of(report, "json"))
    assert answer.content.decode().endswith(f',"content":{report.content}}}')
    assert answer.json()["id"] == str(report.pk)
    assert api(olga).get(f"/api/v1/reports/{report.pk}/").json()["content"] == json.loads(
        report.content
    )
    latest = api(olga).get("/api/v1/reports/latest/")
    assert latest.json()["id"] == str(report.pk)
    assert api(olga).get("/api/v1/reports/latest.json").content == answer.content


def test_the_csv_twin_has_a_row_for_each_motif_and_group(report, olga, browse):
    answer = browse(olga).get(twin_of(report, "csv"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    mine = [row for row in rows if row["key"] == "bell"]
    assert {row["group"] for row in mine} == {
        *("aster", "borealis", "cinder", "human", "mean of families", "all models"),
        "highest less lowest",
    }
    assert {row["k"] for row in mine if row["group"] == "human"} == {"0.0"}


def test_twins_and_page_wait_while_a_quoted_text_is_held(report, ada, ben, cleo, olga, browse, api):
    text = quoted_text(report)
    quote = text.body[0:12]
    assert quote in browse(olga).get(page_of(report)).content.decode()
    study = cast.study(ada, [text], cleo, name="Later", codebook=None)
    for person in (olga, ada, ben):
        words = browse(person).get(page_of(report)).content.decode()
        assert "held from you" in words
        assert reverse("text_detail", args=[text.pk]) not in words
        for kind in ("json", "csv"):
            assert_problem(browse(person).get(twin_of(report, kind)), 409)
        assert_problem(api(person).get(f"/api/v1/reports/{report.pk}/"), 409)
    assert Report.objects.get(pk=report.pk).content == report.content
    close_study(study=study, by=ada)
    assert browse(olga).get(twin_of(report, "json")).status_code == 200


def test_a_report_of_an_open_blind_study_is_refused(ada, ben, olga, browse, api):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    assert_problem(api(ada).post("/api/v1/reports/", {"study": study.pk}), 403)
    assert_problem(api(olga).post("/api/v1/reports/", {"study": study.pk}), 404)
    hidden = Report.objects.create(study=study, interim=True, title="By another lead")
    assert browse(ada).get(page_of(hidden)).status_code == 403
    for person in (ben, olga):
        assert browse(person).get(page_of(hidden)).status_code == 404
        assert api(person).get("/api/v1/reports/").json()["count"] == 0


def test_only_editors_and_leads_build(ada, ben, olga, browse, api):
    study = closed_study(ada, [ben], prompts=1)
    assert_problem(api(olga).post("/api/v1/reports/", {"study": study.pk}), 403)
    assert browse(olga).post(reverse("report_build"), {"build-scope": ""}).status_code == 403
    assert not Report.objects.exists()
    answer = browse(ada).post(reverse("report_build"), {"build-scope": f"study:{study.pk}"})
    made = Report.objects.get()
    assert answer.url == page_of(made)
    page = browse(ada).get(page_of(made)).content.decode()
    assert "waiting to be built" in page
    assert_problem(browse(ada).get(twin_of(made, "json")), 409)


def test_the_list_has_twins_and_refuses_unknown_parameters(report, olga, browse):
    page = browse(olga).get(reverse("report_list"))
    assert report.title in page.content.decode()
    assert browse(olga).get("/reports.json").json()["results"][0]["state"] == "finished"
    assert b"title" in b"".join(browse(olga).get("/reports.csv"))
    assert_problem(browse(olga).get("/reports.json?wrong=1"), 400)


def test_what_differs_from_the_report_before(report, ada, olga, api):
    assert_problem(api(olga).get(f"/api/v1/reports/{report.pk}/diff/"), 404)
    again = request_report(by=ada, study=report.study, send=False)
    jobs.run(again.job.pk)
    diff = api(olga).get(f"/api/v1/reports/{again.pk}/diff/").json()
    assert diff["same_snapshot"] is True
    assert diff["motifs"] == []


def test_a_due_schedule_builds_one_report_and_moves_on(ada, ben):
    study = closed_study(ada, [ben], prompts=1)
    schedule = schedule_report(by=ada, every="week", study=study)
    assert build_due() == 0
    now = timezone.now()
    ReportSchedule.objects.update(next_at=now - timedelta(days=15))
    assert build_due(now) == 1
    assert build_due(now) == 0
    schedule.refresh_from_db()
    assert now < schedule.next_at <= now + timedelta(days=7)
    assert Report.objects.count() == 1


def test_a_schedule_waits_while_its_study_is_open_and_blind(ada, ben):
    study = cast.study(ada, [cast.add_text(by=ada)], ben)
    schedule_report(by=ada, every="day", study=study)
    ReportSchedule.objects.update(next_at=timezone.now())
    assert build_due() == 0
    assert not Report.objects.exists()


def test_a_month_later_is_the_months_last_day():
    day = timezone.now().replace(year=2027, month=1, day=31)
    assert next_time(day, "month").day == 28


def test_the_command_prints_the_address_and_the_sentences(ada, ben, capsys):
    texts = add_matched_texts(ada, prompts=2)
    study = read_matched(ada, [ben], texts)
    with pytest.raises(CommandError, match="hidden until"):
        call_command("build_report", study=study.pk)
    close_study(study=study, by=ada)
    call_command("build_report", study=study.pk, title="By hand")
    said = capsys.readouterr().out
    assert page_of(Report.objects.get(title="By hand")) in said
    assert "too few" in said
    with pytest.raises(CommandError, match="no collection"):
        call_command("build_report", collection="nowhere")


def test_home_offers_the_next_text_and_the_newest_report(ada, ben, olga, browse, report):
    open_study = cast.study(ada, [cast.add_text(by=ada)], ben, name="Waiting", codebook=None)
    words = browse(ben).get("/").content.decode()
    assert reverse("study_next", args=[open_study.pk]) in words
    assert report.title in words
    outside = browse(olga).get("/").content.decode()
    assert "Waiting" not in outside
    assert report.title in outside


def test_home_says_what_to_do_first_on_a_new_site(ada, browse):
    words = browse(ada).get("/").content.decode()
    assert "What to do first" in words
    assert reverse("import_list") in words


def test_the_list_of_reports_costs_few_queries(
    report, ada, olga, browse, django_assert_max_num_queries
):
    for _ in range(5):
        request_report(by=ada, study=report.study, send=False)
    browser = browse(olga)
    with django_assert_max_num_queries(14):
        browser.get(reverse("report_list"))


def test_build_a_report_on_a_closed_study_leads_to_a_form_set_to_it(report, ada, browse):
    browser, study = browse(ada), report.study
    address = f"{reverse('report_list')}?study={study.pk}"
    assert address in browser.get(reverse("study_detail", args=[study.pk])).content.decode()
    everything = request_report(by=ada, send=False)
    page = browser.get(address)
    assert page.context["build"]["scope"].value() == f"study:{study.pk}"
    assert [row.report for row in page.context["rows"]] == [report]
    everywhere = browser.get(reverse("report_list"))
    assert everywhere.context["build"]["scope"].value() == ""
    assert {row.report for row in everywhere.context["rows"]} == {report, everything}


def test_home_says_what_to_do_first_to_an_editor_while_there_is_only_the_sample(ada, cleo, browse):
    load_sample_study(cleo, ada)
    words = browse(ada).get("/").content.decode()
    assert "What to do first" in words
    assert reverse("import_list") in words
    assert "What to do first" not in browse(cleo).get("/").content.decode()
    cast.study(ada, [cast.add_text(by=ada)], codebook=None, open_it=False)
    assert "What to do first" not in browse(ada).get("/").content.decode()


def load_sample_study(reader, lead) -> None:
    """Add a study like the sample's, on a text like the sample's."""
    text = cast.add_text(by=lead, collection="The sample")
    Collection.objects.update(is_sample=True)
    cast.study(lead, [text], reader, is_sample=True)
