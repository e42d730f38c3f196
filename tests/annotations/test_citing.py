"""Citations: valid whatever stands in a title."""

from __future__ import annotations

import re
from datetime import date

import pytest

from annotations.citing import Citation, bibtex, csl, escaped

pytestmark = pytest.mark.pure
# From the CSL-JSON schema (csl-data.json, version 1.0): what an item needs, and what we use.
REQUIRED = {"id", "type"}
KNOWN = {
    *("id", "type", "title", "author", "editor", "container-title", "issued", "version", "URL"),
    *("note", "language"),
}


def citation(**fields) -> Citation:
    return Citation(
        **{
            "key": "variorum-12345678-1",
            "title": "Doors",
            "author": "quill-1",
            "editor": "",
            "published": date(2026, 11, 3),
            "number": 1,
            "address": "https://example.org/editions/1_2/",
            "licence": "CC0-1.0",
            "language": "en",
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("words", "tex"),
    [
        ("50% & #1_a", r"50\% \& \#1\_a"),
        ("{x} $y$", r"\{x\} \$y\$"),
        ("a\\b~c^d", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d"),
        ("two\n lines", "two lines"),
        ("Ångström דלת", "Ångström דלת"),
    ],
)
def test_what_tex_reads_as_commands_is_spelt_out(words, tex):
    assert escaped(words) == tex


def test_braces_of_an_entry_match_whatever_its_title_holds():
    entry = bibtex(citation(title="} @evil{x, {{", editor="A } B", licence="CC {0}"))
    bare = re.sub(r"\\[{}]", "", entry)
    depth = 0
    for place, character in enumerate(bare):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or place in (len(bare) - 1, len(bare) - 2) or place < bare.index("{")
    assert depth == 0
    assert entry.count("\n@") == 0
    assert entry.startswith("@misc{variorum-12345678-1,\n")


def test_an_entry_names_everything_in_its_place():
    assert bibtex(citation(editor="Ada L.")) == (
        "@misc{variorum-12345678-1,\n"
        "  author = {{quill-1}},\n"
        "  title = {{Doors}},\n"
        "  editor = {{Ada L.}},\n"
        "  howpublished = {Variorum},\n"
        "  edition = {1},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  day = {3},\n"
        "  url = {https://example.org/editions/1_2/},\n"
        "  language = {en},\n"
        "  note = {Commented edition 1. Text: CC0-1.0.}\n"
        "}\n"
    )


def test_csl_has_what_its_schema_requires_and_nothing_it_does_not_know():
    for given in (citation(), citation(editor="Ada L.", language="", licence="")):
        (item,) = csl(given)
        assert set(item) >= REQUIRED
        assert set(item) <= KNOWN
        assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
        assert item["author"] == [{"literal": "quill-1"}]
    assert "editor" not in csl(citation())[0]


def test_the_sentence_ends_a_title_once():
    assert citation(title="Who is it?").sentence.startswith("quill-1. “Who is it?” Commented")
    assert citation().sentence.startswith("quill-1. “Doors.” Commented edition 1. Variorum, 3 ")
