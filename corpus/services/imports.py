"""Beginning an import: the file goes into the database, cut into chunks of whole lines."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from corpus import events, jobs
from corpus.errors import Invalid
from corpus.importing.chunks import FileFacts, Readable, split_file
from corpus.models import Import, ImportChunk
from corpus.services.collections import NAME_LIMIT, ensure_collection

if TYPE_CHECKING:
    from accounts.models import User

_ENDINGS = {".jsonl", ".ndjson", ".json", ".txt"}


@transaction.atomic
def start_import(
    *,
    file: Readable,
    file_name: str,
    by: User | None,
    collection_name: str = "",
    send: bool = True,
) -> Import:
    """Take in a file and have it read by a worker, or with `send=False` by whoever calls next."""
    run = Import.objects.create(
        by=by,
        collection=ensure_collection(collection_name.strip() or name_for(file_name)),
        file_name=PurePath(file_name).name[:300],
        file_bytes=0,
    )
    facts = FileFacts()
    for chunk in split_file(file, facts):
        if facts.size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // 1024**2
            raise Invalid(
                (
                    "file",
                    _("The file is larger than {limit} MB; cut it into several.").format(
                        limit=limit
                    ),
                )
            )
        ImportChunk.objects.create(import_run=run, number=chunk.number, lines=chunk.data)
    run.file_bytes, run.file_sha256 = facts.size, facts.sha256
    run.job = jobs.enqueue(
        "import", arguments={"import": run.pk, "lines": facts.lines}, by=by, send=send
    )
    run.save(update_fields=["file_bytes", "file_sha256", "job"])
    events.record(by, "imported", "import", run.pk)
    return run


def name_for(file_name: str) -> str:
    """Return what the collection of a file is called if nobody says: the file's name."""
    path = PurePath(file_name.replace("\\", "/"))
    name = path.stem if path.suffix.lower() in _ENDINGS else path.name
    return name.strip()[:NAME_LIMIT].strip() or "Imported"
