"""Signing in and out, and the account page.

allauth's other pages (sign-up, addresses, resets) have no address: accounts are made by who runs
the site, and it sends no mail.
"""

from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/logout/", views.sign_out, name="account_logout"),
    path("accounts/inactive/", views.inactive, name="account_inactive"),
    path("accounts/password/change/", views.change_password, name="account_change_password"),
    path("account/", views.account, name="account"),
    re_path(
        r"^account/tokens/(?P<digest>[0-9a-f]{1,128})/revoke/$",
        views.revoke_token,
        name="account_token_revoke",
    ),
]
