"""The concordance: lines, counts, pages and what a blind leaves of them."""

import csv
import io
import re
from urllib.parse import urlsplit

import pytest

from annotations.services import studies
from annotations.services.codebooks import merge_motif, propose_motif
from annotations.services.tagging import TagDraft
from corpus.concordance import Concordance, WordHits
from corpus.kwic.finding import word_finder
from corpus.models import Text
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
API = "/api/v1/concordance/"


@pytest.fixture
def doors(ada):
    """Four texts with doors: two families and a person."""
    said = [
        ("The red door opened. A door closes.", "quill-1", "en"),
        ("Behind every blue door, nothing; doors and doors.", "vellum-2", "en"),
        ("She went to the door \U0001f6aa and left the door open.", "quill-1", "en"),
        ("No way in at all here.", "vellum-2", "en"),
    ]
    texts = [
        cast.add_text(body, by=ada, author=cast.author(name), prompt=cast.prompt(f"p{n}"))
        for n, (body, name, _) in enumerate(said)
    ]
    person = cast.author("Perpetua Loam", kind="human")
    return [*texts, cast.add_text("A door.", by=ada, author=person, prompt=cast.prompt("p9"))]


def ask(client, **query):
    response = client.get(API, query)
    assert response.status_code == 200, response.content
    return response.json()


def all_lines(client, **query):
    """Return the lines of every page, and how many pages there were."""
    answer = ask(client, **query)
    lines, pages = answer["results"], 1
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        assert "count" not in answer
        lines += answer["results"]
        pages += 1
    return lines, pages


def test_lines_stand_in_their_bodies(api, ada, doors):
    answer = ask(api(ada), q="door")
    assert (answer["count"], answer["texts"], answer["held_hits"]) == (6, 4, 0)
    bodies = {str(text.pk): text.body for text in doors}
    for line in answer["results"]:
        body = bodies[line["text"]]
        assert body[line["start"] : line["end"]] == line["match"]
        whole = line["left"] + line["match"] + line["right"]
        begin = line["start"] - len(line["left"])
        assert body[begin : begin + len(whole)] == whole


def test_word_begun_lemma_and_phrase(api, ada, doors):
    client = api(ada)
    assert ask(client, q="door*")["count"] == 8
    lemma = ask(client, q="door", by="lemma")
    assert lemma["count"] == 8
    assert {"door", "doors"} <= set(lemma["forms"])
    assert ask(client, q="go", by="lemma")["results"][0]["match"] == "went"
    assert ask(client, q="the door")["count"] == 2
    assert ask(client, q="the door")["way"] == "phrase"
    assert ask(client, q="nowhere")["count"] == 0


@pytest.mark.parametrize("sort", ["text", "left", "right", "position"])
def test_pages_hold_every_line_once_in_order(api, ada, doors, sort):
    client = api(ada)
    whole = ask(client, q="door*", sort=sort)["results"]
    lines, pages = all_lines(client, q="door*", sort=sort, limit=3)
    assert pages == 3
    assert lines == whole
    begun, _ = all_lines(client, q="door*", sort=sort, limit=2, cursor="")[0], None
    assert begun == whole


def test_sorted_by_the_words_around(api, ada, doors):
    right = ask(api(ada), q="door", sort="right")["results"]
    after = [" ".join(re.findall(r"[a-z]+", line["right"].lower())) for line in right]
    assert after == sorted(after)
    assert after[-1].startswith("opened")
    left = ask(api(ada), q="door", sort="left")["results"]
    nearest = [(line["left"].split() or [""])[-1].lower() for line in left]
    assert nearest == sorted(nearest)


def test_families_are_counted_over_all_their_texts(api, ada, doors):
    rows = {row["family"]: row for row in ask(api(ada), q="door", by="author.family")["families"]}
    assert (rows["quill"]["texts"], rows["quill"]["texts_with"], rows["quill"]["hits"]) == (2, 2, 4)
    words = sum(len(text.body.split()) for text in (doors[0], doors[2]))
    assert rows["quill"]["words"] == words
    assert rows["quill"]["per_10000"] == pytest.approx(40_000 / words, rel=1e-5)
    assert rows["vellum"]["texts"] == 2
    assert rows["people"]["hits"] == 1
    assert "families" not in ask(api(ada), q="door")


def test_filters_narrow_and_a_study_holds_its_texts(api, ada, ben, doors):
    client = api(ada)
    study = cast.study(ada, doors[:1], ben, blind=False)
    assert ask(client, q="door", study=study.pk)["count"] == 2
    assert ask(client, q="door", kind="insight")["count"] == 0
    assert ask(client, q="door", language="de")["count"] == 0
    assert ask(client, q="door", **{"author.family": "vellum"})["count"] == 1
    collection = str(doors[0].source.collection_id)
    assert ask(client, q="door", collection=collection)["count"] == 6


