"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by who runs the site, not by whoever finds it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
