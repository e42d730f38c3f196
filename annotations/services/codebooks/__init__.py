"""Writing codebooks: every change is one more line in the log, and no tag is ever lost by one."""

from annotations.services.codebooks.books import (
    create_codebook,
    free_codebook_name,
    freeze_codebook,
    freeze_if_read,
    publish_version,
)
from annotations.services.codebooks.changes import (
    merge_motif,
    retire_motif,
    split_motif,
    unmerge_motif,
)
from annotations.services.codebooks.examples import add_example, remove_example
from annotations.services.codebooks.motifs import create_motif, rename_motif, update_motif
from annotations.services.codebooks.proposals import accept_motif, propose_motif, reject_motif

__all__ = [
    "accept_motif",
    "add_example",
    "create_codebook",
    "create_motif",
    "free_codebook_name",
    "freeze_codebook",
    "freeze_if_read",
    "merge_motif",
    "propose_motif",
    "publish_version",
    "reject_motif",
    "remove_example",
    "rename_motif",
    "retire_motif",
    "split_motif",
    "unmerge_motif",
    "update_motif",
]
