"""What the pages of talk and memos take in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from annotations.models import Study
from annotations.talk_shapes import LONGEST

WIDE = {"rows": 3}


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, strip=False, widget=forms.Textarea(attrs=WIDE)
    )


class CommentForm(forms.Form):
    """A comment; scripts put the span of the selected words into the hidden fields."""

    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    quote = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    body = _words(_("Comment"))

    def clean_quote(self) -> str | None:
        """Take line ends as the text has them: a form sends two characters for each."""
        return str(self.cleaned_data["quote"]).replace("\r\n", "\n") or None

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class CommentChangeForm(forms.Form):
    """Other words for a comment, against the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    body = _words(_("Comment"))


def _shared() -> forms.BooleanField:
    said = _(
        "Unless it is about a text, members to whom no source is shown yet read it at once: name "
        "no author in it."
    )
    label = _("Share it with the members of the study")
    return forms.BooleanField(required=False, label=label, help_text=said)


class MemoForm(forms.Form):
    """A memo; what it is about comes with the page it is written on."""

    body = _words(_("Memo"))
    study = forms.ModelChoiceField(
        queryset=Study.objects.none(),
        required=False,
        label=_("Study"),
        empty_label=_("none"),
    )
    shared = _shared()
    text = forms.UUIDField(required=False, widget=forms.HiddenInput)
    motif = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Study.objects.filter(memberships__user=user).order_by("name", "pk")
        self.fields["study"].queryset = mine  # type: ignore[attr-defined]


class MemoChangeForm(forms.Form):
    """Other words for a memo, and whom it is shared with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    body = _words(_("Memo"))
    shared = _shared()
