"""What the pages of studies and codebooks take in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from annotations.gates import codebooks_for
from annotations.inputs import STATUS_SET, WORDING
from annotations.models import Codebook, Membership, Motif, Study
from annotations.models.studies import FORECAST_DAYS, FORECAST_QUESTION
from annotations.scales import RESERVED, ScaleDraft
from annotations.services.codebooks.motifs import pattern_errors


class StudyForm(forms.Form):
    """A study: a name is enough."""

    name = forms.CharField(max_length=200, label=_("Name"))
    guidelines = forms.CharField(
        label=_("Guidelines"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What reviewers should know before they read."),
    )
    codebook = forms.ModelChoiceField(
        label=_("Codebook"),
        queryset=Codebook.objects.none(),
        required=False,
        empty_label=_("a new one, named after the study"),
        help_text=_("What may be tagged. Opening the study freezes a version of it."),
    )
    reviewers_per_text = forms.IntegerField(
        min_value=1, max_value=100, initial=2, label=_("Readers per text")
    )
    blind = forms.BooleanField(
        label=_("Blind"),
        required=False,
        initial=True,
        help_text=_("Nobody sees where a text came from before they have submitted their reading."),
    )
    reveal = forms.ChoiceField(
        label=_("Show the source"),
        choices=[
            ("text", _("after each text, to who has submitted it")),
            ("finished", _("to a reviewer who will be offered no other text")),
            ("closed", _("when the study closes")),
        ],
        initial="text",
    )
    guesses = forms.BooleanField(
        required=False,
        label=_("Ask reviewers to guess the source"),
        help_text=_("Asked before the source is shown; so it is shown at the end at the earliest."),
    )
    forecast_question = forms.CharField(
        max_length=300,
        required=False,
        initial=FORECAST_QUESTION,
        label=_("Ask for a forecast"),
        help_text=_(
            "Reviewers give a probability, to be compared with what comes. Empty: not asked."
        ),
    )
    forecast_days = forms.IntegerField(
        min_value=1,
        max_value=3650,
        required=False,
        initial=FORECAST_DAYS,
        label=_("Days until a forecast is due"),
    )

    suggestions = forms.ChoiceField(
        required=False,
        label=_("Suggestions"),
        choices=[
            (Study.Suggestions.OFF, _("none are shown")),
            (
                Study.Suggestions.AFTER_SUBMIT,
                _("after each text, to compare with what was submitted"),
            ),
            (Study.Suggestions.SHOWN, _("while reading, to be accepted or rejected")),
        ],
        initial=Study.Suggestions.OFF,
        help_text=_(
            "What the motifs' patterns would tag. Tags that are accepted from suggestions are not "
            "counted in figures, and reports say that suggestions were shown."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codebook"].queryset = codebooks_for(user).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("guesses") and data.get("reveal") == Study.Reveal.TEXT:
            data["reveal"] = Study.Reveal.FINISHED
        data["suggestions"] = data.get("suggestions") or Study.Suggestions.OFF
        data["forecast_days"] = data.get("forecast_days") or FORECAST_DAYS
        return data


class OpenStudyForm(forms.Form):
    """What of an open study may still be changed."""

    name = forms.CharField(max_length=200, label=_("Name"))
    guidelines = forms.CharField(
        label=_("Guidelines"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    reviewers_per_text = forms.IntegerField(min_value=1, max_value=100, label=_("Readers per text"))


class MemberForm(forms.Form):
    """A person and their part."""

    username = forms.CharField(
        label=_("Username"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        choices=Membership.Role.choices, initial=Membership.Role.REVIEWER, label=_("Part")
    )


class WhyForm(forms.Form):
    """A reason, for the log."""

    why = forms.CharField(
        max_length=2000, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2})
    )


class CodebookForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        max_length=WORDING,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinesField(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 3, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # `max_length` is of each line; the browser would cut the whole list at it.
        given: dict[str, Any] = super().widget_attrs(widget)
        return {name: value for name, value in given.items() if name != "maxlength"}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ScaleForm(forms.Form):
    """A scale of a study: its question, and a sentence for each point."""

    key = forms.SlugField(
        max_length=40,
        label=_("Key"),
        help_text=_("Short and for good: it names the scale in exports and over REST."),
    )
    name = forms.CharField(max_length=100, label=_("Name"))
    question = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Question"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    points = LinesField(
        label=_("Points"),
        help_text=_("A sentence for each point, one a line, from 1 up: two to nine."),
        rows=6,
        required=True,
        max_length=500,
    )

    def __init__(
        self, *args: Any, is_new: bool = False, taken: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        if not is_new:
            # Whatever was answered under it keeps its name.
            del self.fields["key"]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key in RESERVED:
            raise forms.ValidationError(_("Choose another key: the page of scales needs that one."))
        if key in self.taken:
            raise forms.ValidationError(_("Another scale of this study has this key."))
        return key

    def clean_points(self) -> list[str]:
        points: list[str] = self.cleaned_data["points"]
        if not 2 <= len(points) <= 9:
            raise forms.ValidationError(_("Word two to nine points, one a line."))
        return points

    def draft(self, key: str) -> ScaleDraft:
        """Return the scale as the form has it."""
        given = self.cleaned_data
        return ScaleDraft(
            key=given.get("key", key),
            name=given["name"],
            question=given["question"],
            points=tuple(given["points"]),
        )


class MotifForm(forms.Form):
    """A motif: what it is, and when it does and does not count."""

    key = forms.SlugField(
        label=_("Key"), max_length=80, help_text=_("Short and for good: it names tags in exports.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    sigla = forms.CharField(
        max_length=3,
        required=False,
        label=_("Sigla"),
        help_text=_("One to three letters that mark its tags; left empty, some are found."),
    )
    definition = forms.CharField(
        label=_("Definition"),
        strip=False,
        max_length=WORDING,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    counts_when = forms.CharField(
        label=_("Counts when"),
        max_length=WORDING,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    does_not_count_when = forms.CharField(
        label=_("Does not count when"),
        max_length=WORDING,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = forms.ModelChoiceField(
        queryset=Motif.objects.none(),
        required=False,
        label=_("Part of"),
        empty_label=_("nothing: it stands by itself"),
    )
    examples = LinesField(label=_("Examples"), max_length=2000, help_text=_("One a line."))
    patterns = LinesField(
        label=_("Patterns"),
        help_text=_(
            "Words that hint at it, one a line, such as whisper*. Prompts that match one "
            "are left out of the motif's figures."
        ),
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATUS_SET, initial=Motif.Status.ACTIVE)

    def __init__(self, *args: Any, motifs: QuerySet[Motif], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = motifs.filter(is_private=False)  # type: ignore[attr-defined]

    def clean_patterns(self) -> list[str]:
        """Say which pattern cannot be looked for, and why."""
        patterns = self.cleaned_data["patterns"]
        if errors := pattern_errors(patterns):
            raise forms.ValidationError([error.message for error in errors])
        return patterns


class MotifChangeForm(MotifForm):
    """A motif that exists: its key stays; how it stands is changed by what is done to it."""

    def __init__(self, *args: Any, motif: Motif, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
        if motif.is_private or motif.status == Motif.Status.MERGED:
            del self.fields["status"]


class RenameForm(forms.Form):
    name = forms.CharField(max_length=200, label=_("Name"))
    sigla = forms.CharField(max_length=3, required=False, label=_("Sigla"))


class MergeForm(forms.Form):
    """Which motif another one's tags count as."""

    into = forms.ModelChoiceField(
        queryset=Motif.objects.none(), label=_("Into"), empty_label=_("choose a motif")
    )

    def __init__(self, *args: Any, motifs: QuerySet[Motif], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = motifs  # type: ignore[attr-defined]


class OptionalWhyForm(forms.Form):
    why = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PartForm(forms.Form):
    """One of the motifs that another is split into; left empty, it is passed over."""

    use_required_attribute = False
    name = forms.CharField(max_length=200, label=_("Name"))
    key = forms.SlugField(
        max_length=80, label=_("Key"), help_text=_("Short and for good: it names tags in exports.")
    )
    definition = forms.CharField(
        strip=False,
        label=_("Definition"),
        max_length=WORDING,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    counts_when = forms.CharField(
        required=False,
        strip=False,
        label=_("Counts when"),
        max_length=WORDING,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    does_not_count_when = forms.CharField(
        required=False,
        strip=False,
        label=_("Does not count when"),
        max_length=WORDING,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


PartForms = forms.formset_factory(PartForm, extra=4, min_num=0, max_num=8)


class MotifOfBook(forms.ModelChoiceField):
    """A motif of any of several codebooks, which may well have two of one name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.codebook.name}: {obj.name}"


class ExampleForm(forms.Form):
    """A span of a text, and the motif it is an example of."""

    motif = MotifOfBook(
        queryset=Motif.objects.none(), label=_("Example of"), empty_label=_("choose a motif")
    )
    start = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, label=_("From character"), widget=forms.NumberInput
    )
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1, label=_("To character"))
    quote = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    is_counter = forms.BooleanField(
        required=False, label=_("It looks like the motif and does not count")
    )

    def __init__(self, *args: Any, motifs: QuerySet[Motif], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_book = motifs.select_related("codebook").order_by(
            "codebook__name", "codebook", "position", "key"
        )
        self.fields["motif"].queryset = by_book  # type: ignore[attr-defined]


class DiffForm(forms.Form):
    """Which two versions are compared."""

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(number, gettext("version {n}").format(n=number)) for number in numbers]
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.TypedChoiceField(
                choices=choices, coerce=int, required=False, empty_value=None, label=label
            )


class DecideForm(forms.Form):
    """What becomes of one tag: `retag:<key>` gives it another motif."""

    decision = forms.CharField(label=_("Decision"), max_length=100)
    reopen = forms.BooleanField(label=_("Reopen"), required=False)
