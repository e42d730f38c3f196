"""Who may read which figure and report: every scope and report reaches a view through here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.composing import composed_once
from annotations.gates import get_study_for, is_lead, studies_for
from annotations.models import Membership, Study
from corpus.errors import Invalid, NotAllowed
from corpus.models import Collection
from corpus.visibility import has_unblinded, unblinded_holds, visible_collections
from themes.models import Report, ReportSchedule
from themes.scope import FigureScope

if TYPE_CHECKING:
    from accounts.models import User

HIDDEN = gettext_lazy(
    "The figures of an open blind study are hidden until you close the study or show sources."
)


def get_scope_for(
    user: User,
    *,
    study: int | str | None = None,
    collection: UUID | str | None = None,
    interim: bool = False,
) -> FigureScope:
    """Return what a figure may speak of for this person, or raise Http404, NotAllowed, Invalid."""
    if study and collection:
        raise Invalid(
            ("collection", _("A figure speaks of a study or of a collection, not of both."))
        )
    if study:
        return _study_scope(user, get_study_for(user, study), interim=interim)
    if interim:
        raise Invalid(
            ("interim", _("Only an open blind study has interim figures: name the study."))
        )
    if collection:
        return FigureScope(collection=_collection(user, collection))
    return FigureScope()


def is_blind_and_open(study: Study) -> bool:
    """Say whether the study's own figures would tell what it holds."""
    return study.blind and study.state == Study.State.OPEN


def may_read_interim(user: User, study: Study) -> bool:
    """Say whether this is a lead who has asked to see the study's sources.

    One who has come to see them by reading everything has not asked.
    """
    pressed = study.hold is not None and has_unblinded(user, study.hold)
    return pressed and is_lead(user, study)


def may_build(user: User, scope: FigureScope) -> bool:
    """Say whether the person may have reports of this scope built: editors, and a study's leads."""
    return user.is_staff or (scope.study is not None and is_lead(user, scope.study))


@composed_once
def reports_for(user: User) -> QuerySet[Report]:
    """Return the reports this person may read, newest first.

    Of an open blind study only leads who have shown themselves its sources.
    """
    hidden = Q(study__state=Study.State.OPEN, study__blind=True)
    seen = Q(study=None) | Q(study__in=studies_for(user).values("pk")) & ~hidden
    return Report.objects.filter(seen | Q(study__in=_unblinded_studies(user).values("pk")))


def get_report_for(user: User, pk: UUID | str) -> Report:
    """Return a report this person may read, or raise Http404, or NotAllowed for a blind lead."""
    report = reports_for(user).select_related("study", "collection", "previous").filter(pk=pk)
    found = report.first()
    if found is not None:
        return found
    kept = Report.objects.filter(pk=pk).select_related("study").first()
    if kept is not None and kept.study is not None and is_lead(user, kept.study):
        raise NotAllowed(str(HIDDEN))
    raise Http404("No such report.")


@composed_once
def schedules_for(user: User) -> QuerySet[ReportSchedule]:
    """Return the schedules of scopes whose reports this person may read."""
    rows = ReportSchedule.objects.select_related("study", "collection").order_by("pk")
    known = Q(collection=None) | Q(collection__in=visible_collections(user).values("pk"))
    return rows.filter(known, Q(study=None) | Q(study__in=studies_for(user).values("pk")))


def _study_scope(user: User, study: Study, *, interim: bool) -> FigureScope:
    if not is_blind_and_open(study):
        if interim:
            raise Invalid(("interim", _("Only an open blind study has interim figures.")))
        return FigureScope(study=study)
    if not is_lead(user, study):
        raise Http404("No such figure.")
    if not (interim and may_read_interim(user, study)):
        raise NotAllowed(str(HIDDEN))
    return FigureScope(study=study, interim=True)


def _unblinded_studies(user: User) -> QuerySet[Study]:
    """Return the open blind studies whose interim figures the person may read."""
    leads = Membership.objects.filter(study=OuterRef("pk"), user=user, role=Membership.Role.LEAD)
    return Study.objects.filter(
        Exists(leads), blind=True, state=Study.State.OPEN, hold__in=unblinded_holds(user)
    )


def _collection(user: User, asked: UUID | str) -> Collection:
    """Find a collection by id or by name, among those the person may know of."""
    known = visible_collections(user)
    try:
        wanted = Q(pk=UUID(str(asked)))
    except ValueError:
        wanted = Q(name=str(asked))
    found = known.filter(wanted).first()
    if found is None:
        raise Http404("No such collection.")
    return found
