"""What an analysed text is: plain records that can be stored as JSON and read without spaCy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple


class Form(NamedTuple):
    """A surface as written (’ as '), how often, and the lemmas it may stand for, best first."""

    surface: str
    n: int
    lemmas: tuple[str, ...]


class LemmaCount(NamedTuple):
    """How often a lemma may have occurred, and as which surfaces."""

    n: int
    surfaces: dict[str, int]


@dataclass(frozen=True)
class Failed:
    """A text that could not be analysed, and why."""

    id: int | str
    error: str


@dataclass(frozen=True)
class TextFeatures:
    """Counts, sentences, forms and names of one text.

    `sentences` are half-open code point offsets into the body: `body[start:end]` is the sentence.
    `names` counts, per capitalised word, the sentences that have it after their first word; whether
    it is a name is for the corpus to say (`corpus.nlp.terms.corpus_names`).
    """

    id: int | str
    language: str
    pipeline: str
    n_tokens: int
    n_words: int
    n_paragraphs: int
    n_spoken: int
    n_first_person: int | None
    n_first_person_narrated: int | None
    sentences: tuple[tuple[int, int], ...]
    forms: tuple[Form, ...]
    names: Mapping[str, int]

    @property
    def n_sentences(self) -> int:
        """Return the number of sentences."""
        return len(self.sentences)

    @cached_property
    def lemmas(self) -> dict[str, LemmaCount]:
        """Return every candidate lemma with its count and surfaces, in the order of the forms."""
        surfaces: dict[str, dict[str, int]] = {}
        for form in self.forms:
            for lemma in form.lemmas:
                counts = surfaces.setdefault(lemma, {})
                counts[form.surface] = counts.get(form.surface, 0) + form.n
        return {lemma: LemmaCount(sum(c.values()), c) for lemma, c in surfaces.items()}

    @cached_property
    def surface_counts(self) -> Mapping[str, int]:
        """Return how often each surface is met, lower-cased."""
        counts: Counter[str] = Counter()
        for form in self.forms:
            counts[form.surface.lower()] += form.n
        return counts

    @cached_property
    def word_counts(self) -> Mapping[str, int]:
        """Return how often each plain word is met, as a lemma or as written in any case."""
        counts: Counter[str] = Counter()
        for form in self.forms:
            for word in {form.surface.lower(), *form.lemmas}:
                counts[word] += form.n
        return counts

    @cached_property
    def candidates(self) -> dict[str, tuple[str, ...]]:
        """Return the candidate lemmas of every surface, the noun's reading first."""
        found: dict[str, tuple[str, ...]] = {}
        for form in self.forms:
            found[form.surface] = tuple(dict.fromkeys(found.get(form.surface, ()) + form.lemmas))
        return found

    @property
    def dialogue_share(self) -> float | None:
        """Return the share of words that stand inside quotation marks.

        Returns
        -------
        float or None
            d / n, of words (0 to 1): d = `n_spoken`, the words that begin between an opening and
            its closing mark (“”, "", «», „“, 「」, 『』, and ‘’ where the mark cannot be an
            apostrophe), n = `n_words`. A quotation that a paragraph leaves open runs to the
            paragraph's end. Undefined (None) in a text without words. Speech that is marked by a
            dash, by a straight single quote or not at all is not counted.
        """
        return self.n_spoken / self.n_words if self.n_words else None

    @property
    def first_person_share(self) -> float | None:
        """Return the share of words that are first-person pronouns, speech included.

        Returns
        -------
        float or None
            f / n, of words (0 to 1): f = `n_first_person`, occurrences of I, we and their forms,
            n = `n_words`. Undefined (None) in a text without words and in languages other than
            English.
        """
        return _share(self.n_first_person, self.n_words)

    @property
    def narrated_first_person_share(self) -> float | None:
        """Return the share of first-person pronouns among the words outside quotation marks.

        Returns
        -------
        float or None
            f / n, of words (0 to 1): f = `n_first_person_narrated`, n = `n_words` - `n_spoken`.
            It tells a first-person narrator from characters who say "I". Undefined (None) where
            all is speech and in languages other than English.
        """
        return _share(self.n_first_person_narrated, self.n_words - self.n_spoken)

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, numbers and strings, alike for alike features."""
        return {
            "id": self.id if isinstance(self.id, int) else str(self.id),
            "language": self.language,
            "pipeline": self.pipeline,
            "n_tokens": self.n_tokens,
            "n_words": self.n_words,
            "n_paragraphs": self.n_paragraphs,
            "n_spoken": self.n_spoken,
            "n_first_person": self.n_first_person,
            "n_first_person_narrated": self.n_first_person_narrated,
            "sentences": [list(span) for span in self.sentences],
            "forms": [_form_to_json(form) for form in self.forms],
            "names": dict(self.names),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TextFeatures:
        """Return the features that `to_json` wrote."""
        return cls(
            **{
                **data,
                "sentences": tuple((start, end) for start, end in data["sentences"]),
                "forms": tuple(_form_from_json(*row) for row in data["forms"]),
                "names": dict(data["names"]),
            }
        )


def _share(part: int | None, whole: int) -> float | None:
    return part / whole if part is not None and whole else None


def _form_to_json(form: Form) -> list[Any]:
    """Leave the lemmas out where they say no more than the surface: most words are like that."""
    plain = form.lemmas == (form.surface.lower(),)
    return [form.surface, form.n] if plain else [form.surface, form.n, *form.lemmas]


def _form_from_json(surface: str, count: int, *lemmas: str) -> Form:
    return Form(surface, count, lemmas or (surface.lower(),))
