"""The append-only log: every write by a person, with who and when."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One act. It names things by id only, so that it says nothing a blind keeps back."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    verb = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=20, help_text="What kind of thing: text, review, ...")
    subject_id = models.CharField(max_length=40)
    # Not a foreign key: studies live a room above this one.
    study_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    text = models.ForeignKey("corpus.Text", null=True, blank=True, on_delete=models.SET_NULL)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.subject_id}"
