"""What may be asked of a concordance, for page, twins and API: by words, or by tags in readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from annotations.concordance_pages import ConcordancePagination
from annotations.concordance_shapes import CONCORDANCE_SCHEMA, LineOut
from annotations.gates import known_motifs, readable_reviews, studies_for
from annotations.models import Motif, Tag
from annotations.resolving import merged_with
from corpus.concordance import BATCH, Concordance, Hits, LemmaHits, Line, Row, WordHits
from corpus.http.listing import Found, Listing
from corpus.http.query import QueryForm
from corpus.kwic.finding import Span, phrase_finder, word_finder
from corpus.kwic.lines import SORTS, UNITS, WORDS, Place
from corpus.models import Source, Text
from corpus.nlp.patterns import PatternError
from corpus.visibility import Reader, open_sources

WAYS = ("word", "lemma", "phrase", "motif")
SPLIT = "author.family"
MAX_WINDOW = 200
DEFAULT_WINDOW = {"words": 8, "characters": 50}
ON_SOURCE = ("collection", "author_family")


class ByField(forms.CharField):
    """How `q` is meant, and whether counts are split: names parted by commas."""

    def clean(self, value: Any) -> Any:
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        for name in names:
            if name not in (*WAYS, SPLIT):
                raise ValidationError(
                    _("No “{name}”: there are {known}.").format(
                        name=name, known=", ".join((*WAYS, SPLIT))
                    )
                )
        if sum(name in WAYS for name in names) > 1:
            raise ValidationError(_("One of {known} at a time.").format(known=", ".join(WAYS)))
        return tuple(dict.fromkeys(names))


class ConcordanceQuery(QueryForm):
    """A concordance's question."""

    q = forms.CharField(
        label=_("Find"),
        max_length=300,
        help_text=_("A word (`leaf`, `whisper*`), a lemma, a phrase, or a motif's key."),
    )
    by = ByField(
        label=_("As"),
        max_length=60,
        help_text=_(
            "How `q` is meant: `word`, `lemma`, `phrase` or `motif`; left out, a word, or a "
            "phrase where there are several. With `author.family`, counts are split by family. "
            "Both at once are parted by a comma."
        ),
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("text by text")),
            ("text", _("text by text")),
            ("left", _("by the words before")),
            ("right", _("by the words after")),
            ("position", _("by place in the text")),
        ],
        help_text=_(
            "`text`, or by the words before (`left`) or after (`right`), or by how far into "
            "its text a match stands (`position`)."
        ),
    )
    window = forms.IntegerField(
        label=_("Window"),
        min_value=1,
        max_value=MAX_WINDOW,
        help_text=_("How much stands on either side: 8 words or 50 characters if left out."),
    )
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[("", _("words")), *((unit, unit) for unit in UNITS)],
        help_text=_("What `window` counts: `words` or `characters`."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("stories and insights")), *Text.Kind.choices]
    )
    language = forms.CharField(label=_("Language"), max_length=20, help_text=_("Such as `en`."))
    collection = forms.UUIDField(label=_("Collection"), help_text=_("A collection's id."))
    author_family = forms.CharField(label=_("Family"), max_length=200)
    study = forms.IntegerField(
        label=_("Study"), min_value=1, max_value=2**63 - 1, help_text=_("Only texts that it reads.")
    )
    dotted = {"author.family": "author_family"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        q, by = data.get("q"), data.get("by") or ()
        if q and "by" not in self.errors:
            try:
                hits_for(q, way_of(q, by))
            except PatternError as error:
                self.add_error("q", str(error))
        return data


def way_of(q: str, by: Sequence[str]) -> str:
    """Return how a search is meant."""
    named = next((name for name in by if name in WAYS), None)
    return named or ("phrase" if len(q.split()) > 1 else "word")


def hits_for(q: str, way: str) -> Hits | None:
    """Return what is sought, or raise PatternError; None for a motif, which needs its reader."""
    if way == "lemma":
        if "*" in q:
            raise PatternError(
                q.index("*"), gettext("a lemma is a whole word; ask by word for a star.")
            )
        word_finder(q)
        return LemmaHits(q.strip())
    if way == "motif":
        return None
    return WordHits(word_finder(q) if way == "word" else phrase_finder(q))


class TagHits:
    """A motif, where readings that a person may see have tagged it."""

    def __init__(self, user: User, motif: str, study: int | None) -> None:
        reviews = readable_reviews(user)
        if study is not None:
            reviews = reviews.filter(study=study)
        self.reviews = reviews
        # As in the table of tags: without proposals of others, and with what was merged into it.
        known = Motif.objects.filter(known_motifs(user))
        named = known.filter(key=motif).values_list("pk", flat=True)
        counted = known.filter(pk__in=merged_with(named)).values("pk")
        self.tags = Tag.objects.filter(
            review__in=reviews, motif__in=counted, start__isnull=False
        ).order_by()

    def narrow(self, texts: QuerySet[Text]) -> QuerySet[Text]:
        return texts.filter(pk__in=self.tags.values("review__text"))

    def spans(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Iterator[Span]]]:
        found: dict[UUID, set[Span]] = {}
        tags = self.tags.filter(review__text__in=[row[0] for row in rows])
        for text, start, end in tags.values_list("review__text", "start", "end"):
            if start is not None and end is not None:
                found.setdefault(text, set()).add((start, end))
        for row in rows:
            yield row, iter(sorted(found.get(row[0], ())))

    def scope(self, sources: QuerySet[Source]) -> QuerySet[Source]:
        return sources.filter(text__in=self.reviews.values("text"))


