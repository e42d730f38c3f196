"""Lists come in pages, by offset with a count or by cursor without one."""

from urllib.parse import urlsplit

import pytest

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(ada):
    return [cast.add_text(by=ada) for _ in range(5)]


def local(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def test_links_lead_on_and_back_when_read_by_offset(api, ada, five):
    first = api(ada).get("/api/v1/texts/?limit=2&kind=story").json()
    assert (first["count"], first["previous"], len(first["results"])) == (5, None, 2)
    second = api(ada).get(local(first["next"])).json()
    third = api(ada).get(local(second["next"])).json()
    assert third["next"] is None
    assert api(ada).get(local(third["previous"])).json()["results"] == second["results"]
    seen = [row["id"] for page in (first, second, third) for row in page["results"]]
    assert seen == sorted(str(text.pk) for text in five)


def test_every_row_comes_once_when_read_by_cursor(api, ada, five):
    seen, link = [], "/api/v1/texts/?cursor=&limit=2"
    while link:
        page = api(ada).get(link).json()
        assert "count" not in page
        seen += [row["id"] for row in page["results"]]
        link = page["next"] and local(page["next"])
    assert seen == sorted(str(text.pk) for text in five)


def test_a_row_added_behind_the_cursor_moves_nothing(api, ada, five):
    first = api(ada).get("/api/v1/texts/?cursor=&limit=3").json()
    last = first["results"][-1]["id"]
    cast.add_text(by=ada)
    rest = api(ada).get(local(first["next"])).json()["results"]
    assert all(row["id"] > last for row in rest)


def test_nothing_is_answered_when_the_offset_is_past_the_end(api, ada, five):
    page = api(ada).get("/api/v1/texts/?offset=1000").json()
    assert (page["count"], page["results"], page["next"]) == (5, [], None)


def test_a_list_with_whole_numbers_for_ids_is_read_by_cursor(api, ada):
    assert api(ada).get("/api/v1/imports/?cursor=").json()["results"] == []
