"""Merging motifs and undoing it, splitting and retiring. A tag keeps the motif it was given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Motif, Recheck
from annotations.models.codebook import STANDING
from annotations.services.codebooks.books import freeze_if_read
from annotations.services.codebooks.motifs import add_motif, locked_motif
from annotations.services.rechecks import ask_again, ask_of_parted, withdraw
from corpus.errors import Invalid, Refused
from corpus.events import record
from corpus.models import Event

if TYPE_CHECKING:
    from accounts.models import User

FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One of the motifs that another is split into."""

    key: str
    name: str
    definition: str
    counts_when: str = ""
    does_not_count_when: str = ""
    sigla: str = ""


@transaction.atomic
def merge_motif(*, motif: Motif, into: Motif, by: User | None) -> Motif:
    """Let every tag of a motif count as another one's; both rows and all tags stay.

    Only a motif that stands may be merged, and only into one that stands. Under the codebook's
    lock that is enough to keep the pointers from ever going round.
    """
    motif = locked_motif(motif)
    target = Motif.objects.select_related("codebook").get(pk=into.pk)
    if motif.pk == target.pk:
        raise Invalid(("into", _("A motif cannot be merged into itself.")))
    if motif.codebook_id != target.codebook_id:
        raise Invalid(("into", _("“{key}” is in another codebook.").format(key=target.key)))
    _require_standing(motif, _("merged"))
    if target.is_private:
        raise Refused(_("“{name}” is a proposal: accept it first.").format(name=target.name))
    if target.status not in STANDING:
        raise Refused(
            _("“{name}” is {status}: merge into a motif that stands.").format(
                name=target.name, status=_(target.status)
            )
        )
    before = motif.status
    motif.status = Motif.Status.MERGED
    motif.merged_into = target
    motif.save(update_fields=["status", "merged_into"])
    asked = ask_again([motif], why=Recheck.Why.MERGED, choices=[target.key])
    record(by, "motif_merged", "motif", motif.pk, into=target.pk, was=before, tags=asked)
    freeze_if_read(codebook=motif.codebook, by=by)
    return motif


@transaction.atomic
def unmerge_motif(*, motif: Motif, by: User | None, why: str = "") -> Motif:
    """Let a merged motif stand by itself again, as what it was; the merge stays in the log.

    Its tags, and those of what was merged into it, count as its own again. They are listed for
    their readers, and so are the tags that were given the other motif while it was not offered:
    under the merge, its own would have been among them.
    """
    motif = locked_motif(motif)
    if motif.merged_into is None:
        raise Refused(_("“{name}” is not merged.").format(name=motif.name))
    others = list(_merged_into(motif))
    merge = Event.objects.filter(verb="motif_merged", subject="motif", subject_id=str(motif.pk))
    last = merge.order_by("-pk").first()
    motif.status = Motif.Status.CANDIDATE if motif.is_private else _status_before(last)
    motif.merged_into = None
    motif.save(update_fields=["status", "merged_into"])
    withdraw(motif, why=Recheck.Why.MERGED)
    asked = ask_again([motif], why=Recheck.Why.UNMERGED, choices=[others[-1].key])
    version = (
        motif.codebook.versions.filter(at__gte=last.at).order_by("number").first() if last else None
    )
    if version is not None and not motif.is_private:
        asked += ask_of_parted(others, since=version, choice=motif.key)
    record(by, "motif_unmerged", "motif", motif.pk, into=others[0].pk, why=why.strip(), tags=asked)
    freeze_if_read(codebook=motif.codebook, by=by)
    return motif


def _merged_into(motif: Motif) -> Iterator[Motif]:
    """Yield what a motif was merged into, and what that was merged into."""
    while motif.merged_into is not None:
        motif = motif.merged_into
        yield motif


def _status_before(merge: Event | None) -> str:
    """Return what a motif was before its merge; merges did not always say."""
    return str(merge.data.get("was", Motif.Status.ACTIVE)) if merge else Motif.Status.ACTIVE


@transaction.atomic
def split_motif(*, motif: Motif, into: Sequence[PartDraft], by: User | None) -> list[Motif]:
    """Retire a motif in favour of two or more; its tags stay its own until their readers choose."""
    motif = locked_motif(motif)
    _require_standing(motif, _("split"))
    if motif.is_private:
        raise Refused(_("A proposal is accepted, merged or rejected, not split."))
    if len(into) < FEWEST_PARTS:
        raise Invalid(("into", _("Split a motif into two or more.")))
    parts = [
        add_motif(
            codebook=motif.codebook,
            by=by,
            key=part.key,
            name=part.name,
            definition=part.definition,
            counts_when=part.counts_when,
            does_not_count_when=part.does_not_count_when,
            sigla=part.sigla,
            parent=motif.parent,
            split_from=motif,
        )
        for part in into
    ]
    motif.status = Motif.Status.RETIRED
    motif.save(update_fields=["status"])
    asked = ask_again([motif], why=Recheck.Why.SPLIT, choices=[part.key for part in parts])
    record(by, "motif_split", "motif", motif.pk, into=[part.pk for part in parts], tags=asked)
    freeze_if_read(codebook=motif.codebook, by=by)
    return parts


@transaction.atomic
def retire_motif(
    *, motif: Motif, by: User | None, why: str = "", verb: str = "motif_retired"
) -> Motif:
    """Offer a motif no longer; its tags stay, and are listed to be looked at again."""
    motif = locked_motif(motif)
    _require_standing(motif, _("retired"))
    motif.status = Motif.Status.RETIRED
    motif.save(update_fields=["status"])
    asked = ask_again([motif], why=Recheck.Why.RETIRED)
    record(by, verb, "motif", motif.pk, why=why.strip(), tags=asked)
    freeze_if_read(codebook=motif.codebook, by=by)
    return motif


def _require_standing(motif: Motif, done: str) -> None:
    if motif.status not in STANDING:
        raise Refused(
            _("“{name}” is {status} already: it cannot be {done}.").format(
                name=motif.name, status=_(motif.status), done=done
            )
        )
