"""Searching over REST for excerpts: what is found, what is told of it, and what a blind keeps."""

import pytest
from django.db import connection

from annotations.services.studies import close_study
from corpus.models import Text
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search/"
ALWAYS = {"id", "kind", "language", "length", "held", "excerpt", "marks"}
ON_SOURCE = {"title", "author", "collection"}
# An id that nothing has.
NOWHERE = "6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e"


@pytest.fixture
def open_text(ada):
    return cast.add_text(
        "😀 She left the kettle on; the other kettles were cold.",
        by=ada,
        title="A kettle",
        author=cast.author("quill-1"),
        prompt=cast.prompt("p-open"),
    )


@pytest.fixture
def held(ada, ben):
    """A text held from everybody, alone on its prompt."""
    text = cast.add_text(
        "A held kettle.", by=ada, author=cast.author("mask-1"), prompt=cast.prompt("p-held")
    )
    cast.study(ada, [text], ben)
    return text


def rows(answer) -> dict[str, dict]:
    assert answer.status_code == 200, answer.content
    return {row["id"]: row for row in answer.json()["results"]}


def marked(row) -> list[str]:
    return [row["excerpt"][mark["start"] : mark["end"]] for mark in row["marks"]]


def test_a_hit_tells_where_the_words_stand_and_whose_they_are(api, olga, open_text, noise):
    answer = api(olga).get(SEARCH, {"q": "kettle cold"})
    (row,) = rows(answer).values()
    assert answer.json()["count"] == 1
    assert set(row) == ALWAYS | ON_SOURCE
    assert row["id"] == str(open_text.pk)
    assert (row["kind"], row["language"], row["held"]) == ("story", "en", False)
    assert row["length"] == open_text.length
    assert marked(row) == ["kettle", "kettles", "cold"]
    assert row["title"] == "A kettle"
    assert row["author"]["name"] == "quill-1"
    assert row["collection"]["name"] == "Trial"


def test_a_hit_tells_of_a_source_as_the_list_of_texts_does(api, olga, open_text):
    (hit,) = rows(api(olga).get(SEARCH, {"q": "kettle"})).values()
    (text,) = rows(api(olga).get("/api/v1/texts/", {"q": "kettle"})).values()
    assert {name: text[name] for name in hit if name in text} == {
        name: hit[name] for name in hit if name in text
    }
    assert hit["excerpt"] in text["body"]


@pytest.mark.parametrize("who", ["ada", "ben", "olga", "root"])
def test_of_a_held_text_nothing_is_told_but_its_words(api, held, open_text, who, request):
    found = rows(api(request.getfixturevalue(who)).get(SEARCH, {"q": "kettle"}))
    row = found[str(held.pk)]
    assert {name for name, value in row.items() if value is None} == ON_SOURCE
    assert row["held"] is True
    assert marked(row) == ["kettle"]
    assert found[str(open_text.pk)]["author"]["name"] == "quill-1"


def test_a_source_is_told_when_it_is_released_and_when_the_study_is_closed(
    api, ada, ben, olga, held
):
    study = ada.memberships.get().study

    def author(who):
        return rows(api(who).get(SEARCH, {"q": "held kettle"}))[str(held.pk)]["author"]

    assert author(ben) is author(olga) is None
    cast.read(study, held, ben)
    assert author(ben)["name"] == "mask-1"
    assert author(olga) is None
    close_study(study=study, by=ada)
    assert author(olga)["name"] == "mask-1"


def test_a_filter_on_a_source_runs_over_open_ones_and_says_so(api, olga, held, open_text):
    answer = api(olga).get(SEARCH, {"q": "kettle", "author.family": "mask"})
    assert answer.json()["results"] == []
    assert (answer.json()["count"], answer.json()["left_out"]) == (0, 1)
    answer = api(olga).get(SEARCH, {"q": "kettle", "author.family": "quill"})
    assert list(rows(answer)) == [str(open_text.pk)]
    assert answer.json()["left_out"] == 1
    assert "held" in answer.json()["left_out_reason"]


