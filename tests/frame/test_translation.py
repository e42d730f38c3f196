"""Every word of a page can be translated: a language of brackets leaves nothing bare but data."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import User
from corpus.models import Source
from tests import cast
from tests.frame import pseudo

OF_A_KIND = 2
# What stands in these is data or code: the words of texts, keys, addresses.
QUIET = {"script", "style", "code", "pre", "kbd", "textarea"}
VOID = {"input", "meta", "link", "br", "hr", "img", "line", "rect", "circle", "path"}
SAID = ("title", "aria-label", "placeholder", "alt")
# The page of the API is documentation, which stays in English.
DATA = re.compile(r"\.(json|csv|bib)$|^/api/")
NAMES = {"Variorum", "JSON", "CSV", "BibTeX", "CSL-JSON", "SHA-256", "p", "q"}
METHODS = {"Newcombe", "Sato", "Bootstrap"}
WORD = re.compile(r"[^\W\d_½]{2,}|[a-zà-ÿ]")
HASH = re.compile(r"[0-9a-f-]{12,}")
ENDS = " .,;:·→←()“”…–%×✕'\""
PARTS = re.compile(r"[,;:·→←()“”…–]|\s\.|\.\s|\.$|\s(?=\d)|(?<=\d)\s")


class Reader(HTMLParser):
    """Collect what a page says outside brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet: list[bool] = []
        self.depth = 0
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in SAID:
            self.bare += outside(given.get(name) or "")[0]
        if tag not in VOID:
            is_data = (
                tag in QUIET or given.get("dir") == "auto" or ("lang" in given and tag != "html")
            )
            self.quiet.append(is_data or bool(self.quiet and self.quiet[-1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.quiet.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.quiet:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        found, self.depth = outside(data, self.depth)
        if not (self.quiet and self.quiet[-1]):
            self.bare += found


def outside(words: str, depth: int = 0) -> tuple[list[str], int]:
    """Return the runs that stand outside brackets, and how deep inside the words end."""
    found = []
    for run in re.split(f"([{pseudo.OPEN}{pseudo.CLOSE}])", words):
        if run in (pseudo.OPEN, pseudo.CLOSE):
            depth += 1 if run == pseudo.OPEN else -1
        elif not depth and run.strip():
            found.append(" ".join(run.split()))
    return found, depth


def strings_in(value: Any) -> Iterator[str]:
    """Yield the strings of a value; of what is stored as JSON not the names, which are codes."""
    if isinstance(value, str) and value.startswith("{"):
        yield from strings_in(json.loads(value))
    elif isinstance(value, str):
        yield " ".join(value.split()).strip(ENDS)
    elif isinstance(value, dict):
        yield from strings_in(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from strings_in(inner)


def data() -> set[str]:
    """Return everything people and models wrote into the site; codes with words of ours are not."""
    found: set[str] = set()
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in pseudo.ROOMS:
            continue
        names = [f.name for f in model._meta.concrete_fields if not f.choices]
        for row in model.objects.values_list(*names):
            found.update(strings_in(row))
    # What an import calls its settings is its own business.
    for given in Source.objects.values_list("sampling", "extra"):
        found.update(name for part in given for name in part)
    return found


class Known:
    def __init__(self, values: set[str]) -> None:
        self.values = values | NAMES | METHODS
        self.long = "\n".join(value for value in values if " " in value)

    def has(self, run: str) -> bool:
        """Say whether a run is data, or nothing but numbers, letters of readers and signs."""
        run = run.strip(ENDS)
        if run in self.values or run.isupper() or HASH.fullmatch(run) or not WORD.search(run):
            return True
        return run.count(" ") >= 3 and run in self.long

    def covers(self, run: str) -> bool:
        """Say so of a run or of all its parts."""
        parts = (part for whole in run.split(" · ") for part in self._parts(whole))
        return all(map(self.has, parts))

    def _parts(self, run: str) -> list[str]:
        return [run] if self.has(run) else PARTS.split(run)


def pages_of(client: Client) -> Iterator[tuple[str, str, str]]:
    """Yield each page that links lead to, a few of each kind: kind, address, HTML."""
    kinds: Counter[str] = Counter()
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or kinds[kind] >= OF_A_KIND:
            continue
        response = client.get(path, follow=True)
        if not response["Content-Type"].startswith("text/html"):
            continue
        kinds[kind] += 1
        html = response.content.decode()
        yield kind, path, html
        for found in re.findall(r'<a [^>]*?href="(/[^"#?]*)', html):
            if found not in known:
                known.add(found)
                waiting.append(found)


def kind_of(path: str) -> str:
    """Return the name of the page's route; nothing for what is no page."""
    if DATA.search(path):
        return ""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def bare_words(pages: Iterator[tuple[str, str, str]]) -> tuple[set[str], list[str]]:
    """Return the kinds of pages seen, and what stands bare on them."""
    known = Known(data())
    bare: dict[str, str] = {}
    seen = set()
    for kind, path, html in pages:
        seen.add(kind)
        reader = Reader()
        reader.feed(html)
        assert f'lang="{pseudo.CODE}"' in html, path
        assert reader.depth == 0, path
        bare |= {run: path for run in reader.bare if not known.covers(run)}
    return seen, [f"{path}: {run}" for run, path in bare.items()]


def foreigner(user: User) -> Client:
    client = Client(headers={"accept-language": pseudo.CODE})
    client.force_login(user)
    return client


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_on_a_page_is_bare_but_data(bracketed):
    call_command("load_sample", verbosity=0)
    seen, bare = bare_words(pages_of(foreigner(User.objects.get(username="lead"))))
    assert not bare, "\n".join(bare)
    assert seen >= {"home", "text_detail", "study_detail", "review_detail", "report_detail", "talk"}


@pytest.mark.django_db
def test_nothing_on_an_empty_site_is_bare(bracketed):
    client = foreigner(cast.person("nora", is_staff=True))
    pages = [*pages_of(client), ("", "/nowhere/", client.get("/nowhere/").content.decode())]
    signed_out = Client(headers={"accept-language": pseudo.CODE})
    pages.append(("", "sign in", signed_out.get("/", follow=True).content.decode()))
    seen, bare = bare_words(iter(pages))
    assert not bare, "\n".join(bare)
    assert seen >= {"home", "text_add", "study_new", "import_list", "report_list", "account"}


TEXT = {
    "kind": "story",
    "body": "She counted.",
    "language": "en",
    "author_name": "quill-1",
    "author_kind": "model",
    "author_training": "unknown",
    "prompt_elicitation": "unknown",
}
# What is refused, and how the reason begins: it stands within a sentence that is translated itself.
REFUSED_TEXTS = (
    ({"sampling": "{"}, "is not JSON:"),
    ({"sampling": '{"a": 1e999}'}, "holds a number"),
    ({"sampling": '{"a": "\\u0000"}'}, "holds the character U+0000"),
    ({"sampling": '{"a": "\\ud800"}'}, "holds half of a surrogate pair (U+D800)"),
    ({"sampling": '{"a": ' + "[" * 110 + "]" * 110 + "}"}, "is nested more than 100 deep"),
    ({"sampling": '{"a": ' + "[" * 210 + "]" * 210 + "}"}, "is nested too deeply"),
    ({"prompt_system": "Be brief."}, "is empty"),
)
REFUSED_PATTERNS = (
    ('"', "a quote that is not closed"),
    ('""', "nothing between the quotes"),
    ("a*b", "* may only end a word"),
    ("…", "… has no letter"),
    ("x*", "write at least 2 letters"),
    ("y" * 201, "too long"),
)

REFUSED_PAGES = (
    ("/texts/?limit=x", "Must be a whole number from 1"),
    ("/texts/?cursor=x", "Not a cursor of this list"),
    ("/texts/?cursor=&offset=3", "A cursor reads by id"),
    ("/concordance/?q=a&cursor=x", "Not a cursor of this list"),
    ("/concordance/?q=a&offset=3", "A concordance is read by cursor"),
)


@pytest.mark.django_db
def test_why_a_line_a_pattern_or_a_page_is_refused_is_said_in_the_language_of_the_page(
    bracketed, ada
):
    client = foreigner(ada)
    motif = cast.codebook(ada, "stairs").motifs.get()
    here = f"/codebooks/{motif.codebook_id}/motifs/stairs/change/"
    given = {"name": motif.name, "sigla": "s", "definition": motif.definition, "status": "active"}
    answers = [(client.post("/texts/add/", TEXT | said), why) for said, why in REFUSED_TEXTS]
    answers += [
        (client.post(here, given | {"patterns": said}), why) for said, why in REFUSED_PATTERNS
    ]
    answers += [(client.get(path), why) for path, why in REFUSED_PAGES]
    for answer, why in answers:
        assert f"{pseudo.OPEN}{why}" in unescape(answer.content.decode()), why


@pytest.mark.django_db
def test_data_speak_english_to_every_reader(bracketed, ada):
    client = foreigner(ada)
    for path in ("/texts.json", "/texts.csv", "/api/v1/texts/?kind=nothing", "/texts.json?kind=x"):
        answer = client.get(path)
        assert pseudo.OPEN not in b"".join(answer).decode(), path
        assert answer["Content-Language"] == "en-gb"
    refused = client.get("/texts/?kind=nothing").content.decode()
    assert f"{pseudo.OPEN}This could not be looked up" in refused


@pytest.mark.django_db
def test_a_language_without_a_catalogue_is_answered_in_english(ada):
    client = Client(headers={"accept-language": "de"})
    client.force_login(ada)
    answer = client.get("/")
    assert b'<html lang="en-GB" dir="ltr">' in answer.content
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_the_words_of_modules_are_served_in_the_language_that_is_asked_for(bracketed):
    said = Client().get("/jsi18n/", headers={"accept-language": pseudo.CODE}).content.decode()
    plain = Client().get("/jsi18n/", headers={"accept-language": "en"}).content.decode()
    for message in ("Undone: %1", "Saving …", "Keep the %1 selected words"):
        written = json.dumps(message)[1:-1]
        assert written in said
        assert written not in plain


TEMPLATES = sorted((pseudo.ROOT / "templates").rglob("*.html"))
MESSAGE = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% block page_class %}.*?%}", re.S
)


def bare_in_template(source: str) -> list[str]:
    """Return what a template says itself, tags and values taken away: pages no walk comes to."""
    reader = Reader()
    plain = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", MESSAGE.sub("", source), flags=re.S)
    reader.feed(plain)
    return [run for run in reader.bare if not Known(set()).covers(run)]


@pytest.mark.pure
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_say_nothing_that_is_not_translated(path):
    assert bare_in_template(path.read_text()) == []
    assert bare_in_template(f"{path.read_text()}<p>Nothing here yet</p>") != []


# A comment, or what stands in quotes.
QUOTED = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.S
)
# Two words, the second without a capital.
SENTENCE = re.compile(r"[A-Za-z]{2,}[,:]? [a-z]{2,}")
CODE = re.compile(r"[_=\[#]|\bsig\b|\w--|button|key=|^(?:tag|suggestion) \$")
MODULES = sorted((pseudo.ROOT / "static/js").glob("*.js"))


def bare_in(source: str) -> list[str]:
    """Return what a module says in quotes that is not translated."""
    found = QUOTED.finditer(pseudo.JS_CALL.sub("", source))
    said = (re.sub(r"\$\{[^}]*\}", "$", next(filter(None, one.groups()), "")) for one in found)
    # Classes and selectors are no sentences.
    return [words for words in said if SENTENCE.search(words) and not CODE.search(words)]


@pytest.mark.pure
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_say_nothing_that_is_not_translated(path):
    assert bare_in(path.read_text()) == []
    assert bare_in(f'{path.read_text()}\nconst SAYS = {{ none: "Nothing here yet" }};\n') != []
