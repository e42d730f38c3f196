"""The search, before a blind study opens, for names that would give sources away.

Every name the lead may see is looked for in every text, and a shipped list of model names beside:
never a text's own author's name in that text alone, which would tell whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from annotations.models import Study
from corpus.models import Author, Text
from corpus.visibility import present, visible_authors

if TYPE_CHECKING:
    from accounts.models import User

MODEL_NAMES = (
    "aya",
    "bard",
    "chatglm",
    "chatgpt",
    "claude",
    "codestral",
    "command-r",
    "dall-e",
    "davinci",
    "deepseek",
    "ernie",
    "falcon-40b",
    "flan-t5",
    "gemini",
    "gemma",
    "glm-4",
    "gpt",
    "gpt-2",
    "gpt-3",
    "gpt-3.5",
    "gpt-4",
    "gpt-4o",
    "gpt-5",
    "granite",
    "grok",
    "hermes",
    "jamba",
    "kimi",
    "llama",
    "magistral",
    "mistral",
    "mixtral",
    "mpt-7b",
    "nemotron",
    "olmo",
    "openai",
    "anthropic",
    "deepmind",
    "palm 2",
    "phi-3",
    "phi-4",
    "pythia",
    "qwen",
    "qwq",
    "stablelm",
    "vicuna",
    "wizardlm",
    "yi-34b",
    "language model",
)
SHOWN_AROUND = 30


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name, and where it stands. `text` is empty where it stands in the study's own wording."""

    name: str
    where: str
    text: str
    start: int
    end: int
    excerpt: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def names_found(study: Study, lead: User) -> list[NameFound]:
    """Return every name that reviewers of the study would read, by place."""
    pattern = _pattern(names_known_to(lead))
    return [
        _hit(where, text, words, match)
        for where, text, words in _passages(study, lead)
        for match in pattern.finditer(words)
    ]


@dataclass(frozen=True, slots=True)
class NameSummary:
    """How often a name was found, and the first places."""

    name: str
    count: int
    first: tuple[dict[str, Any], ...]


def by_name(hits: Iterable[dict[str, Any]], *, shown: int = 5) -> list[NameSummary]:
    """Gather hits by name, the rarest first: common ones are mostly common words."""
    found: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        found.setdefault(hit["name"].casefold(), []).append(hit)
    return [
        NameSummary(group[0]["name"], len(group), tuple(group[:shown]))
        for group in sorted(found.values(), key=lambda group: (len(group), group[0]["name"]))
    ]


def names_known_to(lead: User) -> set[str]:
    """Return every author, family, provider and alias the lead may see, and the shipped list."""
    names = set(MODEL_NAMES)
    rows = visible_authors(lead).values_list("kind", "name", "family", "provider", "aliases")
    for kind, name, family, provider, aliases in rows:
        names.update((name, *(aliases or ())))
        # A person's family and provider are labels such as "human", which betray nobody.
        if kind == Author.Kind.MODEL:
            names.update((family, provider))
    return {name.strip() for name in names if len(name.strip()) > 1}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that "gpt-4o" is not found as "gpt-4"; by first letter, so that at each
    # word a score of letters is tried and not a hundred names: a third of the time over long texts.
    ordered = sorted(names, key=lambda name: (_first(name), -len(name), name))
    groups = [
        f"{re.escape(letter)}(?:{'|'.join(re.escape(name[1:]) for name in group)})"
        for letter, group in groupby(ordered, _first)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _first(name: str) -> str:
    """Return the first letter as one that stands for both cases; a few have no single such."""
    small = name[0].lower()
    return small if len(small) == 1 else name[0]


def _passages(study: Study, lead: User) -> Iterator[tuple[str, str, str]]:
    """Yield (where, text id, words) of everything a reviewer is shown."""
    yield "name", "", study.name
    yield "guidelines", "", study.guidelines
    yield "forecast_question", "", study.forecast_question
    for scale in study.scales.all():
        yield f"scale {scale.key}", "", "\n".join((scale.name, scale.question, *scale.points))
    motifs = study.codebook.motifs.all() if study.codebook else ()
    for motif in motifs:
        worded = (motif.name, motif.definition, motif.counts_when, motif.does_not_count_when)
        yield f"motif {motif.key}", "", "\n".join((*worded, *map(str, motif.examples)))
    texts = Text.objects.filter(study_texts__study=study, study_texts__taken_out_at=None)
    prompts: dict[str, None] = {}
    for text in present(lead, texts.order_by("pk")):
        yield "text", str(text.id), text.body
        if text.prompt:
            prompts.setdefault(text.prompt.text)
    for words in prompts:
        yield "prompt", "", words


def _hit(where: str, text: str, words: str, match: re.Match[str]) -> NameFound:
    start, end = match.span()
    around = words[max(0, start - SHOWN_AROUND) : end + SHOWN_AROUND]
    return NameFound(match.group(), where, text, start, end, " ".join(around.split()))