@dataclass(frozen=True)
class Asked:
    """A concordance, and what else its answer says."""

    concordance: Concordance
    way: str
    by_family: bool

    @property
    def forms(self) -> list[str] | None:
        """Return the forms that were sought for a lemma, once it has been looked for."""
        hits = self.concordance.hits
        if not isinstance(hits, LemmaHits):
            return None
        return sorted({form for found in hits.finders.values() for form in found.wordings})


class ConcordanceListing(Listing):
    """Lines of a concordance."""

    form_class = ConcordanceQuery
    serializer_class = LineOut
    extra_schema = CONCORDANCE_SCHEMA

    def find(self, reader: Reader, asked: dict[str, Any]) -> Found:
        q = asked.get("q", "").strip()
        if not q or not isinstance(reader, User):
            return Found(None)
        by = asked.get("by") or ()
        way = way_of(q, by)
        unit = asked.get("unit") or WORDS
        hits = hits_for(q, way) or TagHits(reader, q, asked.get("study"))
        concordance = Concordance(
            reader=reader,
            hits=hits,
            texts=_texts(reader, asked),
            sources=_sources(reader, asked),
            window=asked.get("window") or DEFAULT_WINDOW[unit],
            unit=unit,
            sort=asked.get("sort") or next(iter(SORTS)),
        )
        return Found(Asked(concordance, way, SPLIT in by))

    def paginator(self) -> ConcordancePagination:
        return ConcordancePagination()

    def present(self, reader: Reader, rows: Sequence[Any]) -> Sequence[Line]:
        return rows

    def stream(self, reader: Reader, rows: Any) -> Iterator[dict[str, Any]]:
        """Yield every line, a batch at a time."""
        if rows is None:
            return
        walk: Iterator[Place] = rows.concordance.all_places()
        while batch := list(islice(walk, BATCH)):
            yield from self.serialize(reader, rows.concordance.lines(batch))


def _texts(reader: User, asked: dict[str, Any]) -> QuerySet[Text]:
    plain = {name: asked[name] for name in ("kind", "language") if asked.get(name)}
    texts = Text.objects.filter(**plain)
    if study := asked.get("study"):
        seen = studies_for(reader).filter(pk=study)
        texts = texts.filter(study_texts__study__in=seen, study_texts__taken_out_at=None)
    return texts


def _sources(reader: User, asked: dict[str, Any]) -> QuerySet[Source] | None:
    paths = {"collection": "collection", "author_family": "author__family"}
    wanted = {paths[name]: asked[name] for name in ON_SOURCE if asked.get(name)}
    return open_sources(reader).filter(**wanted) if wanted else None
