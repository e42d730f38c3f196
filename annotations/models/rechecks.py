"""Tags to look at again, because the motif that they name has changed since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Recheck(models.Model):
    """One tag to decide on. What its reader decides is kept; the tag itself may be gone."""

    class Why(models.TextChoices):
        MERGED = "merged", _("Merged")
        UNMERGED = "unmerged", _("No longer merged")
        PARTED = "parted", _("Parted from another")
        SPLIT = "split", _("Split")
        RETIRED = "retired", _("Retired")
        REDEFINED = "redefined", _("Redefined")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        RETAGGED = "retagged", _("Retagged")
        REMOVED = "removed", _("Removed")

    review = models.ForeignKey(
        "annotations.Review", on_delete=models.CASCADE, related_name="rechecks"
    )
    tag = models.ForeignKey(
        "annotations.Tag",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="rechecks",
    )
    motif = models.ForeignKey(
        "annotations.Motif", on_delete=models.CASCADE, related_name="rechecks"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    why = models.CharField(max_length=10, choices=Why.choices)
    choices = models.JSONField(default=list, help_text="Keys of the motifs to choose from.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    chosen = models.ForeignKey(
        "annotations.Motif", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("tag",), condition=Q(state="open"), name="recheck_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | ~Q(state="open") & Q(decided_at__isnull=False),
                name="recheck_decided_when",
            ),
        )

    def __str__(self) -> str:
        return f"recheck {self.pk}: {self.why}, {self.state}"
