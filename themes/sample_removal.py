"""Taking the demonstration away again, and nothing that is anybody's own."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from annotations.models import (
    Assignment,
    Codebook,
    Comment,
    Edition,
    Memo,
    Motif,
    Review,
    Study,
    StudyText,
)
from corpus.errors import Refused
from corpus.events import record
from corpus.models import Author, Collection, Hold, Import, Prompt, Source, Text
from themes.models import Report, ReportSchedule
from themes.sample import REMOVED, sign_ins_path


@transaction.atomic
def remove_sample() -> tuple[dict[str, int], list[str]]:
    """Delete the sample's texts, studies, readings, reports and people.

    Return how many of each, and the people who are kept, because they have done something outside
    the sample, but can no longer sign in.

    Refuses, before anything is touched, while a study that is not the sample's reads its texts.
    """
    collections = Collection.objects.filter(is_sample=True)
    sources = Source.objects.filter(collection__in=collections)
    texts = list(sources.values_list("pk", flat=True))
    _refuse_if_read(texts)
    studies = Study.objects.filter(is_sample=True)
    holds = list(studies.exclude(hold=None).values_list("hold", flat=True))
    authors = list(sources.values_list("author", flat=True).distinct())
    prompts = list(sources.exclude(prompt=None).values_list("prompt", flat=True).distinct())
    counts = {"reports": _remove_reports(studies, collections)}
    _remove_memos(studies, texts)
    counts["readings"] = _remove_studies(studies)
    counts["studies"] = studies.delete()[1].get("annotations.Study", 0)
    Hold.objects.filter(pk__in=holds).delete()
    for codebook in Codebook.objects.filter(is_sample=True, study=None):
        codebook.motifs.update(parent=None)
        codebook.delete()
    sources.update(excerpt_of=None, excerpt_start=None, excerpt_end=None)
    Text.objects.filter(pk__in=texts).delete()
    counts["texts"] = len(texts)
    Import.objects.filter(collection__in=collections).delete()
    collections.delete()
    Author.objects.filter(pk__in=authors, sources=None, registered=False).delete()
    Prompt.objects.filter(pk__in=prompts, sources=None, registered=False).delete()
    counts["people"], switched_off = _remove_people()
    record(None, REMOVED, "sample", "")
    with suppress(FileNotFoundError):
        sign_ins_path().unlink()
    return counts, switched_off


def _refuse_if_read(texts: list[UUID]) -> None:
    others = Study.objects.filter(is_sample=False, study_texts__text__in=texts).distinct()
    names = sorted(set(others.values_list("name", flat=True)))
    if names:
        raise Refused(
            _(
                "These studies read texts of the sample: {names}. Take its texts out of "
                "them first; nothing was removed."
            ).format(names=", ".join(names))
        )


def _remove_reports(studies: QuerySet[Study], collections: QuerySet[Collection]) -> int:
    removed = 0
    for scope in ({"study__in": studies}, {"collection__in": collections}):
        removed += Report.objects.filter(**scope).delete()[1].get("themes.Report", 0)
        ReportSchedule.objects.filter(**scope).delete()
    return removed


def _remove_studies(studies: QuerySet[Study]) -> int:
    Edition.objects.filter(study__in=studies).delete()
    Comment.objects.filter(study__in=studies).delete()
    removed = Review.objects.filter(study__in=studies).delete()[1].get("annotations.Review", 0)
    Assignment.objects.filter(study__in=studies).delete()
    StudyText.objects.filter(study__in=studies).delete()
    return removed


def _remove_memos(studies: QuerySet[Study], texts: list[UUID]) -> None:
    """Delete what the sample's people noted about the sample; others' memos lose their subject."""
    motifs = Motif.objects.filter(codebook__is_sample=True)
    about = Memo.objects.filter(Q(study__in=studies) | Q(text__in=texts) | Q(motif__in=motifs))
    about.filter(author__is_sample=True).delete()
    about.filter(study__in=studies).update(study=None, shared=False)
    Memo.objects.filter(text__in=texts).update(text=None)
    Memo.objects.filter(motif__in=motifs).update(motif=None)


def _remove_people() -> tuple[int, list[str]]:
    """Delete the sample's people; one who has done something of their own can no longer sign in."""
    removed = 0
    switched_off: list[str] = []
    for person in User.objects.filter(is_sample=True):
        if _has_own(person):
            person.is_active = False
            person.save(update_fields=["is_active"])
            switched_off.append(person.username)
        else:
            person.delete()
            removed += 1
    return removed, switched_off


def _has_own(person: User) -> bool:
    """Say whether somebody of the sample has done anything outside it."""
    rows = (
        person.reviews,
        person.memberships,
        person.imports,
        person.comments,
        person.memos,
        person.editions,
    )
    return any(row.exists() for row in rows)
