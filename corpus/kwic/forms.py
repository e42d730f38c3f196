"""From a lemma to the forms that may stand for it: the lemma tables, read the other way round.

Read without spaCy, so that the web process can answer: the tables are files of their own package.
"""

from __future__ import annotations

import gzip
import json
import runpy
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.nlp.lemmas import WORD_CLASSES, candidate_lemmas
from corpus.nlp.pipeline import base_language


@lru_cache(maxsize=512)
def forms_of(lemma: str, language: str) -> tuple[str, ...]:
    """Return the forms that may stand for a lemma in a language, itself first.

    Examples
    --------
    >>> forms_of("leaf", "en")
    ('leaf', 'leafed', 'leafing', 'leafs', 'leaves')
    >>> "went" in forms_of("go", "en"), "his" in forms_of("hi", "en")
    (True, False)
    """
    lemma = lemma.lower()
    language = base_language(language)
    if language == "en":
        lemmatise, proposals = _english()
        found = {form for form in proposals(lemma) if lemma in lemmatise(form)}
    else:
        table = _read_table(language, "lemma_lookup")
        found = {form.lower() for form, base in table.items() if base.lower() == lemma}
    return (lemma, *sorted(found - {lemma}))


@lru_cache(maxsize=1)
def _english() -> tuple[Callable[[str], tuple[str, ...]], Callable[[str], Iterator[str]]]:
    """Return English's lemmatiser, and what proposes forms of a lemma to be tried by it."""
    exceptions = _classes("lemma_exc")
    rules = _classes("lemma_rules")
    index = {name: frozenset(words) for name, words in _classes("lemma_index").items()}
    irregular: dict[str, list[str]] = {}
    for name in WORD_CLASSES:
        for form, lemmas in exceptions[name].items():
            for lemma in lemmas:
                irregular.setdefault(lemma, []).append(form)

    def proposals(lemma: str) -> Iterator[str]:
        yield from irregular.get(lemma, ())
        for name in WORD_CLASSES:
            for old, new in rules[name]:
                if lemma.endswith(new):
                    yield lemma[: len(lemma) - len(new)] + old

    return candidate_lemmas(exceptions, index, rules, _function_words()), proposals


def _classes(table: str) -> dict[str, Any]:
    found = _read_table("en", table)
    return {name: found.get(name, {}) for name in WORD_CLASSES}


def _read_table(language: str, table: str) -> Mapping[str, Any]:
    path = _folder("spacy_lookups_data") / "data" / f"{language}_{table}.json.gz"
    if not language.isalpha() or not path.exists():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def _function_words() -> frozenset[str]:
    """Return spaCy's English function words: its list is a file that needs none of the rest."""
    rules = runpy.run_path(str(_folder("spacy") / "lang" / "en" / "stop_words.py"))
    return frozenset(word.lower().replace("’", "'") for word in rules["STOP_WORDS"])


def _folder(package: str) -> Path:
    """Return where a package lies, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent
