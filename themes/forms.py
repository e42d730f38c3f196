"""What is asked of this room: on pages and in query strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.gates import studies_for
from annotations.models import Membership, Study
from corpus.http.query import QueryForm
from corpus.models import Collection
from corpus.visibility import visible_collections
from themes.gates import is_blind_and_open, may_read_interim
from themes.models import ReportSchedule

if TYPE_CHECKING:
    from accounts.models import User

BIG = 2**63 - 1
EVERYTHING = _("All texts that are not the sample")


class ScopeField(forms.ChoiceField):
    """One choice of what a report speaks of; empty is all that is not the sample."""

    def read(self, value: str) -> dict[str, Any]:
        """Return the chosen scope as what services take."""
        kind, _, key = value.partition(":")
        if kind == "study":
            return {"study": Study.objects.select_related("hold").get(pk=key)}
        if kind == "collection":
            return {"collection": Collection.objects.get(pk=key)}
        return {}


class BuildReportForm(forms.Form):
    """What to report on, and what to call it."""

    scope = ScopeField(label=_("What it speaks of"), required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is named after what it speaks of and the day."),
    )

    def __init__(self, *args: Any, user: User, study: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = scope_choices(user, interim=True)
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]
        # A study that reports may not be had of is not among the choices, and is not chosen.
        self.fields["scope"].initial = f"study:{study}" if study else ""

    def wanted(self) -> dict[str, Any]:
        """Return what the service takes: an open blind study can only be asked for in between."""
        field = self.fields["scope"]
        assert isinstance(field, ScopeField)
        scope = field.read(self.cleaned_data["scope"])
        study = scope.get("study")
        interim = study is not None and is_blind_and_open(study)
        return {**scope, "title": self.cleaned_data["title"], "interim": interim}


class ScheduleForm(forms.Form):
    """What to report on again and again, and how often."""

    scope = ScopeField(label=_("What it speaks of"), required=False)
    every = forms.ChoiceField(
        label=_("How often"),
        choices=[("day", _("every day")), ("week", _("every week")), ("month", _("every month"))],
        initial=ReportSchedule.Every.MONTH,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scope_choices(user, interim=False)  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        field = self.fields["scope"]
        assert isinstance(field, ScopeField)
        return {**field.read(self.cleaned_data["scope"]), "every": self.cleaned_data["every"]}


class ReportQuery(QueryForm):
    study = forms.IntegerField(label=_("Study"), min_value=1, max_value=BIG)
    collection = forms.UUIDField(label=_("Collection"))


class PrevalenceQuery(QueryForm):
    """What is asked of prevalence. Neither study nor collection: all that is not the sample."""

    study = forms.IntegerField(label=_("Study"), min_value=1, max_value=BIG)
    collection = forms.CharField(label=_("Collection, by id or by name"), max_length=200)
    by = forms.ChoiceField(
        label=_("Groups (default: family)"),
        choices=[("", _("family")), ("family",) * 2, ("elicitation",) * 2, ("author",) * 2],
    )
    motif = forms.CharField(label=_("Motif, by key"), max_length=120)
    pattern = forms.CharField(
        help_text=_("A word or phrase instead of motifs: the word, not the motif"), max_length=200
    )
    interim = forms.ChoiceField(
        help_text=_("1: count what the open study holds, for leads who have shown its sources"),
        choices=[("", _("no")), ("0", _("no")), ("1", _("yes"))],
    )


def scope_choices(user: User, *, interim: bool) -> list[tuple[str, Any]]:
    """Return what this person may have reports of."""
    choices: list[tuple[str, Any]] = [("", EVERYTHING)] if user.is_staff else []
    choices += [(f"study:{s.pk}", _named(s)) for s in _studies(user, interim=interim)]
    if user.is_staff:
        collections = visible_collections(user).order_by("name")
        said = gettext("Collection: {name}")
        choices += [(f"collection:{c.pk}", said.format(name=c.name)) for c in collections]
    return choices


def _studies(user: User, *, interim: bool) -> list[Study]:
    found: QuerySet[Study] = studies_for(user).exclude(state=Study.State.DRAFT)
    if not user.is_staff:
        led = Membership.objects.filter(user=user, role=Membership.Role.LEAD).values("study")
        found = found.filter(pk__in=led)
    return [
        study
        for study in found.select_related("hold").order_by("-pk")
        if not is_blind_and_open(study) or (interim and may_read_interim(user, study))
    ]


def _named(study: Study) -> str:
    interim = gettext("Study: {name} (interim)")
    said = interim if is_blind_and_open(study) else gettext("Study: {name}")
    return said.format(name=study.name)
