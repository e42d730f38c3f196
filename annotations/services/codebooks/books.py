"""Codebooks and their frozen versions: a version, once frozen, is never changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Codebook, CodebookVersion, Motif, Study
from annotations.services.suggesting import follow_patterns
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
        raise Invalid(("name", _("Give the codebook a name.")))
    if Codebook.objects.filter(name=name).exists():
        raise Refused(
            _("There is a codebook called “{name}” already: choose another name.").format(name=name)
        )
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


def locked_codebook(pk: int) -> Codebook:
    """Return the codebook, which nobody else changes until this transaction ends."""
    return Codebook.objects.select_for_update().get(pk=pk)


@transaction.atomic
def freeze_codebook(*, codebook: Codebook, by: User | None) -> CodebookVersion:
    """Freeze the codebook as a numbered version, or return the last one if nothing changed."""
    locked_codebook(codebook.pk)
    content = frozen_content(codebook)
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


@transaction.atomic
def publish_version(*, version: CodebookVersion, by: User | None) -> CodebookVersion:
    """Let anybody read a version at its address, for good: a citation is to lead somewhere."""
    version = CodebookVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at is None:
        version.published_at = timezone.now()
        version.save(update_fields=["published_at"])
        record(by, "codebook_published", "codebook", version.codebook_id, version=version.number)
    return version


def freeze_if_read(*, codebook: Codebook, by: User | None) -> None:
    """Freeze the codebook if it is being read against, and look for its patterns as they are now.

    What readers see always has a number.
    """
    if Study.objects.filter(codebook=codebook, state=Study.State.OPEN).exists():
        freeze_codebook(codebook=codebook, by=by)
        follow_patterns(codebook, by=by)


def frozen_content(codebook: Codebook) -> list[dict[str, Any]]:
    """Return the motifs as a version keeps them, without proposals nobody has accepted.

    Where a motif came from or went is named only if it did: versions that were frozen before
    there was such a thing keep their hash.
    """
    motifs = codebook.motifs.filter(is_private=False)
    return [_row(motif) for motif in motifs.select_related("parent", "merged_into", "split_from")]


def _row(motif: Motif) -> dict[str, Any]:
    row = {field: getattr(motif, field) for field in FROZEN_FIELDS}
    row["parent"] = motif.parent.key if motif.parent else None
    if motif.merged_into:
        row["merged_into"] = motif.merged_into.key
    if motif.split_from:
        row["split_from"] = motif.split_from.key
    return row
