"""What an edition's page shows, made from its frozen content alone."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from annotations.citing import EditionCitation
from annotations.laid_over import Mark, Piece, has_backward, inside, pieces_of, runs_backward
from annotations.models import Edition
from annotations.presenters import LANGUAGE_TAG, TONES

PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
# A scale's strip: its first point and its last, and the width of a letter, as they are drawn.
LEFT, RIGHT, LETTER = 14, 126, 8
# Letters in a line of the text and of a note; how high a note's line is beside one of the text's;
# so many lines that a margin may run on below the text, and that a note may stand below its words.
BODY_WIDTH, NOTE_WIDTH, NOTE_HEIGHT, SPARE, FAR = 64, 26, 0.7, 12, 28
# No line of the text has so many letters, be they ever so narrow.
MORE_THAN_A_LINE = 100


@dataclass(frozen=True, slots=True)
class Motif:
    key: str
    name: str
    sigla: str
    tone: int
    definition: str
    counts_when: str
    does_not_count_when: str
    in_version: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note: what one or more readers marked at one place with one motif."""

    number: int
    motif: Motif
    start: int | None
    end: int | None
    quote: str
    readers: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    # Of the readers, those who accepted it from a suggestion.
    suggested: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"n{self.number}"

    @property
    def lines(self) -> int:
        """About how many lines it takes in the margin, with the space below it."""
        return 2 + sum(1 + len(words) // NOTE_WIDTH for _, words in self.said)


@dataclass(frozen=True, slots=True)
class Run:
    """Words under the same marks, the notes that begin with them, and what the margin has there.

    Beside them stand notes in groups, mostly of one: see `_beside`.
    """

    piece: Piece
    notes: tuple[Note, ...]
    beside: tuple[tuple[Note, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one reader answered on a scale."""

    reader: str
    value: int | None
    sentence: str
    reason: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Dot:
    """Readers who chose the same point of a scale, drawn as one."""

    x: float
    readers: str

    @property
    def width(self) -> int:
        return LETTER * len(self.readers) + 6

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class ScaleRow:
    name: str
    question: str
    top: int
    cells: tuple[Cell, ...]
    ticks: tuple[float, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Everything the page shows."""

    edition: Edition
    content: dict[str, Any]
    readings: tuple[dict[str, Any], ...]
    motifs: tuple[Motif, ...]
    whole: tuple[Note, ...]
    notes: tuple[Note, ...]
    paragraphs: tuple[tuple[Run, ...], ...]
    scales: tuple[ScaleRow, ...]
    citation: EditionCitation
    language: str
    direction: str
    generated: date | None

    @property
    def is_crowded(self) -> bool:
        """Say whether the margin would run on far below the text, or notes stand far from theirs.

        They then stand below the text alone.
        """
        beside = [note for note in self.notes if note.start is not None]
        starts, firsts = _lines_of(self.content["text"]["body"])
        if sum(note.lines for note in beside) * NOTE_HEIGHT > firsts[-1] + SPARE:
            return True
        free = 0.0
        for note in beside:
            start = note.start or 0
            row = bisect_right(starts, start) - 1
            line = firsts[row] + (start - starts[row]) // BODY_WIDTH
            top = max(free, line)
            if top - line > FAR:
                return True
            free = top + note.lines * NOTE_HEIGHT
        return False


def edition_page(edition: Edition, address: str) -> EditionPage:
    """Return the page of an edition that is at this address."""
    content = json.loads(edition.content)
    body = content["text"]["body"]
    motifs = _motifs(content)
    notes = _notes(content, {motif.key: motif for motif in motifs})
    scales = tuple(_scale_row(scale, content) for scale in content["scales"])
    language = content["text"]["language"]
    given = content["provenance"]["generated_at"]
    return EditionPage(
        edition=edition,
        content=content,
        readings=tuple(
            reading | {"on": date.fromisoformat(reading["submitted_on"])}
            for reading in content["readings"]
        ),
        motifs=motifs,
        whole=tuple(note for note in notes if note.start is None),
        notes=tuple(notes),
        paragraphs=tuple(_paragraphs(body, notes)),
        scales=scales,
        citation=citation_of(edition, address),
        language=language if LANGUAGE_TAG.fullmatch(language) else "",
        direction="rtl" if runs_backward(body) else "ltr",
        generated=datetime.fromisoformat(given).date() if given else None,
    )


def citation_of(edition: Edition, address: str) -> EditionCitation:
    """Return what a citation of the edition names."""
    content = json.loads(edition.content)
    return EditionCitation(
        key=f"variorum-{str(edition.pk)[:8]}-{edition.number}",
        title=edition.title,
        author=content["provenance"]["author"]["name"],
        editor=edition.edited_by,
        published=edition.published_at.date(),
        number=edition.number,
        address=address,
        licence=content["provenance"]["licence"],
        language=content["text"]["language"],
    )


def _lines_of(body: str) -> tuple[list[int], list[int]]:
    """Return where each of a body's lines begins, and about how many are printed before it.

    The second has one more: how many lines there are in all.
    """
    starts, firsts = [0], [0]
    for line in body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
        firsts.append(firsts[-1] + 1 + len(line) // BODY_WIDTH)
    return starts[:-1], firsts


def _motifs(content: dict[str, Any]) -> tuple[Motif, ...]:
    rows = sorted(content["motifs"], key=lambda motif: motif["place"])
    return tuple(
        Motif(
            key=row["key"],
            name=_named(row),
            sigla=(row.get("counts_as") or row)["sigla"],
            tone=row["place"] % TONES + 1,
            definition=row["definition"],
            counts_when=row["counts_when"],
            does_not_count_when=row["does_not_count_when"],
            in_version=row["in_version"],
        )
        for row in rows
    )


def _named(row: dict[str, Any]) -> str:
    """Return a motif's name; of one that was merged, that of what its tags count as."""
    if counts_as := row.get("counts_as"):
        names = {"name": counts_as["name"], "given": row["name"]}
        return _("%(name)s (tagged as %(given)s)") % names
    name: str = row["name"]
    return name


def _notes(content: dict[str, Any], motifs: dict[str, Motif]) -> list[Note]:
    """Return the tags as numbered notes, those of the whole text first; equal ones are one note."""
    places: dict[tuple[int, int, str], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for reading in content["readings"]:
        for tag in reading["tags"]:
            if tag["motif"] in motifs:
                start = -1 if tag["start"] is None else tag["start"]
                place = (start, -(tag["end"] or 0), tag["motif"])
                places[place].append((reading["reader"], tag))
    return [
        Note(
            number=number,
            motif=motifs[key],
            start=tags[0][1]["start"],
            end=tags[0][1]["end"],
            quote=tags[0][1]["quote"],
            readers=tuple(reader for reader, _ in tags),
            said=tuple((reader, tag["note"]) for reader, tag in tags if tag["note"].strip()),
            suggested=tuple(reader for reader, tag in tags if tag.get("suggestion")),
        )
        for number, ((_, _, key), tags) in enumerate(sorted(places.items()), start=1)
    ]


def _paragraphs(body: str, notes: list[Note]) -> Iterator[tuple[Run, ...]]:
    """Yield the paragraphs of a body, each cut where marks begin and end."""
    marks = [
        Mark(note.id, note.start, note.end, note.motif.tone, note.motif.sigla)
        for note in notes
        if note.start is not None and note.end is not None
    ]
    gaps = [(match.start(), match.end()) for match in PARAGRAPH.finditer(body)]
    cuts = [place for gap in gaps for place in gap]
    pieces = pieces_of(body, marks, cuts=cuts)
    known = {note.id: note for note in notes}
    starts = [0, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(body)]
    waiting: list[Note] = []
    together = has_backward(body)
    for start, end, after in zip(starts, ends, [*starts[1:], len(body)], strict=True):
        runs = []
        for piece in inside(pieces, start, end):
            begun = [*waiting, *(known[mark.id] for mark in piece.heads)]
            waiting = []
            runs.append(Run(piece, tuple(begun)))
        if runs:
            yield tuple(_beside(runs, together=together))
        # A mark may begin in the gap between two paragraphs: its note stands with the next.
        for piece in inside(pieces, end, after):
            waiting += [known[mark.id] for mark in piece.heads]


def _beside(runs: list[Run], *, together: bool) -> Iterator[Run]:
    """Yield the runs of a paragraph with the notes that float beside each.

    Of a line that runs backward Chromium sets the floats from its left to its right, so the later
    above the earlier. Notes that could begin in one line are therefore one float, `together`.
    """
    if not together:
        for run in runs:
            yield replace(run, beside=tuple((note,) for note in run.notes))
        return
    groups: dict[int, list[Note]] = {}
    first = -MORE_THAN_A_LINE
    for run in runs:
        if run.notes and run.piece.start - first >= MORE_THAN_A_LINE:
            first = run.piece.start
        if run.notes:
            groups.setdefault(first, []).extend(run.notes)
    for run in runs:
        group = groups.get(run.piece.start)
        yield replace(run, beside=(tuple(group),)) if group else run


def _scale_row(scale: dict[str, Any], content: dict[str, Any]) -> ScaleRow:
    top = len(scale["points"])
    cells = tuple(
        _cell(scale, reading["reader"], rating)
        for reading in content["readings"]
        for rating in reading["ratings"]
        if rating["scale"] == scale["key"]
    )
    chosen: dict[int, str] = defaultdict(str)
    for cell in cells:
        if cell.value is not None:
            chosen[cell.value] += cell.reader
    return ScaleRow(
        name=scale["name"],
        question=scale["question"],
        top=top,
        cells=cells,
        ticks=tuple(_x(point, top) for point in range(1, top + 1)),
        dots=tuple(Dot(_x(value, top), readers) for value, readers in sorted(chosen.items())),
    )


def _cell(scale: dict[str, Any], reader: str, rating: dict[str, Any]) -> Cell:
    value = rating["value"]
    return Cell(
        reader=reader,
        value=value,
        sentence=scale["points"][value - 1] if value else "",
        reason=rating["reason"],
        rationale=rating["rationale"],
    )


def _x(point: int, top: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * (point - 1) / max(1, top - 1), 1)
