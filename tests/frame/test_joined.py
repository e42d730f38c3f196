"""The scripts and styles of a page, joined into one file."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client

from corpus.http.joined import NotJoined, joined, signature

STATIC = Path(settings.BASE_DIR) / "static"


def address_in(tag: str) -> str:
    found = Template(f"{{% load variorum_tags %}}{tag}").render(Context())
    (address,) = re.findall(r'(?:href|src)="([^"]+)"', found)
    return address


@pytest.mark.pure
def test_each_module_stands_once_and_after_what_it_imports():
    text = joined("js", ("review", "place_link")).body.decode()
    order = re.findall(r"^// (\w+)\.js$", text, re.MULTILINE)
    assert len(order) == len(set(order)) > 50
    for path in (STATIC / "js").glob("*.js"):
        if path.stem in order:
            for other in re.findall(r'from "\./(\w+)\.js"', path.read_text()):
                assert order.index(other) < order.index(path.stem)


@pytest.mark.pure
def test_every_module_can_be_joined():
    for path in (STATIC / "js").glob("*.js"):
        text = joined("js", (path.stem,)).body.decode()
        assert f"// {path.name}" in text
        assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


@pytest.mark.pure
def test_no_style_sheet_names_a_file_beside_it():
    # The joined file lies elsewhere: what it named would not be found.
    for path in (STATIC / "css").glob("*.css"):
        assert not re.search(r"@import|url\(", path.read_text()), path


@pytest.mark.pure
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"a": 'import { b } from "./b.js";\n', "b": 'import { a } from "./a.js";\n'}, "itself"),
        ({"a": 'import { b } from "./gone.js";\n'}, "no js/gone.js"),
        ({"a": 'import b from "./a.js";\n'}, "import b"),
        ({"a": "export default 1;\n"}, "export default"),
        ({"a": "export let now = 1;\n"}, "export let"),
    ],
)
def test_a_module_is_refused_when_joining_would_change_it(modules, texts, said):
    modules(**texts)
    with pytest.raises(NotJoined, match=said):
        joined("js", ("a",))


@pytest.mark.pure
@pytest.mark.parametrize("tag", ['{% scripts "talk" %}', '{% styles "base" "print" %}'])
def test_a_joined_file_is_kept_for_good_when_its_address_names_it(tag):
    answer = Client().get(address_in(tag))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer
    packed = Client().get(address_in(tag), headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == answer.content


@pytest.mark.pure
def test_a_page_from_before_an_upgrade_is_given_what_there_is_and_told_not_to_keep_it():
    address = address_in('{% scripts "talk" %}')
    stale = re.sub(r"[0-9a-f]{16}\.js$", "0" * 16 + ".js", address)
    answer = Client().get(stale)
    assert answer.content == Client().get(address).content
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "names", ["gone", "base+base", "base+gone", "b" * 300, "+".join(["base"] * 50)]
)
def test_no_other_file_is_to_be_had(names):
    digests = f"{signature('css', names)}.{'0' * 16}"
    assert Client().get(f"/joined/{names}.{digests}.css").status_code == 404


@pytest.mark.django_db
def test_files_that_no_page_names_together_are_neither_joined_nor_kept():
    browser = Client()
    address = address_in('{% styles "base" "print" %}')
    assert browser.get(address).status_code == 200
    kept = joined.cache_info().currsize
    for other in (
        address.replace("base+print", "print+base"),
        address.replace("base+print", "base"),
        re.sub(r"[0-9a-f]{16}", "0" * 16, address, count=1),
        address.replace(".css", ".js"),
    ):
        assert browser.get(other).status_code == 404, other
    assert joined.cache_info().currsize == kept


@pytest.mark.pure
def test_each_file_is_linked_alone_when_the_site_is_worked_on(settings):
    settings.DEBUG = True
    tag = '{% load variorum_tags %}{% styles "base" "print" %}{% scripts "talk" %}'
    assert Template(tag).render(Context()).replace("\n", "") == (
        '<link rel="stylesheet" href="/static/css/base.css">'
        '<link rel="stylesheet" href="/static/css/print.css">'
        '<script type="module" src="/static/js/talk.js"></script>'
    )
