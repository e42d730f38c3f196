"""People and the tokens they query with."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from knox.models import AbstractAuthToken


class User(AbstractUser):
    """A person. `is_staff` makes an editor; neither it nor `is_superuser` lifts a blind."""

    is_sample = models.BooleanField(default=False, editable=False)

    @property
    def is_editor(self) -> bool:
        return self.is_staff


class ApiToken(AbstractAuthToken):
    """A token for REST: stored hashed, named by its owner, without an end unless one is asked for."""

    label = models.CharField(max_length=100, blank=True)
