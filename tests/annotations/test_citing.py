"""Citations: valid whatever stands in a title."""

from __future__ import annotations

from datetime import date

import pytest

from annotations.citing import EditionCitation, VersionCitation, escaped

pytestmark = pytest.mark.pure
# From the CSL-JSON schema (csl-data.json, version 1.0): what an item needs, and what we use.
REQUIRED = {"id", "type"}
KNOWN = {
    *("id", "type", "title", "author", "editor", "container-title", "issued", "version", "URL"),
    *("note", "language"),
}


def citation(**fields) -> EditionCitation:
    return EditionCitation(
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
        ("{x} $y$", r"\textbraceleft{}x\textbraceright{} \$y\$"),
        ("a\\b~c^d", r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d"),
        ("two\n lines", "two lines"),
        ("Ångström דלת", "Ångström דלת"),
    ],
)
def test_what_tex_reads_as_commands_is_spelt_out(words, tex):
    assert escaped(words) == tex


def test_braces_of_an_entry_match_whatever_its_title_holds():
    entry = citation(title="} @evil{x, {{", editor="A } B", licence="CC {0}").bibtex
    depth = 0
    # As BibTeX does, which counts a brace whatever stands before it.
    for place, character in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or place >= len(entry) - 2 or place < entry.index("{")
    assert depth == 0
    assert entry.count("\n@") == 0
    assert entry.startswith("@misc{variorum-12345678-1,\n")


def test_an_entry_names_everything_in_its_place():
    assert citation(editor="Ada L.").bibtex == (
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
        item = given.csl
        assert set(item) >= REQUIRED
        assert set(item) <= KNOWN
        assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
        assert item["author"] == [{"literal": "quill-1"}]
    assert "editor" not in citation().csl


def test_the_sentence_ends_a_title_once():
    assert citation(title="Who is it?").sentence.startswith("quill-1. “Who is it?” Commented")
    assert citation().sentence.startswith("quill-1. “Doors.” Commented edition 1. Variorum, 3 ")


def test_a_frozen_version_is_cited_with_its_hash_and_without_an_author_where_none_is_known():
    version = VersionCitation(
        name="Doors & stairs",
        number=2,
        author="",
        published=date(2026, 11, 3),
        address="https://example.org/codebooks/1/versions/2/",
        sha256="ab" * 32,
    )
    assert version.bibtex == (
        "@misc{doors-stairs-v2,\n"
        "  title = {{Doors \\& stairs}, version 2},\n"
        "  year = {2026},\n"
        "  howpublished = {Codebook},\n"
        "  url = {https://example.org/codebooks/1/versions/2/},\n"
        f"  note = {{SHA-256 {version.sha256}}}\n"
        "}\n"
    )
    assert set(version.csl) == {"id", "issued", "URL", "type", "genre", "title", "version", "note"}
    assert version.sentence.startswith("(2026). Doors & stairs, version 2 [codebook]. https://")
