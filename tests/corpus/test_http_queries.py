"""A query string says what it means or is refused by name."""

import pytest
from django.http import QueryDict
from django.urls import get_resolver
from rest_framework.exceptions import ValidationError

from tests import cast
from tests.blind.crawl import form_class_of, routes
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db


def fields(problem) -> list[str]:
    return [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("famly=gpt", "famly"),
        ("format=xml", "format"),
        ("kind=poem", "kind"),
        ("author=nobody", "author"),
        ("sort=temperature", "sort"),
        ("facets=author.family,moon", "facets"),
        ("limit=501", "limit"),
        ("limit=0", "limit"),
        ("limit=", "limit"),
        ("limit=1e3", "limit"),
        ("limit=²", "limit"),
        ("offset=-1", "offset"),
        ("offset=99999999999999999999", "offset"),
        ("cursor=moon", "cursor"),
        ("cursor=&offset=2", "offset"),
        ("cursor=&sort=title", "sort"),
        ("kind=story&kind=insight", "kind"),
        ("q=%00", "q"),
    ],
)
def test_parameter_is_named_when_it_is_wrong(api, olga, query, field):
    problem = assert_problem(api(olga).get(f"/api/v1/texts/?{query}"), 400)
    assert field in fields(problem)
    assert field in problem["detail"]


def test_every_wrong_parameter_is_named_when_there_are_several(api, olga):
    problem = assert_problem(api(olga).get("/api/v1/authors/?kind=x&moon=1&limit=3"), 400)
    assert set(fields(problem)) == {"kind", "moon"}


def test_blank_filters_say_nothing_when_a_form_sends_them_all(api, ada):
    cast.add_text(by=ada)
    answer = api(ada).get("/api/v1/texts/?q=&kind=&author=&prompt=&sort=&facets=")
    assert answer.json()["count"] == 1


def test_a_single_thing_takes_no_parameters_when_asked_for(api, ada):
    text = cast.add_text(by=ada)
    problem = assert_problem(api(ada).get(f"/api/v1/texts/{text.pk}/?kind=story"), 400)
    assert fields(problem) == ["kind"]


def test_page_says_what_is_wrong_when_the_query_is(browse, olga):
    page = browse(olga).get("/texts/?moon=1&limit=900")
    assert page.status_code == 400
    assert "moon" in page.content.decode()
    assert "text/html" in page["Content-Type"]


@pytest.mark.parametrize("twin", ["/texts.json", "/texts.csv"])
def test_twin_answers_a_problem_when_the_query_is_wrong(browse, olga, twin):
    assert_problem(browse(olga).get(f"{twin}?moon=1"), 400)


def test_an_address_that_is_not_there_is_a_problem_under_the_api(api, olga):
    assert_problem(api(olga).get("/api/v1/moons/"), 404)


def test_signed_out_is_a_problem_when_asking_the_api(api):
    answer = api(None).get("/api/v1/texts/")
    assert_problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Token")


def test_wrong_method_is_a_problem(api, ada):
    assert_problem(api(ada).delete("/api/v1/texts/"), 405)


def test_answers_are_never_cached(api, ada):
    assert api(ada).get("/api/v1/texts/")["Cache-Control"] == "private, no-store"
    assert api(ada).get("/api/v1/texts/?moon=1")["Cache-Control"] == "private, no-store"


def test_json_is_answered_whatever_is_accepted(api, ada):
    answer = api(ada).get("/api/v1/texts/", HTTP_ACCEPT="text/turtle")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"


def _told(form_class, params: QueryDict) -> tuple[str, dict]:
    try:
        return "asked", form_class.read(params)
    except ValidationError as error:
        return "wrong", error.detail


def _told_by_a_form(form_class, params: QueryDict) -> tuple[str, dict]:
    form = form_class(params)
    if form.is_valid():
        return "asked", form.asked()
    return "wrong", {name: list(said) for name, said in form.errors.items()}


def test_a_query_is_read_as_its_form_reads_it(db):
    form_classes = {form_class_of(callback) for _, callback in routes(get_resolver())} - {None}
    assert len(form_classes) > 15
    values = ("", " ", "1", "0", "-1", "story", "kind", "-title", "é", "\x00", "x" * 400)
    dates = ("2026-01-01", "2026-13-01", "6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e")
    for form_class in form_classes:
        for name in form_class().fields:
            for value in (*values, *dates):
                params = QueryDict(mutable=True)
                params[name] = value
                assert _told(form_class, params) == _told_by_a_form(form_class, params), params
        assert _told(form_class, QueryDict()) == _told_by_a_form(form_class, QueryDict())
