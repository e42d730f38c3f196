"""Every list page has a `.json` and a `.csv` twin on the same query string."""

import csv
import io
import json

import pytest
from knox.models import get_token_model

from corpus.api.output import TextSerializer
from corpus.http.flat import columns_of, csv_lines
from tests import cast

pytestmark = pytest.mark.django_db
LISTS = ("texts", "authors", "prompts", "collections", "imports", "jobs")


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def rows(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body(response), newline="")))


@pytest.mark.parametrize("name", LISTS)
def test_json_twin_says_what_the_api_says(browse, api, ada, name):
    cast.add_text(by=ada)
    twin = browse(ada).get(f"/{name}.json?limit=1").json()
    answer = api(ada).get(f"/api/v1/{name}/?limit=1").json()
    assert twin["results"] == answer["results"]
    assert twin["count"] == answer["count"]


@pytest.mark.parametrize("name", LISTS)
def test_page_says_where_its_twins_are(browse, ada, name):
    page = browse(ada).get(f"/{name}/?limit=5").content.decode()
    assert f'href="/{name}.json?limit=5"' in page
    assert f'href="/{name}.csv?limit=5"' in page


@pytest.mark.parametrize("name", LISTS)
def test_csv_twin_has_a_header_when_there_is_nothing(browse, olga, name):
    answer = browse(olga).get(f"/{name}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert body(answer).startswith("id,")


def test_csv_keeps_words_exactly_as_they_are(browse, ada):
    words = '=1+1, "said" she\nand – 😀'
    cast.add_text(words, by=ada, sampling={"temperature": 0.5}, title="-5 °C")
    (row,) = rows(browse(ada).get("/texts.csv"))
    assert row["body"] == words
    assert row["title"] == "-5 °C"
    assert row["author.family"] == "quill"
    assert json.loads(row["sampling"]) == {"temperature": 0.5}
    assert row["held"] == "false"


def test_csv_gives_all_rows_unless_a_page_is_asked_for(browse, ada):
    for _ in range(4):
        cast.add_text(by=ada)
    assert len(rows(browse(ada).get("/texts.csv"))) == 4
    assert len(rows(browse(ada).get("/texts.csv?limit=3"))) == 3


def test_csv_answers_the_same_query_as_the_page(browse, ada):
    cast.add_text(by=ada)
    wanted = cast.add_text(by=ada, author=cast.author("ink-2"))
    (row,) = rows(browse(ada).get("/texts.csv?author.family=ink"))
    assert row["id"] == str(wanted.pk)


@pytest.mark.parametrize("who", ["ada", "olga", "root"])
def test_csv_says_nothing_of_a_held_source(browse, ada, ben, who, request):
    text = cast.add_text("Held words.", by=ada, title="A title")
    cast.study(ada, [text], ben)
    (row,) = rows(browse(request.getfixturevalue(who)).get("/texts.csv"))
    told = {name: value for name, value in row.items() if value}
    assert told == {
        "id": str(text.pk),
        "kind": "story",
        "language": "en",
        "body": "Held words.",
        "length": "11",
        "prompt.text": "Write about stairs.",
        "held": "true",
    }


def test_columns_are_dotted_as_in_an_import():
    columns = list(columns_of(TextSerializer()))
    assert {"author.family", "prompt.elicitation", "collection.name"} <= set(columns)
    assert list(csv_lines(TextSerializer(), [])) == [",".join(columns) + "\r\n"]


def test_twins_take_a_token(client, ada):
    _, token = get_token_model().objects.create(user=ada)
    answer = client.get("/texts.csv", HTTP_AUTHORIZATION=f"Token {token}")
    assert answer.status_code == 200


@pytest.mark.parametrize("twin", ["/texts.json", "/texts.csv"])
def test_twins_ask_for_a_sign_in(client, db, twin):
    assert client.get(twin).status_code == 401


def test_page_leads_to_the_sign_in_when_signed_out(client, db):
    answer = client.get("/texts/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