def test_a_study_of_others_narrows_to_nothing(api, olga, ada, ben, doors):
    study = cast.study(ada, doors[:1], ben, blind=False)
    assert ask(api(olga), q="door", study=study.pk)["count"] == 0


def test_held_texts_have_lines_and_no_source(api, ada, ben, olga, doors):
    cast.study(ada, doors[:1], ben)
    answer = ask(api(olga), q="door", by="word,author.family")
    assert (answer["count"], answer["held_hits"], answer["held_texts"]) == (6, 2, 1)
    held = [line for line in answer["results"] if line["held"]]
    assert [line["author"] for line in held] == [None, None]
    rows = {row["family"]: row["hits"] for row in answer["families"]}
    assert rows == {"quill": 2, "vellum": 1, "people": 1}
    narrowed = ask(api(olga), q="door", **{"author.family": "quill"})
    assert (narrowed["count"], narrowed["left_out"]) == (2, 2)
    assert "left out because the source is held" in narrowed["left_out_reason"]


def test_a_family_known_only_by_held_texts_is_not_counted(api, ada, ben, olga):
    text = cast.add_text("A door.", by=ada, author=cast.author("mask-7"))
    cast.study(ada, [text], ben)
    assert ask(api(olga), q="door", by="author.family")["families"] == []


def test_a_motif_stands_where_readings_one_may_see_tag_it(api, ada, ben, cleo, olga, doors):
    study = cast.study(ada, doors[:2], ben, cleo)
    cast.read(study, doors[0], ben, tags=[TagDraft("stairs", 8, 12), TagDraft("stairs")])
    draft = cast.read(study, doors[1], cleo, tags=[TagDraft("stairs", 0, 6)], submit=False)
    assert ask(api(ben), q="stairs", by="motif")["results"][0]["match"] == "door"
    assert [row["text"] for row in ask(api(cleo), q="stairs", by="motif")["results"]] == [
        str(draft.text_id)
    ]
    assert ask(api(olga), q="stairs", by="motif")["count"] == 0
    assert ask(api(ben), q="stairs", by="motif", study=study.pk)["count"] == 1
    studies.close_study(study=study, by=ada)
    assert ask(api(olga), q="stairs", by="motif")["count"] == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "*ing"}, "q"),
        ({"q": "one two", "by": "word"}, "q"),
        ({"q": "door*", "by": "lemma"}, "q"),
        ({"q": "door", "by": "colour"}, "by"),
        ({"q": "door", "by": "word,lemma"}, "by"),
        ({"q": "door", "window": "0"}, "window"),
        ({"q": "door", "sort": "author"}, "sort"),
        ({"q": "door", "offset": "3"}, "offset"),
        ({"q": "door", "cursor": "nonsense"}, "cursor"),
        ({"q": "door", "cursor": "W10"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"q": "door", "limit": "0"}, "limit"),
        ({"q": "door", "wndow": "3"}, "wndow"),
    ],
)
def test_a_bad_question_is_refused_by_name(api, ada, doors, query, field):
    problem = assert_problem(api(ada).get(API, query), 400)
    assert field in [error["field"] for error in problem["errors"]]


def test_a_cursor_of_another_order_is_refused(api, ada, doors):
    following = ask(api(ada), q="door", sort="left", limit=1)["next"]
    assert_problem(api(ada).get(following.replace("sort=left", "sort=text")), 400)


def test_nobody_asks_without_a_sign_in(api):
    assert_problem(api(None).get(API, {"q": "door"}), 401)


def test_the_twins_hold_the_same_lines(api, browse, ada, doors):
    lines = ask(api(ada), q="door", sort="left")["results"]
    assert browse(ada).get("/concordance.json?q=door&sort=left").json()["results"] == lines
    response = browse(ada).get("/concordance.csv?q=door&sort=left")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert [(row["text"], int(row["start"])) for row in rows] == [
        (line["text"], line["start"]) for line in lines
    ]
    one = browse(ada).get("/concordance.csv?q=door&limit=1")
    assert len(b"".join(one.streaming_content).splitlines()) == 2
    empty = browse(ada).get("/concordance.csv")
    assert len(b"".join(empty.streaming_content).splitlines()) == 1


def test_a_sorted_concordance_is_written_out_in_chunks(ada, doors, monkeypatch):
    monkeypatch.setattr("corpus.concordance.CHUNK", 2)
    found = Concordance(ada, WordHits(word_finder("door*")), Text.objects.all(), sort="right")
    places = list(found.all_places())
    assert len(places) == 8
    assert [place.rank for place in places] == sorted(place.rank for place in places)


