"""Having a study's texts looked through for what its motifs' patterns would tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Codebook, Study, SuggestionScan
from corpus import jobs
from corpus.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User
    from corpus.models import Job


@transaction.atomic
def start_suggestions(
    *, study: Study, by: User | None = None, again: bool = False, send: bool = True
) -> Job:
    """Have a study's texts looked through; `again` also those that failed or were looked at."""
    if study.suggestions == Study.Suggestions.OFF:
        raise Refused(_("This study shows no suggestions: that is settled before it opens."))
    if study.state != Study.State.OPEN:
        raise Refused(
            _("The study is {state}: suggestions are made while it is open.").format(
                state=_(study.state)
            )
        )
    if again:
        SuggestionScan.objects.filter(study=study).update(digest="")
    return jobs.enqueue(
        "suggest", arguments={"study": study.pk}, by=by, fingerprint=str(study.pk), send=send
    )


def follow_patterns(codebook: Codebook, *, by: User | None) -> None:
    """Look through the texts again of every open study that shows this codebook's suggestions."""
    studies = Study.objects.filter(codebook=codebook, state=Study.State.OPEN)
    for study in studies.exclude(suggestions=Study.Suggestions.OFF).order_by("pk"):
        start_suggestions(study=study, by=by)
