"""What no well-meant client sends: every answer says what is wrong, and none is a 500."""

from __future__ import annotations

import json
from io import BytesIO
from uuid import UUID
from wsgiref.util import setup_testing_defaults

import pytest
from django.urls import reverse

from annotations.inputs import MotifIn
from annotations.services.codebooks import create_codebook
from config.wsgi import application
from corpus.importing import BadLine, parse_line, parse_record
from corpus.models import Text
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db

LISTS = "[" * 100_000
OBJECTS = '{"a":' * 20_000
CLOSED = '{"name": ' + "[" * 500 + "]" * 500 + "}"
LONG = "9" * 5000
CREATES = (
    "texts", "authors", "prompts", "collections", "studies", "codebooks", "motifs", "reviews",
    "reports", "comments", "memos", "editions",
)  # fmt: skip
NUL, HALF = "a\x00b", "a\ud800b"


# Where a string may be sent, each with nothing else wrong.
STRINGS = [
    ("POST", "authors/", {"name": "ODD"}),
    ("POST", "authors/", {"name": "x", "family": "ODD"}),
    ("POST", "authors/", {"name": "x", "provider": "ODD"}),
    ("POST", "authors/", {"name": "x", "kind": "ODD"}),
    ("POST", "authors/", {"name": "x", "training": "ODD"}),
    ("POST", "authors/", {"name": "x", "released_on": "ODD"}),
    ("POST", "authors/", {"name": "x", "aliases": ["ODD"]}),
    ("POST", "prompts/", {"text": "ODD"}),
    ("POST", "prompts/", {"text": "x", "system": "ODD"}),
    ("POST", "prompts/", {"text": "x", "key": "ODD"}),
    ("POST", "prompts/", {"text": "x", "elicitation": "ODD"}),
    ("POST", "collections/", {"name": "ODD"}),
    ("POST", "collections/", {"name": "x", "description": "ODD"}),
    ("POST", "collections/", {"name": "x", "ODD": 1}),
    ("POST", "texts/", {**cast.record("x"), "collection": "ODD"}),
    ("POST", "texts/", {**cast.record("x"), "kind": "ODD"}),
    ("POST", "texts/", {**cast.record("x"), "sampling": {"ODD": 1}}),
    ("POST", "texts/", {**cast.record("x"), "sampling": {"a": "ODD"}}),
    ("POST", "texts/", {**cast.record("x"), "author": {"name": "x", "ODD": 1}}),
    ("POST", "texts/", {**cast.record("x"), "generated_at": "ODD"}),
    ("POST", "texts/", {**cast.record("x"), "ODD": "x"}),
    ("POST", "codebooks/", {"name": "ODD"}),
    ("POST", "codebooks/", {"name": "x", "description": "ODD"}),
    ("POST", "reports/", {"collection": "ODD"}),
    ("POST", "reports/", {"title": "ODD"}),
    ("POST", "studies/", {"name": "ODD"}),
    ("POST", "studies/", {"name": "x", "guidelines": "ODD"}),
    ("POST", "studies/", {"name": "x", "reveal": "ODD"}),
    ("POST", "studies/", {"name": "x", "scales": [{"key": "ODD", "points": ["a", "b"]}]}),
    ("POST", "studies/", {"name": "x", "scales": [{"key": "k", "points": ["a", "ODD"]}]}),
    (
        "POST",
        "studies/",
        {"name": "x", "scales": [{"key": "k", "name": "ODD", "points": ["a", "b"]}]},
    ),
    (
        "POST",
        "studies/",
        {"name": "x", "scales": [{"key": "k", "question": "ODD", "points": ["a", "b"]}]},
    ),
    ("PATCH", "studies/{draft}/", {"name": "ODD"}),
    ("POST", "studies/{draft}/members/", {"username": "ODD", "role": "lead"}),
    ("POST", "studies/{draft}/members/", {"username": "ben", "role": "ODD"}),
    ("POST", "studies/{draft}/members/", {"username": "ben", "role": "lead", "why": "ODD"}),
    ("POST", "studies/{draft}/texts/", {"texts": ["ODD"]}),
    ("POST", "studies/{study}/unblind/", {"why": "ODD"}),
    ("POST", "studies/{study}/close/", {"why": "ODD"}),
    ("POST", "reviews/", {"study": 1, "text": "ODD"}),
    ("PATCH", "reviews/{review}/", {"comment": "ODD"}),
    ("PATCH", "reviews/{review}/", {"action": "ODD"}),
    ("PATCH", "reviews/{review}/", {"ratings": [{"scale": "ODD", "value": 1}]}),
    ("PATCH", "reviews/{review}/", {"ratings": [{"scale": "x", "value": 1, "reason": "ODD"}]}),
    (
        "PATCH",
        "reviews/{review}/",
        {"ratings": [{"scale": "x", "value": 1, "rationale": "ODD"}]},
    ),
    ("PATCH", "reviews/{review}/", {"tags": [{"motif": "ODD"}]}),
    ("PATCH", "reviews/{review}/", {"tags": [{"motif": "stairs", "note": "ODD"}]}),
    ("PATCH", "reviews/{review}/", {"tags": [{"motif": "stairs", "quote": "ODD"}]}),
    ("POST", "reviews/{review}/guess/", {"author_kind": "ODD"}),
    ("POST", "reviews/{review}/guess/", {"author_kind": "model", "family": "ODD"}),
    ("POST", "reviews/{review}/submit/", {"ODD": 1}),
    ("POST", "comments/", {"study": 1, "text": "ODD", "body": "x"}),
    ("POST", "comments/", {"study": 1, "text": str(UUID(int=1)), "body": "ODD"}),
    ("POST", "comments/", {"study": 1, "text": str(UUID(int=1)), "body": "x", "quote": "ODD"}),
    ("POST", "memos/", {"body": "ODD"}),
    ("POST", "memos/", {"body": "x", "ODD": 1}),
    ("POST", "editions/", {"study": 1, "text": str(UUID(int=1)), "readings": [1], "title": "ODD"}),
    ("POST", "editions/", {"study": 1, "text": "ODD", "readings": [1], "title": "x"}),
]


