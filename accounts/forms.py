"""What people fill in about themselves."""

from datetime import date
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _drop_placeholders(form: forms.Form) -> None:
    """Leave the naming of fields to their labels, which do not vanish while one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop_placeholders(self)
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _drop_placeholders(self)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password, again")


class TokenForm(forms.Form):
    """A token to be made."""

    label = forms.CharField(
        label=_("Label"),
        max_length=100,
        help_text=_("What will use it, so that you know later which one to revoke."),
    )
    until = forms.DateField(
        label=_("Good through"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it works. Left empty, it works until it is revoked."),
    )

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        # A day later must still be a date, for the token ends when the day does.
        if until and until.year > 9000:
            raise forms.ValidationError(_("This day is too far off."))
        return until
