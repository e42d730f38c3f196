"""What an edition freezes: the text, its provenance, the readings, and what their words meant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from annotations.laid_over import letter
from annotations.models import Motif, Scale, Study, Submission
from annotations.resolving import final_motif
from corpus.visibility import VisibleSource, VisibleText

FORMAT = "variorum-edition/1"


def canonical(content: dict[str, Any]) -> str:
    """Return content as the one string of JSON that its hash is of."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def content_of(
    *,
    study: Study,
    text: VisibleText,
    source: VisibleSource,
    submissions: Sequence[Submission],
    names: bool,
) -> dict[str, Any]:
    """Return all that the edition says of text and readings; nothing in it names a row of ours."""
    book = _book(study)
    readings = [_reading(row, letter(n), book, names=names) for n, row in enumerate(submissions)]
    used = {tag["motif"] for reading in readings for tag in reading["tags"]}
    version = study.codebook_version
    return {
        "format": FORMAT,
        "text": {
            "id": str(text.id),
            "kind": text.kind,
            "language": text.language,
            "length": text.length,
            "sha256": source.sha256,
            "body": text.body,
        },
        "provenance": _provenance(text, source),
        "study": {"name": study.name, "blind": study.blind},
        "codebook": version
        and {
            "name": version.codebook.name,
            "version": version.number,
            "sha256": version.sha256,
        },
        "motifs": _motifs(study, used, book),
        "scales": [_scale(scale) for scale in study.scales.all()],
        "readings": readings,
    }


def _provenance(text: VisibleText, source: VisibleSource) -> dict[str, Any]:
    author, prompt = source.author, text.prompt
    return {
        "title": source.title,
        "author": {
            "name": author.name,
            "kind": author.kind,
            "family": author.family if author.kind == "model" and author.family_stated else "",
            "provider": author.provider,
            "training": author.training,
            "released_on": author.released_on.isoformat() if author.released_on else None,
        },
        "prompt": prompt
        and {
            "text": prompt.text,
            "system": prompt.system or "",
            "elicitation": prompt.elicitation,
        },
        "sampling": source.sampling,
        "generated_at": source.generated_at.isoformat() if source.generated_at else None,
        "source_url": source.source_url,
        "licence": source.licence,
    }


def _reading(row: Submission, label: str, book: dict[str, Motif], *, names: bool) -> dict[str, Any]:
    content = row.content
    return {
        "reader": label,
        "name": row.review.reviewer.get_username() if names else None,
        "submitted_on": row.at.date().isoformat(),
        "after_seeing_the_source": row.unblinded,
        "by_who_brought_the_text": row.brought,
        "ratings": content["ratings"],
        "tags": _tags(content["tags"], book),
        "action": content["action"],
        "comment": content["comment"],
    }


def _book(study: Study) -> dict[str, Motif]:
    """Return the codebook as it stands, by key."""
    if study.codebook is None:
        return {}
    return {row.key: row for row in study.codebook.motifs.select_related("merged_into")}


def _tags(tags: Iterable[dict[str, Any]], book: dict[str, Motif]) -> list[dict[str, Any]]:
    """Return tags as all may read them.

    A proposal that nobody accepted is its proposer's own: its tags are left out, or where it was
    merged, published as what they count as. Of a suggestion all but our number for it stays.
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for tag in tags:
        motif = book.get(tag["motif"])
        if motif is not None and motif.is_private:
            motif = final_motif(motif)
        if motif is None or motif.is_private:
            continue
        said = tag | {"motif": motif.key}
        if made := tag.get("suggestion"):
            said["suggestion"] = {name: made[name] for name in made if name != "id"}
        found.setdefault((motif.key, tag["start"], tag["end"]), said)
    return list(found.values())


def _motifs(study: Study, used: set[str], book: dict[str, Motif]) -> list[dict[str, Any]]:
    """Return what the motifs meant in the study's version; one added since, what it means now."""
    frozen = study.codebook_version.content if study.codebook_version else []
    known = {motif["key"] for motif in frozen}
    later = [motif for motif in book.values() if motif.key in used - known]
    wanted = ("key", "name", "sigla", "definition", "counts_when", "does_not_count_when")
    return [
        {name: motif[name] for name in wanted}
        | {"in_version": True, "place": place, "counts_as": _counts_as(book.get(motif["key"]))}
        for place, motif in enumerate(frozen)
        if motif["key"] in used
    ] + [
        {name: getattr(motif, name) for name in wanted}
        | {"in_version": False, "place": len(frozen) + place, "counts_as": _counts_as(motif)}
        for place, motif in enumerate(later)
    ]


def _counts_as(motif: Motif | None) -> dict[str, str] | None:
    """Return which motif another was merged into, if it was."""
    if motif is None or motif.merged_into is None:
        return None
    final = final_motif(motif)
    return {"key": final.key, "name": final.name, "sigla": final.sigla}


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "key": scale.key,
        "name": scale.name,
        "question": scale.question,
        "points": scale.points,
    }
