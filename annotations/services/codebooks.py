"""Writing codebooks: motifs are added and retired; a version, once frozen, is never changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from annotations.models import Codebook, CodebookVersion, Motif
from corpus.errors import Invalid, Refused
from corpus.events import record

if TYPE_CHECKING:
    from accounts.models import User

FROZEN_FIELDS = (
    "key",
    "name",
    "sigla",
    "definition",
    "counts_when",
    "does_not_count_when",
    "examples",
    "patterns",
    "status",
)


@transaction.atomic
def create_codebook(
    *, name: str, by: User | None, description: str = "", is_sample: bool = False
) -> Codebook:
    """Begin a codebook."""
    if not name.strip():
        raise Invalid(("name", "Give the codebook a name."))
    if Codebook.objects.filter(name=name).exists():
        raise Refused(f"There is a codebook called “{name}” already: choose another name.")
    codebook = Codebook.objects.create(
        name=name, description=description, created_by=by, is_sample=is_sample
    )
    record(by, "codebook_created", "codebook", codebook.pk)
    return codebook


def free_codebook_name(wanted: str) -> str:
    """Return the name, or the name with the first number that is free."""
    taken = set(Codebook.objects.filter(name__startswith=wanted).values_list("name", flat=True))
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted} ({number})" in taken:
        number += 1
    return f"{wanted} ({number})"


@transaction.atomic
def create_motif(
    *,
    codebook: Codebook,
    key: str,
    name: str,
    definition: str,
    by: User | None,
    sigla: str = "",
    **fields: Any,
) -> Motif:
    """Add a motif; its key is unique in the codebook."""
    if codebook.motifs.filter(key=key).exists():
        raise Refused(f"The codebook has a motif “{key}” already: choose another key.")
    try:
        motif = Motif.objects.create(
            codebook=codebook,
            key=key,
            name=name,
            definition=definition,
            sigla=sigla or _free_sigla(codebook, name),
            position=codebook.motifs.count() + 1,
            **fields,
        )
    except IntegrityError as error:
        raise Invalid(("name", "A motif needs a key, a name and a definition.")) from error
    record(by, "motif_created", "motif", motif.pk)
    return motif


@transaction.atomic
def update_motif(*, motif: Motif, by: User | None, **changes: Any) -> Motif:
    """Change a motif's wording or status. Its key stays; frozen versions keep what they had."""
    for field, value in changes.items():
        setattr(motif, field, value)
    motif.save(update_fields=list(changes))
    record(by, "motif_changed", "motif", motif.pk, fields=sorted(changes))
    return motif


@transaction.atomic
def freeze_codebook(*, codebook: Codebook, by: User | None) -> CodebookVersion:
    """Freeze the codebook as a numbered version, or return the last one if nothing changed."""
    content = [
        {field: getattr(motif, field) for field in FROZEN_FIELDS}
        | {"parent": motif.parent.key if motif.parent else None}
        for motif in codebook.motifs.select_related("parent")
    ]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    last = codebook.versions.order_by("-number").first()
    if last is not None and last.sha256 == digest:
        return last
    version = CodebookVersion.objects.create(
        codebook=codebook,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=digest,
    )
    record(by, "codebook_frozen", "codebook", codebook.pk, version=version.number)
    return version


def _free_sigla(codebook: Codebook, name: str) -> str:
    """Return the shortest start of the motif's name that no other motif is marked with."""
    taken = set(codebook.motifs.values_list("sigla", flat=True))
    letters = "".join(character for character in name.lower() if character.isalnum()) or "m"
    initials = "".join(word[0] for word in name.lower().split() if word[0].isalnum())
    for candidate in (letters[0], initials[:2], letters[:2], initials[:3], letters[:3]):
        if candidate and candidate not in taken:
            return candidate
    number = 1
    while f"{letters[0]}{number}" in taken:
        number += 1
    return f"{letters[0]}{number}"[:3]
