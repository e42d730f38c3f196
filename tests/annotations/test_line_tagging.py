"""Several lines tagged at once, in one's own drafts."""

import json

import pytest

from annotations.models import Review, Tag
from annotations.services import studies
from annotations.services.codebooks import merge_motif, propose_motif
from annotations.services.tagging import TagDraft
from corpus.models import Event
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
API = "/api/v1/concordance/tags/"
UNDO = "/api/v1/concordance/tags/undo/"


@pytest.fixture
def texts(ada):
    bodies = ["The door. A door.", "One more door.", "The last door."]
    return [cast.add_text(body, by=ada) for body in bodies]


@pytest.fixture
def study(ada, ben, texts):
    return cast.study(ada, texts, ben, blind=False)


def line(text, words="door", nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.body.index(words, start + 1)
    return {"text": str(text.pk), "start": start, "end": start + len(words)}


def tag(client, study, lines, motif="stairs", **more):
    body = {"study": study.pk, "motif": motif, "lines": lines, **more}
    return client.post(API, body, format="json")


def test_lines_are_tagged_in_drafts_begun_where_needed(api, ben, study, texts):
    cast.read(study, texts[1], ben, tags=[TagDraft("silence", 0, 3, "kept")], submit=False)
    lines = [line(texts[0]), line(texts[0], nth=1), line(texts[1])]
    done = tag(api(ben), study, lines).json()
    assert [(row["text"], row["start"]) for row in done["tagged"]] == [
        (row["text"], row["start"]) for row in lines
    ]
    assert done["left_out"] == []
    made = Tag.objects.filter(review__reviewer=ben, motif__key="stairs")
    assert [(t.quote, t.review.state) for t in made] == [("door", "draft")] * 3
    assert Tag.objects.get(motif__key="silence").note == "kept"
    assert Event.objects.filter(actor=ben, verb="lines_tagged").count() == 1


def test_undo_takes_back_what_was_tagged_and_nothing_else(api, ben, study, texts):
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", 0, 3)], submit=False)
    done = tag(api(ben), study, [line(texts[0]), line(texts[1])]).json()
    undone = api(ben).post(UNDO, {"batch": done["batch"]}, format="json").json()
    assert undone == {"removed": 2, "kept": 0}
    assert [t.start for t in Tag.objects.all()] == [0]
    again = api(ben).post(UNDO, {"batch": done["batch"]}, format="json").json()
    assert again == {"removed": 0, "kept": 2}


def test_what_cannot_be_tagged_is_named_with_the_reason(api, ada, ben, study, texts):
    cast.read(study, texts[0], ben)
    cast.read(study, texts[1], ben, tags=[TagDraft("stairs", 9, 13)], submit=False)
    elsewhere = cast.add_text("Another door.", by=ada)
    wrong = {**line(texts[2]), "quote": "roof"}
    lines = [line(texts[0]), line(texts[1]), line(elsewhere), wrong]
    done = tag(api(ben), study, lines).json()
    assert done["tagged"] == []
    assert done["batch"] is None
    reasons = " ".join(row["reason"] for row in done["left_out"])
    for said in ("submitted", "already", "does not read that text", "other words"):
        assert said in reasons
    assert not Review.objects.filter(text=texts[2]).exists()


def test_one_bad_line_does_not_keep_the_others(api, ben, study, texts):
    far = {"text": str(texts[0].pk), "start": 500, "end": 510}
    done = tag(api(ben), study, [far, line(texts[1])]).json()
    assert len(done["tagged"]) == 1
    assert "not in the text" in done["left_out"][0]["reason"]


def test_only_readers_of_an_open_study_tag(api, ada, ben, olga, study, texts):
    assert_problem(tag(api(olga), study, [line(texts[0])]), 400)
    assert_problem(tag(api(None), study, [line(texts[0])]), 401)
    studies.add_member(study=study, username="olga", role="observer", by=ada)
    assert_problem(tag(api(olga), study, [line(texts[0])]), 403)
    studies.close_study(study=study, by=ada)
    assert_problem(tag(api(ben), study, [line(texts[0])]), 409)
    assert Tag.objects.count() == 0


def test_nobody_undoes_what_another_has_tagged(api, ben, olga, study, texts):
    done = tag(api(ben), study, [line(texts[0])]).json()
    assert_problem(api(olga).post(UNDO, {"batch": done["batch"]}, format="json"), 400)
    assert Tag.objects.count() == 1


def test_a_submitted_reading_keeps_its_tags(api, ben, study, texts):
    done = tag(api(ben), study, [line(texts[0])]).json()
    cast.read(study, texts[0], ben, tags=[TagDraft("stairs", 4, 8)])
    undone = api(ben).post(UNDO, {"batch": done["batch"]}, format="json").json()
    assert undone == {"removed": 0, "kept": 1}


@pytest.mark.parametrize(
    "body",
    [
        {"motif": "nothing"},
        {"lines": []},
        {"colour": "red"},
        {"lines": [{"text": "x", "start": 0, "end": 1}]},
    ],
)
def test_bad_input_is_refused(api, ben, study, texts, body):
    given = {"study": study.pk, "motif": "stairs", "lines": [line(texts[0])], **body}
    assert_problem(api(ben).post(API, given, format="json"), 400)


def test_the_page_tags_ticked_lines_and_offers_to_undo(browse, ben, study, texts):
    browser = browse(ben)
    page = browser.get(f"/concordance/?q=door&study={study.pk}").content.decode()
    assert page.count('name="line"') == 4
    ticked = [
        f"{row['text']}:{row['start']}:{row['end']}" for row in (line(texts[0]), line(texts[1]))
    ]
    query = f"q=door&study={study.pk}"
    body = {"study": study.pk, "motif": "stairs", "line": ticked, "query": query}
    done = browser.post("/concordance/tags/", body)
    assert "2 lines tagged with “Stairs”" in done.content.decode()
    batch = Event.objects.get(verb="lines_tagged").pk
    back = browser.post("/concordance/tags/undo/", {"batch": batch, "query": query}, follow=True)
    assert b"2 tags taken back." in back.content
    assert back.request["QUERY_STRING"] == query
    assert Tag.objects.count() == 0


def test_the_page_refuses_nothing_ticked_and_studies_of_others(browse, ben, olga, study, texts):
    empty = browse(ben).post(
        "/concordance/tags/", {"study": study.pk, "motif": "stairs"}, follow=True
    )
    assert b"Tick between one and" in empty.content
    body = {"study": study.pk, "motif": "stairs", "line": [f"{texts[0].pk}:4:8"]}
    assert browse(olga).post("/concordance/tags/", body).status_code == 404
    assert browse(ben).post("/concordance/tags/", {**body, "study": "x"}).status_code == 404
    assert browse(ben).get("/concordance/tags/").status_code == 302
    assert 'name="line"' not in browse(olga).get("/concordance/?q=door").content.decode()


def test_a_motif_that_is_gone_or_not_known_tags_no_line(api, ada, ben, cleo, texts):
    study = cast.study(ada, texts, ben, cleo, blind=False)
    motifs = study.codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    problem = assert_problem(tag(api(ben), study, [line(texts[0])]), 400)
    assert "Tag with “Silence”" in problem["errors"][0]["message"]
    proposed = propose_motif(study=study, by=cleo, name="Mine", definition="Mine.")
    other = assert_problem(tag(api(ben), study, [line(texts[0])], motif=proposed.key), 400)
    never = assert_problem(tag(api(ben), study, [line(texts[0])], motif="never"), 400)
    assert json.dumps(other).replace(proposed.key, "never") == json.dumps(never)
    assert tag(api(cleo), study, [line(texts[0])], motif=proposed.key).status_code == 201
    assert not Review.objects.filter(reviewer=ben).exists()
