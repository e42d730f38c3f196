"""People and the tokens they query with."""

from datetime import date, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken


# knox is untyped, so the manager of a person's tokens cannot be resolved.
class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person. `is_staff` makes an editor; neither it nor `is_superuser` lifts a blind."""

    is_sample = models.BooleanField(default=False, editable=False)

    @property
    def is_editor(self) -> bool:
        return self.is_staff


class ApiToken(AbstractAuthToken):
    """A token for REST: stored hashed, named by its owner, without end unless one is asked for."""

    label = models.CharField(max_length=100, blank=True)

    @property
    def last_day(self) -> date | None:
        """The day through which the token is good; it ends at the midnight after."""
        return self.expiry and timezone.localdate(self.expiry - timedelta(microseconds=1))
