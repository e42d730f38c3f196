"""The blind as data. Only `corpus/visibility.py` reads these tables."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Hold(models.Model):
    """What a study keeps from whom, until it is lifted."""

    opened_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Whether every text had a prompt when it opened: what comes later must not change what is told.
    shows_prompts = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"hold {self.pk}"


class HeldText(models.Model):
    """A text whose source a hold keeps back: chosen by the study, or by what would betray those."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="held")
    text = models.ForeignKey("corpus.Text", on_delete=models.CASCADE, related_name="held_by")
    chosen = models.BooleanField(default=False)
    # Came under the hold after it had opened.
    late = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("hold", "text"), name="held_once"),)

    def __str__(self) -> str:
        return f"{self.text_id} in {self.hold_id}"


class Release(models.Model):
    """One person's sight of one held text, or (without a text) of all of a hold's."""

    class How(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        FINISHED = "finished", _("Finished")
        UNBLINDED = "unblinded", _("Unblinded")

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="releases")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="releases"
    )
    text = models.ForeignKey(
        "corpus.Text", null=True, blank=True, on_delete=models.CASCADE, related_name="releases"
    )
    how = models.CharField(max_length=10, choices=How.choices)
    why = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("hold", "user", "text"),
                condition=Q(text__isnull=False),
                name="release_text",
            ),
            models.UniqueConstraint(
                fields=("hold", "user"), condition=Q(text__isnull=True), name="release_all"
            ),
            models.CheckConstraint(
                condition=~Q(how="unblinded") | ~Q(why=""), name="release_unblinded_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} of {self.hold_id}"
