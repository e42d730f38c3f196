"""What an edition freezes: the text, its provenance, the readings, and what their words meant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from annotations.laid_over import letter
from annotations.models import Motif, Scale, Study, Submission
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
    readings = [_reading(row, letter(n), names=names) for n, row in enumerate(submissions)]
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
        "motifs": _motifs(study, used),
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


def _reading(row: Submission, label: str, *, names: bool) -> dict[str, Any]:
    content = row.content
    return {
        "reader": label,
        "name": row.review.reviewer.get_username() if names else None,
        "submitted_on": row.at.date().isoformat(),
        "after_seeing_the_source": row.unblinded,
        "by_who_brought_the_text": row.brought,
        "ratings": content["ratings"],
        "tags": content["tags"],
        "action": content["action"],
        "comment": content["comment"],
    }


def _motifs(study: Study, used: set[str]) -> list[dict[str, Any]]:
    """Return what the motifs meant in the study's version; one added since, what it means now."""
    frozen = study.codebook_version.content if study.codebook_version else []
    known = {motif["key"] for motif in frozen}
    later: Iterable[Motif] = ()
    if study.codebook is not None:
        later = study.codebook.motifs.filter(key__in=used - known)
    wanted = ("key", "name", "sigla", "definition", "counts_when", "does_not_count_when")
    return [
        {name: motif[name] for name in wanted} | {"in_version": True, "place": place}
        for place, motif in enumerate(frozen)
        if motif["key"] in used
    ] + [
        {name: getattr(motif, name) for name in wanted}
        | {"in_version": False, "place": len(frozen) + place}
        for place, motif in enumerate(later)
    ]


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "key": scale.key,
        "name": scale.name,
        "question": scale.question,
        "points": scale.points,
    }
