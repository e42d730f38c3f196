"""The spaCy pipeline of a language, built once per process and named so that a result can be dated.

spaCy is imported inside functions only: the web process imports this room without paying for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Any

from corpus.nlp.lemmas import WORD_CLASSES, candidate_lemmas, lookup_lemmas, lower_cased
from corpus.nlp.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.lookups import Lookups

PIPELINE_VERSION = 2
"""Raise it whenever the same text would give other features: stored ones are then made again."""

MODEL_PACKAGES = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm")
"""The English models that are used where installed, the best first."""

UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "th", "yue", "zh"})
"""Languages written without spaces: a word cannot be told from its neighbours without a model."""

CHARACTERS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
"""Kana and Han, each a token of its own in any language."""

MAX_SURFACES = 150_000
"""So many distinct surfaces may a pipeline remember."""

# Marks that stand alone even between two letters, where the stock rules would keep one long word.
_INFIXES = (
    r"[—―“”„«»]",
    r"(?<=[—―…])['‘]",
    r"'(?=[—―])",
    r"[。！？｡、，：；…「」『』（）]",
    rf"[{CHARACTERS}]",
)

# spaCy takes marks off a word one by one and looks at the rest anew each time, so a model stuck on
# "!!!!" would cost time by the square of its length. A long run is therefore one token.
_LONG_RUN = r"(?<![^\w\s])(?<!_)(?:[^\w\s]|_){20,}+"
_CLITIC_RUN = r"(?:'[sS]){3,}+"

# A full stop that the stock rules leave on its word: after a combining mark, an emoji or "PhD".
_STOPS = (r"(?<=[^\w\s.])\.", r"(?<=[^\W\d_]{2})\.")

_ELLIPSES = ("…", "...", "....")


@dataclass(frozen=True)
class Pipeline:
    """A language's tokenizer, sentence splitter and lemmas, with what they are called."""

    name: str
    version: str
    language: str
    nlp: Language = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    uses_model: bool = False

    @property
    def stop_words(self) -> frozenset[str]:
        """Return the language's function words, lower-cased."""
        return frozenset(word.lower().replace("’", "'") for word in self.nlp.Defaults.stop_words)


def base_language(tag: str) -> str:
    """Return the primary subtag of a language tag, `xx` for none.

    Examples
    --------
    >>> base_language("en-GB"), base_language("pt_BR"), base_language("")
    ('en', 'pt', 'xx')
    """
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0] or "xx"


def build_pipeline(language: str) -> Pipeline:
    """Return the pipeline of a language tag, built at the first call for its language.

    spaCy never forgets a string it has seen; a pipeline that has seen too many is built anew.
    """
    pipeline = _pipeline(base_language(language))
    if len(pipeline.lexicon) > MAX_SURFACES:
        _pipeline.cache_clear()
        pipeline = _pipeline(base_language(language))
    return pipeline


@lru_cache(maxsize=16)
def _pipeline(language: str) -> Pipeline:
    model = _installed_model() if language == "en" else None
    nlp, tokenizer = _load_model(model) if model else _blank(language)
    _split_more(nlp)
    marks = nlp.create_pipe("sentencizer").punct_chars  # type: ignore[attr-defined]
    nlp.add_pipe("sentencizer", config={"punct_chars": sorted(marks | set(_ELLIPSES))})
    lemmas, kind = (lower_cased, f"lemmas of {model}") if model else _lemmas(language)
    return Pipeline(
        name=f"{language}: {tokenizer}, {kind}",
        version=_version(model),
        language=language,
        nlp=nlp,
        lexicon=Lexicon(nlp.vocab.strings, lemmas, english=language == "en"),
        uses_model=model is not None,
    )


def _blank(language: str) -> tuple[Language, str]:
    """Make an empty pipeline; `xx` where spaCy lacks the language or a package it asks for."""
    import spacy

    if language in UNSPACED:
        return spacy.blank("xx"), "tokenizer xx (written without spaces: characters, not words)"
    try:
        return spacy.blank(language), f"tokenizer {language}"
    except ImportError:
        return spacy.blank("xx"), "tokenizer xx (no rules for this language)"


def _load_model(package: str) -> tuple[Language, str]:
    """Load a model package for its lemmas; sentences come from the same rules as elsewhere."""
    import spacy

    nlp = spacy.load(package, exclude=["ner", "parser", "senter", "sentencizer"])
    return nlp, f"tokenizer of {package}"


def _installed_model() -> str | None:
    from spacy.util import is_package

    return next((name for name in MODEL_PACKAGES if is_package(name)), None)


def _split_more(nlp: Language) -> None:
    """Add our marks to the tokenizer's own; a word of letters only is never cut."""
    from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

    tokenizer: Any = nlp.tokenizer
    if not hasattr(tokenizer, "infix_finditer"):  # another package's, such as pyvi's
        return
    # The stock list also cuts "wed", "id" and "wont" as if an apostrophe had been forgotten.
    tokenizer.rules = {
        text: pieces
        for text, pieces in tokenizer.rules.items()
        if len(pieces) == 1 or not text.isalpha()
    }
    rules = nlp.Defaults
    prefixes = [_LONG_RUN, *(rules.prefixes or [])]
    suffixes = [_LONG_RUN, _CLITIC_RUN, *(rules.suffixes or []), *_STOPS]
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex([*(rules.infixes or []), *_INFIXES]).finditer


def _lemmas(language: str) -> tuple[Callable[[str], tuple[str, ...]], str]:
    """Choose how surfaces become lemmas, from the tables that the data package has."""
    from spacy.lookups import load_lookups

    if language == "en":
        tables = load_lookups("en", ["lemma_rules", "lemma_exc", "lemma_index"])
        stop_words = _pipeline_stop_words(language)
        return candidate_lemmas(*_english_tables(tables), stop_words), "candidate lemmas"
    found = load_lookups(language, ["lemma_lookup"], strict=False)
    if not found.has_table("lemma_lookup"):
        return lower_cased, "lower-cased forms (no lemma tables)"
    table = found.get_table("lemma_lookup")
    return lookup_lemmas(table.get), "lookup lemmas"


def _pipeline_stop_words(language: str) -> frozenset[str]:
    from spacy.util import get_lang_class

    return frozenset(get_lang_class(language).Defaults.stop_words)


def _english_tables(lookups: Lookups) -> tuple[Mapping, Mapping, Mapping]:
    """Return exceptions, index and rules by word class, the index as sets."""
    exceptions, index, rules = (
        {name: lookups.get_table(table).get(name, {}) for name in WORD_CLASSES}
        for table in ("lemma_exc", "lemma_index", "lemma_rules")
    )
    return exceptions, {name: frozenset(words) for name, words in index.items()}, rules


def _version(model: str | None) -> str:
    """Name all that a result depends on."""
    used = f"{model} {installed_version(model)}" if model else "no en_core_web package"
    return "; ".join(
        (
            f"variorum {PIPELINE_VERSION}",
            f"spacy {installed_version('spacy')}",
            f"spacy-lookups-data {installed_version('spacy-lookups-data')}",
            used,
        )
    )
