"""Motifs proposed while reading: their proposer's own until a lead accepts them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations.gates import READERS, role_in
from annotations.models import Motif, Review, Study
from annotations.services.codebooks.books import freeze_if_read
from annotations.services.codebooks.changes import retire_motif
from annotations.services.codebooks.examples import add_example
from annotations.services.codebooks.motifs import add_motif, free_sigla, locked_motif
from corpus.errors import NotAllowed, Refused
from corpus.events import record

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def propose_motif(
    *,
    study: Study,
    by: User,
    name: str,
    definition: str,
    review: Review | None = None,
    key: str = "",
    sigla: str = "",
    span: tuple[int, int] | None = None,
    **fields: Any,
) -> Motif:
    """Add a candidate that its proposer may tag with at once, and other reviewers do not see.

    Its key ends in something random, and its sigla are chosen among those the proposer knows: a
    key or sigla that are refused would tell what another reviewer has proposed.
    """
    if study.codebook is None:
        raise Refused(_("The study has no codebook to propose a motif for."))
    if study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: nothing can be proposed in it now.").format(
                state=_(study.state)
            )
        )
    if role_in(by, study) not in READERS:
        raise NotAllowed(_("You are not a reviewer of this study."))
    known = study.codebook.motifs.filter(Q(is_private=False) | Q(proposed_by=by))
    among = list(known.values_list("sigla", flat=True))
    stem = slugify(key or name)[:70].strip("-") or "motif"
    motif = add_motif(
        codebook=study.codebook,
        key=f"{stem}-{secrets.token_hex(2)}",
        name=name,
        definition=definition,
        sigla=sigla or free_sigla(study.codebook, name, among=among),
        by=by,
        verb="motif_proposed",
        study_id=study.pk,
        status=Motif.Status.CANDIDATE,
        is_private=True,
        proposed_by=by,
        proposed_in=review,
        **fields,
    )
    if review is not None and span is not None:
        start, end = span
        add_example(motif=motif, text_id=review.text_id, start=start, end=end, by=by)
    return motif


@transaction.atomic
def accept_motif(*, motif: Motif, by: User | None) -> Motif:
    """Make a candidate a motif that every reviewer is offered."""
    motif = locked_motif(motif)
    if motif.status != Motif.Status.CANDIDATE:
        raise Refused(
            _("“{name}” is {status}: only a candidate is accepted.").format(
                name=motif.name, status=_(motif.status)
            )
        )
    others = motif.codebook.motifs.filter(is_private=False).exclude(pk=motif.pk)
    taken = set(others.values_list("sigla", flat=True))
    if motif.sigla in taken:
        motif.sigla = free_sigla(motif.codebook, motif.name, among=taken)
    motif.status = Motif.Status.ACTIVE
    motif.is_private = False
    motif.save(update_fields=["status", "is_private", "sigla"])
    record(by, "motif_accepted", "motif", motif.pk)
    freeze_if_read(codebook=motif.codebook, by=by)
    return motif


@transaction.atomic
def reject_motif(*, motif: Motif, by: User | None, why: str = "") -> Motif:
    """Retire a candidate; its proposer's tags stay and are listed to be looked at again."""
    motif = locked_motif(motif)
    if motif.status != Motif.Status.CANDIDATE:
        raise Refused(
            _("“{name}” is {status}: only a candidate is rejected.").format(
                name=motif.name, status=_(motif.status)
            )
        )
    return retire_motif(motif=motif, by=by, why=why, verb="motif_rejected")
