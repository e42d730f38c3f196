"""Sign in and out, and one page about oneself."""

from typing import cast

from allauth.account import views as allauth_views
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import NewPasswordForm, SignInForm, TokenForm
from accounts.models import User
from accounts.selectors import tokens_of

sign_in = allauth_views.LoginView.as_view(form_class=SignInForm)
# Open to all: whoever is signed out already, in another tab, has nothing to sign in for.
sign_out = login_not_required(allauth_views.LogoutView.as_view())
inactive = allauth_views.AccountInactiveView.as_view()


class PasswordChangeView(allauth_views.PasswordChangeView):
    form_class = NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not cast(User, request.user).has_usable_password():
            raise Http404("This account has no password to change.")
        return super().dispatch(request, *args, **kwargs)


change_password = PasswordChangeView.as_view()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show who one is and one's tokens; a POST makes a token and shows its key in the answer.

    The answer is no redirect, because the key would have to be kept somewhere on the way.
    """
    user = cast(User, request.user)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = services.create_token(user=user, **form.cleaned_data)
        form = TokenForm()
    context = {
        "form": form,
        "made": made,
        "tokens": tokens_of(user),
        "api_address": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "accounts/account.html", context)


@require_POST
def revoke_token(request: HttpRequest, digest: str) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = get_object_or_404(tokens_of(cast(User, request.user)), pk=digest)
    services.revoke_token(token=token)
    messages.success(
        request,
        _("Revoked: {label} opens nothing any more.").format(label=token.label or _("the token")),
    )
    return redirect("account")