@pytest.fixture
def made(ada, ben):
    """A study that is open, ben's reading of its text, and a draft beside it."""
    text = cast.add_text(by=ada)
    opened = cast.study(ada, [text], ben, guesses=True)
    return {
        "study": opened,
        "draft": cast.study(ada, [text], ben, open_it=False),
        "review": cast.read(opened, text, ben, submit=False),
        "text": text,
    }


def sent(client, method: str, address: str, body: str, **headers: str):
    """Send a body as it is: a client's own encoder would refuse to write most of these."""
    return client.generic(
        method, f"/api/v1/{address}", body, content_type="application/json", headers=headers
    )


def dumped(value) -> str:
    return json.dumps(value, ensure_ascii=True)


@pytest.mark.parametrize("body", [LISTS, OBJECTS, CLOSED], ids=["lists", "objects", "closed"])
def test_a_body_is_a_problem_when_nested_too_deeply(api, ada, body):
    for name in CREATES:
        problem = assert_problem(sent(api(ada), "POST", f"{name}/", body), 400)
        assert problem["detail"] == "The body is nested too deeply."


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "-1e999", LONG], ids=range(5))
def test_a_body_is_a_problem_when_a_number_cannot_be_stored(api, ada, number):
    body = f'{{"name": "x", "sampling": {{"t": {number}}}}}'
    for name in CREATES:
        problem = assert_problem(sent(api(ada), "POST", f"{name}/", body), 400)
        assert problem["detail"] == "The body holds a number that cannot be stored."


