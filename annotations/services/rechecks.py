"""Listing tags to be looked at again, and striking off those that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import CodebookVersion, Motif, Recheck, Review, Study, Tag
from annotations.resolving import final_motif, merged_with


def ask_again(motifs: Sequence[Motif], *, why: str, choices: Sequence[str] = ()) -> int:
    """List every tag that counts as one of these motifs, in readings that can still change.

    A tag is listed once: what is asked of it anew takes the place of what was asked before. The
    readings are locked, so that no tag goes while it is being listed. Return how many.
    """
    ids = merged_with({motif.pk for motif in motifs})
    return _ask(Tag.objects.filter(motif__in=ids), why=why, choices=choices)


def ask_of_parted(motifs: Sequence[Motif], *, since: CodebookVersion, choice: str) -> int:
    """List tags of these motifs that would have been another's, had that been offered meanwhile.

    Where several motifs have parted from one, a tag is asked about once, with all of them to
    choose from.
    """
    made = {"codebook_version__number__gte": since.number}
    tags = Tag.objects.filter(motif__in=motifs, **made)
    return _ask(tags, why=Recheck.Why.PARTED, choices=[choice])


def ask_of_late(tags: Sequence[Tag]) -> None:
    """List tags that were just made with a motif that stands no more."""
    if not tags:
        return
    gone = Motif.objects.select_related("merged_into__merged_into").in_bulk(
        {tag.motif_id for tag in tags}
    )
    asked = {pk: _why_gone(motif) for pk, motif in gone.items()}
    _list((tag, *asked[tag.motif_id]) for tag in tags)


def _why_gone(motif: Motif) -> tuple[str, list[str]]:
    if motif.merged_into is not None:
        return Recheck.Why.MERGED, [final_motif(motif).key]
    parts = Motif.objects.filter(split_from=motif).order_by("pk").values_list("key", flat=True)
    return (Recheck.Why.SPLIT, list(parts)) if parts else (Recheck.Why.RETIRED, [])


def withdraw(motif: Motif, *, why: str) -> None:
    """Ask no longer what has been taken back; what was decided stays as it was decided."""
    Recheck.objects.filter(motif=motif, why=why, state=Recheck.State.OPEN).delete()


def _ask(tags: QuerySet[Tag], *, why: str, choices: Sequence[str]) -> int:
    reviews = Review.objects.filter(
        study__state=Study.State.OPEN, pk__in=tags.order_by().values("review")
    )
    held = list(reviews.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    found = list(tags.filter(review__in=held).order_by("pk"))
    listed = Recheck.objects.filter(tag__in=[tag.pk for tag in found], state=Recheck.State.OPEN)
    parted = listed.filter(why=Recheck.Why.PARTED).values_list("tag", "choices")
    kept = dict(parted) if why == Recheck.Why.PARTED else {}
    listed.delete()
    _list((tag, why, list(dict.fromkeys((*kept.get(tag.pk, ()), *choices)))) for tag in found)
    return len(found)


def _list(asked: Iterable[tuple[Tag, str, list[str]]]) -> None:
    Recheck.objects.bulk_create(
        (
            Recheck(
                review_id=tag.review_id,
                tag=tag,
                motif_id=tag.motif_id,
                start=tag.start,
                end=tag.end,
                quote=tag.quote,
                why=why,
                choices=choices,
            )
            for tag, why, choices in asked
        ),
        batch_size=500,
    )


def strike_off(gone: Sequence[Tag], new: Sequence[Tag], *, reader_id: int) -> None:
    """Close what was asked of tags that their reader takes away, or gives another motif."""
    instead = {(tag.start, tag.end): tag.motif_id for tag in new}
    rows = list(Recheck.objects.filter(tag__in=gone, state=Recheck.State.OPEN))
    for row in rows:
        row.chosen_id = instead.get((row.start, row.end))
        row.state = Recheck.State.RETAGGED if row.chosen_id else Recheck.State.REMOVED
        row.decided_by_id = reader_id
        row.decided_at = timezone.now()
    Recheck.objects.bulk_update(rows, ["state", "chosen", "decided_by", "decided_at"])