def test_the_index_never_hides_a_match(ada):
    bodies = [
        "Happiness is HAPPINESS, naïve or naïve; the café’s door.",
        "Generalizations of a generalization don’t end-of-line.",
        "Ärger, Straße, Ἀχιλλεύς ΣΑΣ σας 42 10,000 words.",
        "黒猫は猫。 кошка Кошки и кошка.",
        "שָׁלוֹם. قَالَ سَلَامٌ.",
    ]
    texts = [cast.add_text(body, by=ada) for body in bodies]
    words = ["happiness", "café", "generalization", "don't", "ärger", "straße", "42", "кошка", "猫"]
    words += ["end-of-line", "generaliz*", "happine*", "naïve", "10,000", "of", "שלום", "سلام"]
    for q in words:
        finder = word_finder(q)
        there = {text.pk for text in texts if any(finder.spans(text.body))}
        asked = Concordance(ada, WordHits(finder), Text.objects.all())
        assert {place.text for place in asked.all_places()} == there, q
        assert there, q


def test_the_page_shows_lines_that_open_in_the_text(browse, ada, doors):
    page = browse(ada).get("/concordance/?q=door&sort=left")
    html = page.content.decode()
    assert "6 matches" in html
    place = next(iter(page.context["rows"])).place
    address = f"/texts/{place.text}/?start={place.start}&amp;end={place.end}#at"
    assert address in html
    opened = browse(ada).get(urlsplit(address.replace("&amp;", "&"))._replace(fragment="").geturl())
    assert '<mark class="found" id="at">door</mark>' in opened.content.decode()


@pytest.mark.parametrize(
    "query", ["", "start=1", "start=5&end=3", "start=0&end=99999", "start=x&end=2"]
)
def test_a_text_opens_whole_where_the_place_is_none(browse, ada, doors, query):
    opened = browse(ada).get(f"/texts/{doors[0].pk}/?{query}")
    assert opened.status_code == 200
    assert b"<mark" not in opened.content


def test_the_page_without_a_question_and_with_a_bad_one(browse, ada):
    assert b"Write a word" in browse(ada).get("/concordance/").content
    refused = browse(ada).get("/concordance/?q=*ing")
    assert refused.status_code == 400
    assert b"may only end a word" in refused.content


def test_a_page_of_lines_takes_few_queries(api, ada, doors, django_assert_max_num_queries):
    client = api(ada)
    with django_assert_max_num_queries(12):
        ask(client, q="door", by="author.family")


def test_a_motif_is_found_with_what_was_merged_into_it(api, ada, ben, doors):
    study = cast.study(ada, doors[:1], ben, blind=False)
    cast.read(study, doors[0], ben, tags=[TagDraft("stairs", 0, 3), TagDraft("silence", 4, 7)])
    motifs = study.codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    assert [
        row["match"] for row in ask(api(ben), q="silence", by="motif", sort="text")["results"]
    ] == ["The", "red"]
    assert ask(api(ben), q="stairs", by="motif")["count"] == 1


def test_tags_with_a_proposal_are_found_by_those_who_know_it(api, ada, ben, cleo, doors):
    study = cast.study(ada, doors[:1], ben, cleo, blind=False)
    proposed = propose_motif(study=study, by=ben, name="Mine", definition="Mine.")
    cast.read(study, doors[0], ben, tags=[TagDraft(proposed.key, 0, 3)])
    cast.read(study, doors[0], cleo)
    for person, n in ((ben, 1), (ada, 1), (cleo, 0)):
        assert ask(api(person), q=proposed.key, by="motif")["count"] == n, person
    stairs = study.codebook.motifs.get(key="stairs")
    merge_motif(motif=proposed, into=stairs, by=ada)
    assert ask(api(ben), q="stairs", by="motif")["count"] == 1
    assert ask(api(cleo), q="stairs", by="motif")["count"] == 0


def test_lines_are_offered_the_motifs_that_stand_and_no_proposal_of_others(
    browse, ada, ben, cleo, doors
):
    study = cast.study(ada, doors[:1], ben, cleo, blind=False)
    proposed = propose_motif(study=study, by=ben, name="Mine", definition="Mine.")
    motifs = study.codebook.motifs
    merge_motif(motif=motifs.get(key="stairs"), into=motifs.get(key="silence"), by=ada)
    for person, offered in ((ben, ["silence", proposed.key]), (cleo, ["silence"])):
        page = browse(person).get("/concordance/", {"q": "door", "study": study.pk})
        assert (
            re.findall(
                r'<option value="([^"]*)">[^<]* (?:Silence|Stairs|Mine)', (page.content.decode())
            )
            == offered
        )


def test_page_says_what_it_was_asked_on_paper_and_where_there_is_no_text(ada, browse):
    page = browse(ada).get("/concordance/?q=door&by=lemma").content.decode()
    assert "There are no texts yet." in page
    assert '“<b dir="auto">door</b>”, lemma, in all its forms' in page
    cast.add_text("A door.", by=ada)
    assert "It stands nowhere" in browse(ada).get("/concordance/?q=lamp").content.decode()