def test_a_reading_is_not_saved_when_its_body_is_odd(api, ben, made):
    address = f"reviews/{made['review'].pk}/"
    for body in (LISTS, OBJECTS, CLOSED, '{"version": 1e999}', "{", "[]", "null"):
        assert_problem(sent(api(ben), "PATCH", address, body), 400)


@pytest.mark.parametrize("charset", ["zlib", "latin-1", "utf-16"])
def test_a_body_is_a_problem_when_it_is_not_in_its_charset(api, ada, charset):
    address = "/api/v1/collections/"
    kind = f"application/json; charset={charset}"
    assert_problem(api(ada).generic("POST", address, b'{"name": 1\xff', content_type=kind), 400)


@pytest.mark.parametrize("put", ["sampling", "context", "mood", "author", "prompt"])
def test_a_text_is_not_added_when_a_number_in_it_cannot_be_stored(api, ada, put):
    fields = {
        "context": [{"role": "user", "content": "Go on.", "at": "HERE"}],
        "author": {"name": "quill-1", "mood": "HERE"},
        "prompt": {"text": "Write.", "mood": "HERE"},
    }
    body = dumped(cast.record(**{put: fields.get(put, {"a": ["HERE"]})}))
    for number in ("1e999", "NaN", LONG):
        odd = body.replace('"HERE"', number)
        assert_problem(sent(api(ada), "POST", "texts/", odd), 400)
        with pytest.raises(BadLine, match=f"{put}[^:]*: holds a number that cannot be stored"):
            parse_line(odd.encode())
    assert not Text.objects.exists()


def test_a_record_is_refused_by_field_when_a_number_is_not_finite():
    with pytest.raises(BadLine) as bad:
        parse_record(cast.record(sampling={"t": [float("inf")]}))
    assert bad.value.field == "sampling.t"
    assert bad.value.message == "holds a number that cannot be stored"


@pytest.mark.parametrize(
    "odd", [LISTS, LONG, '{"a": NaN}', '{"a": 1e999}', "{", '{"a": "\\u0000"}']
)
def test_the_form_says_so_when_other_settings_are_odd(browse, ada, odd):
    given = {
        "kind": "story", "body": "Once.", "language": "en", "author_name": "quill-1",
        "author_kind": "model", "author_training": "unknown", "prompt_elicitation": "unknown",
        "sampling": odd,
    }  # fmt: skip
    answer = browse(ada).post("/texts/add/", given)
    assert answer.status_code < 500
    assert list(answer.context["form"].errors) == ["sampling"]
    assert answer.context["form"]["sampling"].value() == odd
    assert not Text.objects.exists()


def test_a_reading_is_not_saved_when_if_match_is_no_version(api, ben, made):
    address = f"reviews/{made['review'].pk}/"
    for header in (f'"{LONG}"', LONG, f'W/"{"1" * 11}"', '"①"', "*, 1"):
        answer = sent(api(ben), "PATCH", address, "{}", **{"If-Match": header})
        assert assert_problem(answer, 400)["errors"][0]["field"] == "If-Match"


def test_a_reading_is_stale_when_if_match_is_a_great_number(api, ben, made):
    address = f"reviews/{made['review'].pk}/"
    assert_problem(sent(api(ben), "PATCH", address, "{}", **{"If-Match": '"9999999999"'}), 409)


@pytest.mark.parametrize("pk", [LONG, "9" * 30], ids=["long", "great"])
def test_an_address_is_not_there_when_its_number_is_too_long(api, root, pk):
    for name in ("studies", "reviews", "codebooks", "motifs"):
        assert_problem(sent(api(root), "GET", f"{name}/{pk}/", ""), 404)


def test_nobody_leaves_a_study_when_the_name_is_odd(browse, ada, made):
    address = reverse("study_members", args=[made["draft"].pk])
    browser = browse(ada)
    for who in (NUL, "x" * 151, "nobody", " "):
        answer = browser.post(address, {"remove": who}, follow=True)
        assert answer.status_code == 200
        assert [str(message) for message in answer.context["messages"]]
    assert made["draft"].memberships.count() == 2


