"""Reports frozen before a blind study opened: nothing computed from what it holds is told."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from annotations.models import Study
from annotations.services.studies import close_study, unblind
from corpus import jobs
from corpus.errors import NotAllowed
from corpus.models import Collection, Release, Text
from tests import cast
from tests.conftest import assert_problem
from tests.themes.matched import analyse
from themes.gates import get_scope_for, may_read_interim, reports_for
from themes.models import Report
from themes.services import request_report, schedule_report

pytestmark = pytest.mark.django_db

SHELF = "Shelf of clocks"
FAMILIES = ("umbra", "vesper")
NEUTRAL = "A report that waits for the close of a study"


@pytest.fixture
def texts(ada) -> list[Text]:
    """Return six texts by two families on three prompts, all of one collection."""
    made = [
        cast.add_text(
            f"The clock of house {number} struck {rank} and stopped. Dust glimmered on its hands."
            + (" An owl shimmered." if rank else ""),
            by=ada,
            collection=SHELF,
            author=cast.author(f"{family}-1"),
            prompt=cast.prompt(f"clock-{number}", f"Write of clock {number}."),
        )
        for number in range(3)
        for rank, family in enumerate(FAMILIES)
    ]
    analyse()
    return made


@pytest.fixture
def report(ada, texts) -> Report:
    """Return a report of the collection, built while nothing was held."""
    return built(ada, collection=Collection.objects.get(name=SHELF))


def built(by, **scope) -> Report:
    made = request_report(by=by, send=False, **scope)
    jobs.run(made.job_id)
    return Report.objects.get(pk=made.pk)


def blind_study(lead, texts, *readers, **fields) -> Study:
    return cast.study(lead, texts, *readers, name=fields.pop("name", "Clocks"), **fields)


def page_of(report: Report) -> str:
    return reverse("report_detail", args=[report.pk])


def data_of(report: Report) -> list[str]:
    return [
        f"/api/v1/reports/{report.pk}/",
        f"/api/v1/reports/{report.pk}.json",
        f"/api/v1/reports/{report.pk}.csv",
        f"/reports/{report.pk}.json",
        f"/reports/{report.pk}.csv",
    ]


def body_of(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_the_counted_texts_are_kept_beside_the_content_when_a_report_is_built(report, texts):
    assert set(report.counted.values_list("text", flat=True)) == {text.pk for text in texts}
    # Its content is what it was: the ids of what it counts are not a part of it.
    assert str(texts[0].pk) not in report.content


def test_data_waits_for_everybody_without_a_release_when_a_counted_text_is_held(
    report, texts, ada, ben, cleo, olga, root, browse, api
):
    again = built(ada, collection=report.collection)
    study = blind_study(ada, texts[:1], cleo)
    for person in (olga, ada, ben, cleo, root):
        for address in data_of(report):
            assert_problem(browse(person).get(address), 409)
        assert_problem(api(person).get(f"/api/v1/reports/{again.pk}/diff/"), 409)
        assert_problem(api(person).get("/api/v1/reports/latest/"), 409)
        assert_problem(api(person).get("/api/v1/reports/latest.json"), 409)
    assert Report.objects.get(pk=report.pk).content == report.content
    close_study(study=study, by=ada)
    for address in data_of(report):
        assert browse(olga).get(address).status_code == 200
    assert api(olga).get(f"/api/v1/reports/{again.pk}/diff/").status_code == 200


def test_the_difference_waits_when_only_the_report_before_counts_held_texts(
    report, texts, ada, cleo, olga, api
):
    blind_study(ada, texts[:2], cleo)
    after = built(ada, collection=report.collection)
    assert after.previous_id == report.pk
    assert api(olga).get(f"/api/v1/reports/{after.pk}/").status_code == 200
    assert_problem(api(olga).get(f"/api/v1/reports/{after.pk}/diff/"), 409)


def test_the_page_says_it_waits_and_tells_nothing_computed_when_texts_are_held(
    report, texts, ada, cleo, olga, root, browse
):
    content = json.loads(report.content)
    told = [*FAMILIES, *content["headline"], report.snapshot, "glimmer", "Candidate terms"]
    before = body_of(browse(olga).get(page_of(report)))
    assert "umbra" in before
    # One prompt of three: the collection is still known by its open texts.
    blind_study(ada, texts[:2], cleo)
    for person in (olga, ada, root):
        answer = browse(person).get(page_of(report))
        assert answer.status_code == 200
        words = body_of(answer)
        assert report.title in words
        assert f"{report.period_end:%Y}" in words
        assert "held from you" in words
        assert "leads" in words
        for word in told:
            assert word not in words
        for kind in ("json", "csv"):
            assert f"/reports/{report.pk}.{kind}" not in words


def test_a_collection_known_only_through_held_texts_is_named_nowhere(
    report, texts, ada, cleo, olga, root, browse, api
):
    pk = str(report.collection_id)
    schedule = schedule_report(by=ada, every="week", collection=report.collection)
    waiting = request_report(by=ada, collection=report.collection, send=False)
    blind_study(ada, texts, cleo)
    # Built of no text at all, it would still say what it is of.
    empty = request_report(by=ada, collection=report.collection, send=False)
    jobs.run(empty.job_id)
    places = ["/", "/reports/", "/reports.json", "/reports.csv", "/api/v1/reports/"]
    pages = [page_of(report), page_of(waiting), page_of(empty)]
    for person in (olga, ada, root):
        for address in [*places, *pages]:
            words = body_of(browse(person).get(address))
            assert SHELF not in words, address
            assert pk not in words, address
        for address in data_of(empty):
            assert_problem(browse(person).get(address), 409)
        assert NEUTRAL in body_of(browse(person).get(page_of(report)))
        rows = api(person).get("/api/v1/reports/").json()["results"]
        assert {row["title"] for row in rows} == {NEUTRAL}
        for name in ("collection", "codebook_version"):
            assert {row[name] for row in rows} == {None}
        assert {row["snapshot"] for row in rows} == {""}
        asked = api(person).get("/api/v1/reports/", {"collection": pk})
        assert asked.json()["count"] == 0
        assert_problem(api(person).get("/api/v1/reports/latest/", {"collection": pk}), 404)
        end = reverse("report_schedule_end", args=[schedule.pk])
        assert browse(person).post(end).status_code == 404


def test_the_latest_is_the_newest_that_does_not_wait(report, texts, ada, cleo, olga, browse, api):
    other = cast.add_text(by=ada, collection="Open shelf", prompt=cast.prompt("open"))
    first = built(ada, collection=other.source.collection)
    newest = built(ada, collection=report.collection)
    assert api(olga).get("/api/v1/reports/latest/").json()["id"] == str(newest.pk)
    study = blind_study(ada, texts, cleo)
    assert api(olga).get("/api/v1/reports/latest/").json()["id"] == str(first.pk)
    home = body_of(browse(olga).get("/"))
    assert page_of(first) in home
    assert page_of(newest) not in home
    asked = {"collection": str(report.collection_id)}
    unblind(study=study, by=ada, why="The server moves tonight.")
    assert api(ada).get("/api/v1/reports/latest/").json()["id"] == str(newest.pk)
    assert api(ada).get("/api/v1/reports/latest/", asked).json()["id"] == str(newest.pk)
    assert_problem(api(olga).get("/api/v1/reports/latest/", asked), 404)


def test_home_has_no_headline_when_every_report_waits(report, texts, ada, cleo, olga, browse):
    headline = json.loads(report.content)["headline"][0]
    assert headline in body_of(browse(olga).get("/"))
    blind_study(ada, texts[:2], cleo)
    words = body_of(browse(olga).get("/"))
    assert headline not in words
    assert report.title in words
    assert "waits" in words


def test_a_reader_with_a_release_of_every_counted_text_reads_it(
    report, texts, ada, ben, cleo, browse, api
):
    study = blind_study(ada, texts[:2], ben, cleo, reviewers_per_text=2)
    cast.read(study, texts[0], ben)
    assert_problem(browse(ben).get(data_of(report)[0]), 409)
    cast.read(study, texts[1], ben)
    for address in data_of(report):
        assert browse(ben).get(address).status_code == 200
    assert "umbra" in body_of(browse(ben).get(page_of(report)))
    row = api(ben).get("/api/v1/reports/").json()["results"][0]
    assert (row["waits"], row["snapshot"]) == (False, report.snapshot)
    row = api(cleo).get("/api/v1/reports/").json()["results"][0]
    assert (row["waits"], row["title"], row["snapshot"]) == (True, report.title, "")


def test_an_interim_report_waits_after_its_study_when_another_hold_covers_its_text(
    texts, ada, ben, cleo, olga, browse
):
    study = blind_study(ada, texts[:2], ben)
    unblind(study=study, by=ada, why="The server moves tonight.")
    interim = built(ada, study=study, interim=True)
    assert browse(ada).get(data_of(interim)[0]).status_code == 200
    other = blind_study(ada, texts[:2], cleo, name="More clocks", codebook=None)
    close_study(study=study, by=ada)
    for person in (olga, ada):
        for address in data_of(interim):
            assert_problem(browse(person).get(address), 409)
        assert "umbra" not in body_of(browse(person).get(page_of(interim)))
    close_study(study=other, by=ada)
    assert browse(olga).get(data_of(interim)[0]).status_code == 200


def test_a_lead_who_was_released_by_finishing_has_no_interim_figures_until_they_press(
    texts, ada, ben
):
    study = blind_study(ada, texts[:2], ben, reveal="finished", reviewers_per_text=2)
    for text in texts[:2]:
        cast.read(study, text, ada)
    release = Release.objects.get(hold=study.hold, user=ada, text=None)
    assert release.how == Release.How.FINISHED
    assert not may_read_interim(ada, study)
    with pytest.raises(NotAllowed):
        get_scope_for(ada, study=study.pk, interim=True)
    with pytest.raises(NotAllowed):
        request_report(by=ada, study=study, interim=True, send=False)
    Report.objects.create(study=study, interim=True, title="By another lead")
    assert not reports_for(ada).exists()
    unblind(study=study, by=ada, why="The server moves tonight.")
    release.refresh_from_db()
    assert (release.how, release.why) == ("unblinded", "The server moves tonight.")
    assert may_read_interim(ada, study)
    assert reports_for(ada).count() == 1
