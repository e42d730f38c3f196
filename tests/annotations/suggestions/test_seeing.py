"""Who sees which suggestions, and when."""

import pytest

from annotations.models import Recheck, Suggestion, Tag
from annotations.readings import counted_readings
from annotations.services import studies
from annotations.services.codebooks import merge_motif
from annotations.services.deciding import decide_recheck
from annotations.services.reviewing import reopen_review, submit_review
from annotations.services.tagging import TagDraft
from tests import cast
from tests.annotations.suggestions.acts import AFTER, API, SHOWN, asked, decide, draft
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db


def test_a_reader_sees_those_of_texts_they_have_begun(begin, api, ada, ben, cleo, olga, texts):
    study = begin()
    assert asked(api(ben)) == []
    draft(study, texts[0], ben)
    rows = asked(api(ben))
    assert {row["text"] for row in rows} == {str(texts[0].pk)}
    assert rows[0]["why"] == "the pattern “whisper*” of Silence matched “whispered”"
    for other in (ada, cleo, olga):
        assert asked(api(other)) == []
        assert_problem(api(other).get(f"{API}{rows[0]['id']}/"), 404)
        assert_problem(decide(api(other), rows[0], "accept"), 404)
    assert_problem(api(None).get(API), 401)


def test_after_submit_means_after_submitting_and_in_no_answer_before(
    begin, api, browse, ben, texts
):
    study = begin(AFTER)
    review = cast.read(study, texts[0], ben, submit=False)
    pk = Suggestion.objects.filter(text=texts[0])[0].pk
    page = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    assert "whisper*" not in page
    assert "data-suggestion" not in page
    assert asked(api(ben)) == []
    assert_problem(api(ben).get(f"{API}{pk}/"), 404)
    assert_problem(decide(api(ben), {"id": pk}, "accept"), 404)
    events = api(ben).get("/api/v1/events/").json()["results"]
    assert not any("suggest" in event["verb"] for event in events)
    submit_review(review=review, by=ben)
    assert len(asked(api(ben))) == 2
    page = browse(ben).get(f"/reviews/{review.pk}/").content.decode()
    assert "What patterns would have tagged" in page
    assert_problem(decide(api(ben), {"id": pk}, "accept"), 409)
    reopen_review(review=review, by=ben)
    assert asked(api(ben)) == []


def test_suggestions_of_one_study_do_not_reach_who_reads_blind_to_them_in_another(
    begin, api, ada, ben, texts, codebook
):
    study = begin()
    draft(study, texts[0], ben)
    assert asked(api(ben))
    other = cast.study(ada, texts, ben, codebook=codebook, blind=False, name="Blind to them")
    assert asked(api(ben)) == []
    cast.read(other, texts[0], ben)
    assert {row["text"] for row in asked(api(ben))} == {str(texts[0].pk)}


def test_suggestions_of_a_closed_study_are_for_who_may_see_the_source(
    begin, api, ada, ben, olga, texts
):
    study = begin(SHOWN, blind=True)
    draft(study, texts[0], ben)
    assert len(asked(api(ben))) == 2
    assert asked(api(olga)) == []
    other = cast.study(ada, [texts[1]], ben, name="Holds one")
    studies.close_study(study=study, by=ada)
    assert {row["text"] for row in asked(api(olga))} == {str(texts[0].pk)}
    studies.close_study(study=other, by=ada)
    assert len(asked(api(olga))) == 5


def test_the_list_page_and_its_twins(begin, browse, ben, texts):
    study = begin()
    draft(study, texts[0], ben)
    page = browse(ben).get(f"/suggestions/?study={study.pk}&decision=undecided").content.decode()
    assert "whispered" in page
    assert f"/texts/{texts[0].pk}/?start=" in page
    rows = browse(ben).get("/suggestions.json").json()["results"]
    lines = b"".join(browse(ben).get("/suggestions.csv").streaming_content).splitlines()
    assert len(lines) == 1 + len(rows) == 3
    assert browse(ben).get("/suggestions/?decision=maybe").status_code == 400


def test_a_merged_motif_is_suggested_no_more_and_its_tags_stay_prompted(
    begin, api, browse, ada, ben, texts, codebook
):
    """Also before a worker has looked through the texts again."""
    study = begin()
    draft(study, texts[1], ben)
    client = api(ben)
    taken, *others = asked(client, study=study.pk, motif="stairs", text=texts[1].pk)
    decide(client, taken, "accept")
    motifs = codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    shown = asked(client, study=study.pk, motif="stairs", text=texts[1].pk)
    assert [row["id"] for row in shown] == [taken["id"]]
    assert_problem(decide(client, others[0], "accept"), 409)
    page = browse(ben).get(f"/reviews/{study.reviews.get().pk}/")
    assert f'data-suggestion="{taken["id"]}"' in page.content.decode()
    assert f'data-suggestion="{others[0]["id"]}"' not in page.content.decode()
    decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif="silence")
    (tag,) = Tag.objects.all()
    assert (tag.motif.key, tag.suggestion_id) == ("silence", taken["id"])
    cast.read(study, texts[1], ben, tags=[TagDraft("silence", taken["start"], taken["end"])])
    (reading,) = counted_readings(study).readings
    assert reading.motifs == frozenset()
