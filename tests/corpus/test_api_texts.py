"""Texts over REST: what is told of one, what may be asked, and what a blind keeps back."""

import json

import pytest

from corpus.models import Text
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
# An id that nothing has.
NOWHERE = "6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e"
OPEN_TO_ALL = {"id", "kind", "language", "body", "length", "held"}
FIELDS = OPEN_TO_ALL | {
    "prompt", "key", "title", "author", "collection", "sampling", "context", "reasoning",
    "generated_at", "source_url", "licence", "redistributable", "excerpt_of", "excerpt_start",
    "excerpt_end", "why", "sha256", "extra",
}  # fmt: skip


@pytest.fixture
def held(ada, ben):
    """A text held from everybody, alone on its prompt."""
    text = cast.add_text(
        "A held story.", by=ada, author=cast.author("mask-1"), prompt=cast.prompt("p-held")
    )
    cast.study(ada, [text], ben)
    return text


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_text_tells_all_that_is_promised(api, ada, olga):
    text = cast.add_text(
        "Ça va 😀",
        by=ada,
        key="k1",
        title="T",
        sampling={"top_p": 0.9},
        context=[{"role": "user", "content": "Go on."}],
        generated_at="2026-03-01T10:00:00Z",
        mood="wry",
    )
    told = api(olga).get(f"/api/v1/texts/{text.pk}/").json()
    assert set(told) == FIELDS
    assert told["author"] == {
        "id": told["author"]["id"],
        "name": "quill-1",
        "kind": "model",
        "family": "quill",
        "provider": "Penwright",
        "training": "unknown",
    }
    assert set(told["prompt"]) == {"id", "key", "text", "elicitation", "system"}
    assert told["collection"]["name"] == "Trial"
    assert told["length"] == 7
    assert told["generated_at"] == "2026-03-01T10:00:00Z"
    assert told["extra"] == {"mood": "wry"}
    assert told["held"] is False


@pytest.mark.parametrize("who", ["ada", "ben", "olga", "root"])
def test_nothing_of_its_source_is_told_when_held(api, held, who, request):
    told = api(request.getfixturevalue(who)).get(f"/api/v1/texts/{held.pk}/").json()
    assert set(told) == FIELDS
    assert {name for name, value in told.items() if value is not None} == OPEN_TO_ALL | {"prompt"}
    assert told["held"] is True
    assert {name for name, value in told["prompt"].items() if value is not None} == {"text"}


def test_its_source_is_told_to_its_reader_when_released(api, ada, ben, held):
    study = ada.memberships.get().study
    cast.read(study, held, ben)
    assert api(ben).get(f"/api/v1/texts/{held.pk}/").json()["author"]["name"] == "mask-1"
    assert api(ada).get(f"/api/v1/texts/{held.pk}/").json()["author"] is None


def test_people_make_no_family(api, ada, olga):
    cast.add_text(by=ada)
    cast.add_text(by=ada, author=cast.author("Perpetua Loam", kind="human"))
    told = api(olga).get("/api/v1/texts/?facets=author.family").json()
    assert told["facets"]["author.family"] == [{"value": "quill", "label": "quill", "count": 1}]


@pytest.mark.parametrize("pk", ["moon", NOWHERE, "0"])
def test_a_text_that_is_not_there_is_a_problem(api, olga, pk):
    assert_problem(api(olga).get(f"/api/v1/texts/{pk}/"), 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=insight", {"b"}),
        ("language=fr", {"c"}),
        ("author.family=ink", {"b"}),
        ("author.kind=human", {"c"}),
        ("collection={collection}", {"c"}),
        ("prompt={prompt}", {"b"}),
        ("author={author}", {"b"}),
        ("q=lantern", {"a", "b"}),
        ("q=lantern&kind=story", {"a"}),
        ("author.family=ink&author.kind=human", set()),
        ("author=00000000-0000-4000-8000-000000000000", set()),
    ],
)
def test_filters_find_their_texts(api, ada, query, found):
    made = {
        "a": cast.add_text("A lantern.", by=ada),
        "b": cast.add_text(
            "Two lanterns.",
            by=ada,
            kind="insight",
            author=cast.author("ink-2"),
            prompt=cast.prompt("p9"),
        ),
        "c": cast.add_text(
            "Une lampe.",
            by=ada,
            language="fr",
            author=cast.author("Mo", kind="human"),
            collection="Other",
        ),
    }
    b, c = made["b"].source, made["c"].source
    query = query.format(collection=c.collection_id, prompt=b.prompt_id, author=b.author_id)
    assert set(ids(api(ada).get(f"/api/v1/texts/?{query}"))) == {
        str(made[name].pk) for name in found
    }


def test_open_texts_alone_answer_when_a_source_is_asked_for(api, olga, ada, held):
    shown = cast.add_text(by=ada, author=cast.author("mask-1"))
    answer = api(olga).get("/api/v1/texts/?author.family=mask")
    assert ids(answer) == [str(shown.pk)]
    assert answer.json()["left_out"] == 1
    assert "blind" in answer.json()["left_out_reason"]


