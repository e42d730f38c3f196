"""The pipelines, and what they call themselves."""

from __future__ import annotations

import textwrap
from importlib.metadata import version

import pytest

from corpus.nlp import pipeline as module
from corpus.nlp.features import analyse_texts
from corpus.nlp.pipeline import PIPELINE_VERSION, build_pipeline

pytestmark = pytest.mark.pure


@pytest.fixture
def fresh_pipelines():
    module._pipeline.cache_clear()
    yield
    module._pipeline.cache_clear()


def test_the_version_names_all_that_a_result_depends_on():
    found = build_pipeline("en").version
    assert f"variorum {PIPELINE_VERSION};" in found
    assert f"spacy {version('spacy')};" in found
    assert f"spacy-lookups-data {version('spacy-lookups-data')}" in found


def test_a_pipeline_is_built_once_for_all_tags_of_its_language():
    assert build_pipeline("en-GB") is build_pipeline("EN") is build_pipeline("en_US")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "candidate lemmas"),
        ("de", "tokenizer de, lookup lemmas"),
        ("he", "tokenizer he, lower-cased forms (no lemma tables)"),
        ("tlh", "tokenizer xx (no rules for this language)"),
        ("ko", "tokenizer xx"),
        ("ja", "characters, not words"),
        ("", "xx: tokenizer xx"),
    ],
)
def test_the_name_says_what_the_language_has(language, said):
    assert said in build_pipeline(language).name


def test_a_pipeline_is_built_anew_when_it_has_seen_too_much(monkeypatch, fresh_pipelines):
    first = build_pipeline("en")
    monkeypatch.setattr(module, "MAX_SURFACES", 3)
    list(analyse_texts([(1, "One two three four five.", "en")]))
    assert build_pipeline("en") is not first


@pytest.fixture
def model_package(tmp_path, monkeypatch, fresh_pipelines):
    """Install a package of the shape of spaCy's own, whose lemma of "leaves" is the verb's."""
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{}]], {"LEMMA": "Other"})
    ruler.add([[{"LOWER": "leaves"}]], {"LEMMA": "leave"})
    (tmp_path / "en_core_web_sm").mkdir()
    nlp.to_disk(tmp_path / "en_core_web_sm" / "data")
    (tmp_path / "en_core_web_sm" / "__init__.py").write_text(
        textwrap.dedent(
            """
            from pathlib import Path
            from spacy.util import load_model_from_path

            def load(**options):
                return load_model_from_path(Path(__file__).parent / "data", **options)
            """
        )
    )
    metadata = tmp_path / "en_core_web_sm-3.8.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: en_core_web_sm\nVersion: 3.8.0\n"
    )
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("model_package")
def test_a_model_gives_the_lemmas_when_it_is_installed():
    found = build_pipeline("en")
    assert "en_core_web_sm 3.8.0" in found.version
    assert "en_core_web_sm" in found.name
    [text] = analyse_texts([(1, "He leaves. She left.", "en")])
    assert text.candidates["leaves"] == ("leave",)
    assert text.n_sentences == 2