def test_what_everybody_sees_narrows_without_leaving_out(api, olga, held, open_text):
    answer = api(olga).get(SEARCH, {"q": "kettle", "kind": "story", "language": "en"})
    assert set(rows(answer)) == {str(held.pk), str(open_text.pk)}
    assert "left_out" not in answer.json()
    assert api(olga).get(SEARCH, {"q": "kettle", "kind": "insight"}).json()["count"] == 0


@pytest.mark.parametrize("more", [{}, {"kind": "story"}])
def test_hits_come_by_id_a_page_at_a_time(api, ada, olga, more):
    ids = sorted(str(cast.add_text(f"Kettle {n}.", by=ada).pk) for n in range(5))
    asked = {"q": "kettle", "limit": 2, **more}
    first = api(olga).get(SEARCH, asked)
    assert list(rows(first)) == ids[:2]
    second = api(olga).get(first.json()["next"])
    assert list(rows(second)) == ids[2:4]
    assert second.json()["count"] == 5
    last = api(olga).get(second.json()["next"])
    assert list(rows(last)) == ids[4:]
    assert last.json()["next"] is None
    assert rows(api(olga).get(SEARCH, {**asked, "offset": 7})) == {}


@pytest.mark.parametrize("q", ["", "  ", "—", "nowhere", "'; DROP TABLE corpus_text --"])
@pytest.mark.parametrize("more", [{}, {"kind": "story"}, {"author.family": "quill"}])
def test_without_words_that_a_text_has_nothing_is_found(api, olga, open_text, q, more):
    answer = api(olga).get(SEARCH, {"q": q, **more})
    assert rows(answer) == {}
    assert answer.json()["count"] == 0
    assert Text.objects.exists()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("offset=-1", "offset"),
        ("cursor=", "cursor"),
        ("sort=id", "sort"),
        ("facets=kind", "facets"),
        ("kind=poem", "kind"),
        ("author=nobody", "author"),
        ("q=one&q=two", "q"),
        ("query=kettle", "query"),
        (f"q={'x' * 301}", "q"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(api, olga, open_text, query, field):
    problem = assert_problem(api(olga).get(f"{SEARCH}?{query}"), 400)
    assert field in {error["field"] for error in problem["errors"]}


def test_an_author_that_is_not_there_has_no_hits(api, olga, open_text):
    assert rows(api(olga).get(SEARCH, {"q": "kettle", "author": NOWHERE})) == {}


def test_only_who_is_signed_in_searches(api, open_text):
    assert_problem(api(None).get(SEARCH, {"q": "kettle"}), 401)
    assert_problem(api(None).post(SEARCH, {"q": "kettle"}), 401)


def test_a_search_is_only_read(api, ada):
    assert_problem(api(ada).post(SEARCH, {"q": "kettle"}), 405)


def test_a_search_takes_few_statements_however_many_it_finds(
    api, ada, olga, held, django_assert_num_queries
):
    for n in range(4):
        cast.add_text(f"Kettle {n}.", by=ada)
    client = api(olga)
    # The page and its excerpts, which SQLite finds in two; headings of the open, of the held.
    # A page that is not full is the last.
    few = 4 if connection.vendor == "sqlite" else 3
    with django_assert_num_queries(few):
        assert len(rows(client.get(SEARCH, {"q": "kettle"}))) == 5
    # A full one does not tell how many there are.
    with django_assert_num_queries(few + 1):
        assert len(rows(client.get(SEARCH, {"q": "kettle", "limit": 5}))) == 5
    with django_assert_num_queries(1):
        assert rows(client.get(SEARCH, {"q": "nowhere"})) == {}


@pytest.mark.parametrize("more", [{}, {"kind": "story"}])
def test_count_is_the_same_on_every_page_and_past_the_last(api, ada, olga, more):
    for n in range(5):
        cast.add_text(f"Kettle {n}.", by=ada)
    seen = []
    for offset in range(0, 9, 2):
        asked = {"q": "kettle", "limit": 2, "offset": offset, **more}
        answer = api(olga).get(SEARCH, asked).json()
        assert answer["count"] == 5
        assert (answer["next"] is None) == (offset >= 4)
        seen += [row["id"] for row in answer["results"]]
    assert len(seen) == len(set(seen)) == 5