def test_who_is_named_leaves_a_study(browse, ada, made):
    address = reverse("study_members", args=[made["draft"].pk])
    browse(ada).post(address, {"remove": "ben"})
    assert [member.user for member in made["draft"].memberships.all()] == [ada]


def test_no_token_is_revoked_when_its_digest_is_none(browse, ada):
    browser = browse(ada)
    for digest in ("a%00b", "a" * 129, "xyz", "%ED%A0%80"):
        assert browser.post(f"/account/tokens/{digest}/revoke/").status_code == 404


@pytest.mark.parametrize("odd", [NUL, HALF], ids=["nul", "half"])
def test_a_string_is_a_problem_when_no_database_holds_it(api, made, odd, ada, ben):
    for method, address, body in STRINGS:
        whole = address.format(**{name: thing.pk for name, thing in made.items()})
        client = api(ben if address.startswith("reviews") else ada)
        assert_problem(sent(client, method, whole, _with(odd, body)), 400)


@pytest.mark.parametrize("odd", [NUL, HALF], ids=["nul", "half"])
def test_a_motif_is_a_problem_when_no_database_holds_its_words(api, ada, odd):
    book = create_codebook(name="Odd", by=ada)
    sound = {"codebook": book.pk, "key": "k", "name": "K", "definition": "d"}
    for field in sorted(MotifIn().fields.keys() - {"codebook"}):
        words = ["ODD"] if field in ("examples", "patterns") else "ODD"
        answer = sent(api(ada), "POST", "motifs/", _with(odd, {**sound, field: words}))
        named = {error["field"].split(".")[0] for error in assert_problem(answer, 400)["errors"]}
        assert named == {field}


def _with(odd: str, body: dict) -> str:
    return dumped(body).replace('"ODD"', dumped(odd))


def test_a_body_is_a_problem_when_it_is_too_large(api, ada, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"name": "Large", "guidelines": "x" * 2000}
    assert_problem(api(ada).post("/api/v1/studies/", body), 400)


# Python has codecs of these names, and no text can be read by any of them.
NOT_OF_TEXT = ("charset=zlib", "charset=idna", "charset=hex", "charset=a\0b", "charset*=odd''x")
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json")


def asked_of_the_application(
    method: str, address: str, content_type: str
) -> tuple[str, str, bytes]:
    """Ask what the web server asks: Django's own client stops short of where this is decided."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
        "CONTENT_TYPE": content_type, "CONTENT_LENGTH": "4",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
    }  # fmt: skip
    setup_testing_defaults(environ)
    environ["wsgi.input"] = BytesIO(b"a=%FF")
    told: list = []
    body = b"".join(application(environ, lambda status, headers: told.extend((status, headers))))
    return told[0], dict(told[1])["Content-Type"], body


@pytest.mark.parametrize("charset", NOT_OF_TEXT, ids=range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_a_request_is_a_problem_when_its_charset_is_none_of_text(charset, kind):
    said = f"{kind}; {charset}"
    for method, address in (("GET", "texts/?q=a%FF"), ("POST", "imports/"), ("PATCH", "odd/")):
        status, sort, body = asked_of_the_application(method, f"/api/v1/{address}", said)
        assert (status, sort) == ("400 Bad Request", "application/problem+json")
        assert "charset" in json.loads(body)["detail"]
    status, sort, body = asked_of_the_application("POST", "/accounts/login/", said)
    assert (status, sort) == ("400 Bad Request", "text/plain; charset=utf-8")
    assert b"charset" in body


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "no-such-charset"])
def test_a_request_is_read_when_its_charset_is_one_of_text(charset):
    said = f"application/x-www-form-urlencoded; charset={charset}"
    status, _, _ = asked_of_the_application("GET", "/api/v1/texts/?q=a%FF", said)
    # Read, and only then asked who it is from.
    assert status == "401 Unauthorized"