@pytest.mark.parametrize(
    "query",
    ["author.family=nobody", "sort=title", "facets=author", f"collection={NOWHERE}"],
)
def test_the_number_left_out_knows_no_source(api, olga, held, query):
    answer = api(olga).get(f"/api/v1/texts/?{query}").json()
    assert answer["left_out"] == 1
    narrowed = api(olga).get(f"/api/v1/texts/?{query}&kind=insight").json()
    assert narrowed["left_out"] == 0
    other = api(olga).get(f"/api/v1/texts/?{query}&q=zebra").json()
    assert other["left_out"] == 0


@pytest.mark.parametrize("query", ["", "kind=story", "q=held", "sort=-length", "facets=kind"])
def test_held_texts_answer_when_only_the_body_is_asked_for(api, olga, held, query):
    answer = api(olga).get(f"/api/v1/texts/?{query}")
    assert ids(answer) == [str(held.pk)]
    assert "left_out" not in answer.json()


def test_facets_count_open_texts_only(api, olga, ada, held):
    cast.add_text(by=ada)
    cast.add_text(by=ada, author=cast.author("ink-2"))
    answer = api(olga).get("/api/v1/texts/?facets=author.family,kind,author").json()
    assert answer["facets"]["author.family"] == [
        {"value": "ink", "label": "ink", "count": 1},
        {"value": "quill", "label": "quill", "count": 1},
    ]
    assert answer["facets"]["kind"] == [{"value": "story", "label": "story", "count": 3}]
    assert "mask-1" not in str(answer["facets"])
    assert answer["left_out"] == 1


def test_facets_count_within_what_was_asked(api, ada):
    cast.add_text(by=ada)
    cast.add_text(by=ada, author=cast.author("ink-2"))
    answer = api(ada).get("/api/v1/texts/?author.family=ink&facets=author.family").json()
    assert [row["value"] for row in answer["facets"]["author.family"]] == ["ink"]


@pytest.mark.parametrize("sort", ["title", "-title", "length", "-length", "author", "-id"])
def test_sorts_order_texts(api, ada, sort):
    cast.add_text("B" * 30, by=ada, title="b", author=cast.author("b-1"))
    cast.add_text("A" * 20, by=ada, title="a", author=cast.author("a-1"))
    there = ids(api(ada).get(f"/api/v1/texts/?sort={sort}"))
    back = ids(api(ada).get(f"/api/v1/texts/?sort={sort.removeprefix('-')}"))
    assert there == (list(reversed(back)) if sort.startswith("-") else back)
    assert len(there) == 2


def test_an_editor_adds_a_text_in_the_shape_of_a_line(api, ada):
    line = cast.record("Posted words.", collection="Posted", mood="wry")
    answer = api(ada).post("/api/v1/texts/", line)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["collection"]["name"] == "Posted"
    assert told["extra"] == {"mood": "wry"}
    assert Text.objects.get(pk=told["id"]).body == "Posted words."


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": None}, "body"),
        ({"kind": "poem"}, "kind"),
        ({"author": {}}, "author.name"),
        ({"author": "me"}, "author"),
        ({"body": "half \ud800"}, "body"),
        ({"extra_thing": "\x00"}, "extra_thing"),
        ({"collection": 7 * [1]}, "collection"),
        ({"generated_at": "tomorrow"}, "generated_at"),
    ],
)
def test_a_posted_text_is_refused_by_field_when_it_is_wrong(api, ada, change, field):
    body = json.dumps({**cast.record(), **change})
    answer = api(ada).generic("POST", "/api/v1/texts/", body, content_type="application/json")
    problem = assert_problem(answer, 400)
    assert field in [error["field"] for error in problem["errors"]]
    assert not Text.objects.exists()


def test_a_posted_text_is_a_conflict_when_its_key_is_taken(api, ada):
    line = cast.record("Once.", key="k", collection="C")
    assert api(ada).post("/api/v1/texts/", line).status_code == 201
    assert_problem(api(ada).post("/api/v1/texts/", {**line, "body": "Twice."}), 409)


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null", "{", ""])
def test_what_is_no_object_is_a_problem(api, ada, body):
    answer = api(ada).generic("POST", "/api/v1/texts/", body, content_type="application/json")
    assert_problem(answer, 400)


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_adds_texts(api, who, request):
    client = api(request.getfixturevalue(who))
    assert_problem(client.post("/api/v1/texts/", cast.record()), 403)


def test_queries_do_not_grow_with_the_list(api, ada, django_assert_max_num_queries):
    for _ in range(12):
        cast.add_text(by=ada)
    with django_assert_max_num_queries(10):
        api(ada).get("/api/v1/texts/?facets=author.family,author.kind&q=story")
