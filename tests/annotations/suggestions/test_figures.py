"""What becomes of accepted suggestions in figures, and how patterns fare."""

import json

import pytest

from annotations.readings import counted_readings, share_with_motif
from annotations.services import studies
from annotations.services.codebooks import merge_motif
from annotations.services.reviewing import reopen_review, save_review, submit_review
from annotations.services.tagging import TagDraft
from corpus import jobs
from tests import cast
from tests.annotations.suggestions.acts import AFTER, API, SHOWN, asked, decide, draft

pytestmark = pytest.mark.django_db


def test_what_is_submitted_after_comparing_does_not_count(begin, ben, texts):
    study = begin(AFTER)
    review = cast.read(study, texts[0], ben)
    review = reopen_review(review=review, by=ben)
    save_review(review=review, by=ben, version=None, tags=[TagDraft("stairs", 0, 3)])
    submit_review(review=review, by=ben)
    assert list(review.submissions.values_list("shown_suggestions", flat=True)) == [False, True]
    assert counted_readings(study).readings[0].tags == ()


def test_accepted_tags_count_in_no_figure(begin, api, ben, cleo, texts):
    study = begin(SHOWN, cleo)
    draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    decide(api(ben), row, "accept")
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", row["start"], row["end"])])
    cast.read(study, texts[0], cleo, tags=[TagDraft("stairs", 0, 3)])
    counted = {reading.reviewer_id: reading for reading in counted_readings(study).readings}
    told = counted[ben.pk]
    assert told.motifs == frozenset()
    assert [tag.suggested for tag in told.tags] == [True]
    # One that was told says neither yes nor no: silence would be a no.
    assert share_with_motif([told], "stairs") is None
    assert share_with_motif([told], "silence") == 0
    assert share_with_motif([told, counted[cleo.pk]], "stairs") == 1


def test_a_report_says_aloud_that_suggestions_were_shown(begin, api, ada, ben, texts):
    from themes.services import request_report

    study = begin()
    draft(study, texts[0], ben)
    row = asked(api(ben), motif="stairs")[0]
    decide(api(ben), row, "accept")
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", row["start"], row["end"])])
    studies.close_study(study=study, by=ada)
    report = request_report(by=ada, study=study)
    jobs.run(report.job.pk)
    report.refresh_from_db()
    content = json.loads(report.content)
    book = content["codebooks"][0]
    assert book["studies_that_showed_suggestions"] == [study.pk]
    assert book["tags_accepted_from_suggestions"] == {"stairs": 1}
    said = " ".join(content["not_concluded"])
    assert "not blind to suggestions" in said
    assert "stairs 1" in said


def test_leads_see_how_patterns_fare_and_nobody_else(begin, api, browse, ada, ben, olga, texts):
    study = begin()
    draft(study, texts[1], ben)
    for n, row in enumerate(asked(api(ben), motif="stairs")):
        decide(api(ben), row, "accept" if n else "reject")
    rows = api(ada).get(f"{API}precision/?study={study.pk}").json()
    by_pattern = {row["pattern"]: row for row in rows}
    assert (by_pattern["stair"]["accepted"], by_pattern["stair"]["rejected"]) == (1, 1)
    assert by_pattern["stair"]["precision"] == 0.5
    assert 0 < by_pattern["stair"]["low"] < 0.5 < by_pattern["stair"]["high"] < 1
    assert by_pattern["whisper*"]["precision"] is None
    assert by_pattern["whisper*"]["undefined_reason"]
    page = browse(ada).get("/suggestions/").content.decode()
    assert "undefined: none decided" in page
    for other in (ben, olga):
        assert api(other).get(f"{API}precision/").json() == []
        assert "How the patterns fare" not in browse(other).get("/suggestions/").content.decode()


def test_patterns_are_listed_under_the_motif_they_suggest(begin, api, ada, codebook):
    study = begin()
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    rows = api(ada).get(f"{API}precision/", {"study": study.pk}).json()
    assert {(row["motif"], row["pattern"]) for row in rows} == {
        ("silence", "whisper*"),
        ("silence", "stair"),
        ("silence", "stair*"),
        ("silence", "*broken"),
    }
