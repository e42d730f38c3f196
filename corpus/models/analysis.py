"""What the language pipeline found in a text."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextAnalysis(models.Model):
    """The latest analysis of a text; a failed one keeps its error and does not stop the rest."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    text = models.OneToOneField("corpus.Text", on_delete=models.CASCADE, related_name="analysis")
    state = models.CharField(max_length=10, choices=State.choices)
    pipeline = models.CharField(max_length=100)
    version = models.CharField(max_length=200)
    error = models.TextField(blank=True)
    tokens = models.PositiveIntegerField(default=0)
    sentences = models.PositiveIntegerField(default=0)
    features = models.JSONField(default=dict, help_text="TextFeatures.to_json()")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "text analyses"

    def __str__(self) -> str:
        return f"{self.text_id} by {self.version}"
