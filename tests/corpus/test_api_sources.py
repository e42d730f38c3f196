"""Authors, prompts and collections over REST, and what nobody may learn from entering one."""

import json
import uuid

import pytest

from corpus.models import Author, Event
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
LISTS = {
    "authors": {"name": "mask-1", "family": "mask"},
    "prompts": {"text": "Write about p-held."},
    "collections": {"name": "Masks"},
}


@pytest.fixture
def held(ada, ben):
    """A text whose author, prompt and collection are known through nothing else."""
    text = cast.add_text(
        "A held story.",
        by=ada,
        author=cast.author("mask-1"),
        prompt=cast.prompt("p-held"),
        collection="Masks",
    )
    cast.study(ada, [text], ben)
    return text


def things(answer) -> list[dict]:
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["ada", "ben", "olga", "root"])
def test_what_is_known_only_through_held_texts_is_not_listed(api, held, name, who, request):
    assert things(api(request.getfixturevalue(who)).get(f"/api/v1/{name}/")) == []


@pytest.mark.parametrize("name", LISTS)
def test_it_is_not_to_be_had_by_its_id_either(api, olga, held, name):
    field = {"authors": "author_id", "prompts": "prompt_id", "collections": "collection_id"}[name]
    assert_problem(api(olga).get(f"/api/v1/{name}/{getattr(held.source, field)}/"), 404)


@pytest.mark.parametrize("name", LISTS)
def test_it_is_entered_as_if_it_were_new(api, ada, held, name):
    entered = api(ada).post(f"/api/v1/{name}/", LISTS[name])
    fresh = {key: f"{value} the second" for key, value in LISTS[name].items()}
    other = api(ada).post(f"/api/v1/{name}/", fresh)
    assert entered.status_code == other.status_code == 201
    assert set(entered.json()) == set(other.json())
    assert entered.json()["open_texts"] == other.json()["open_texts"] == 0
    for key, value in LISTS[name].items():
        assert entered.json()[key] == value
    assert len(things(api(ada).get(f"/api/v1/{name}/"))) == 2


@pytest.mark.parametrize("name", LISTS)
def test_entering_it_again_is_a_conflict(api, ada, name):
    assert api(ada).post(f"/api/v1/{name}/", LISTS[name]).status_code == 201
    assert_problem(api(ada).post(f"/api/v1/{name}/", LISTS[name]), 409)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_enters_one(api, name, who, request):
    client = api(request.getfixturevalue(who))
    assert_problem(client.post(f"/api/v1/{name}/", LISTS[name]), 403)


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("authors", {}, "name"),
        ("authors", {"name": " "}, "name"),
        ("authors", {"name": "x" * 201}, "name"),
        ("authors", {"name": "a", "kind": "ghost"}, "kind"),
        ("authors", {"name": "a", "moon": 1}, "moon"),
        ("authors", {"name": "half \ud800"}, "name"),
        ("authors", {"name": "a", "training": "half \ud800"}, "training"),
        ("prompts", {"text": ""}, "text"),
        ("prompts", {"text": "x", "elicitation": "pushy"}, "elicitation"),
        ("collections", {"name": "\x00"}, "name"),
    ],
)
def test_a_field_is_named_when_it_is_wrong(api, ada, name, given, field):
    body = json.dumps(given)
    answer = api(ada).generic("POST", f"/api/v1/{name}/", body, content_type="application/json")
    problem = assert_problem(answer, 400)
    assert field in [error["field"] for error in problem["errors"]]


def test_counts_are_of_open_texts_only(api, olga, ada, held):
    cast.add_text(by=ada, author=cast.author("mask-1"))
    (author,) = things(api(olga).get("/api/v1/authors/"))
    assert (author["name"], author["open_texts"]) == ("mask-1", 1)


def test_an_editor_states_a_family(api, ada):
    text = cast.add_text(by=ada, author={"name": "ink-2"})
    url = f"/api/v1/authors/{text.source.author_id}/"
    assert api(ada).get(url).json()["family_stated"] is False
    changed = api(ada).patch(url, {"family": "ink", "aliases": ["Inky"]})
    assert changed.status_code == 200, changed.content
    assert changed.json()["family"] == "ink"
    assert changed.json()["family_stated"] is True
    assert Event.objects.filter(subject="author", verb="changed", actor=ada).count() == 1


def test_an_editor_labels_a_prompt(api, ada):
    text = cast.add_text(by=ada)
    url = f"/api/v1/prompts/{text.source.prompt_id}/"
    changed = api(ada).patch(url, {"key": "stairs", "elicitation": "leading"})
    assert changed.status_code == 200, changed.content
    assert (changed.json()["key"], changed.json()["elicitation"]) == ("stairs", "leading")
    assert Event.objects.filter(subject="prompt", verb="changed", actor=ada).count() == 1


@pytest.mark.parametrize(
    ("name", "field"), [("authors", "name"), ("authors", "kind"), ("prompts", "text")]
)
def test_what_makes_it_the_same_one_does_not_change(api, ada, name, field):
    text = cast.add_text(by=ada)
    pk = text.source.author_id if name == "authors" else text.source.prompt_id
    problem = assert_problem(api(ada).patch(f"/api/v1/{name}/{pk}/", {field: "human"}), 400)
    assert problem["errors"][0]["field"] == field


@pytest.mark.parametrize("name", ["authors", "prompts"])
def test_what_may_not_be_seen_does_not_change(api, ada, held, name):
    pk = held.source.author_id if name == "authors" else held.source.prompt_id
    assert_problem(api(ada).patch(f"/api/v1/{name}/{pk}/", {}), 404)
    assert_problem(api(ada).patch(f"/api/v1/{name}/{uuid.uuid4()}/", {}), 404)


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_changes_one(api, ada, who, request):
    text = cast.add_text(by=ada)
    client = api(request.getfixturevalue(who))
    assert_problem(client.patch(f"/api/v1/authors/{text.source.author_id}/", {"family": "x"}), 403)
    assert Author.objects.get().family == "quill"


def test_lists_are_searched_by_a_part_of_the_name(api, ada):
    cast.add_text(by=ada, author=cast.author("ink-2"), prompt=cast.prompt("p7"), collection="Sea")
    cast.add_text(by=ada)
    for query in ("authors/?q=INK", "prompts/?q=about p7", "collections/?q=sea"):
        assert len(things(api(ada).get(f"/api/v1/{query}"))) == 1
    assert len(things(api(ada).get("/api/v1/authors/?family=ink&kind=model"))) == 1
    assert len(things(api(ada).get("/api/v1/prompts/?elicitation=leading"))) == 0


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_the_list(api, ada, name, django_assert_max_num_queries):
    for n in range(8):
        cast.add_text(
            by=ada,
            author=cast.author(f"ink-{n}"),
            prompt=cast.prompt(f"p{n}"),
            collection=f"C{n}",
        )
    with django_assert_max_num_queries(4):
        api(ada).get(f"/api/v1/{name}/")
