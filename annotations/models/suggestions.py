"""Tags proposed by a detector, and what readers decided of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Suggestion(models.Model):
    """A motif that a pattern would have tagged at a span. It knows the body, and nothing else."""

    study = models.ForeignKey(
        "annotations.Study", on_delete=models.CASCADE, related_name="suggestions_made"
    )
    text = models.ForeignKey("corpus.Text", on_delete=models.CASCADE, related_name="suggestions")
    motif = models.ForeignKey(
        "annotations.Motif", on_delete=models.CASCADE, related_name="suggestions"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    detector = models.CharField(max_length=40, default="pattern")
    detector_version = models.CharField(max_length=200)
    pattern = models.CharField(max_length=200)
    score = models.FloatField(default=1.0, help_text="A pattern matches or does not: always 1.")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Patterns match there no more; a draft may still have it, taken without a line.",
    )

    class Meta:
        ordering = ("study", "text", "start", "end", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("study", "text", "motif", "start", "end", "detector"),
                name="suggestion_once",
            ),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & ~Q(quote=""), name="suggestion_has_words"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="suggestion_score_0_to_1"
            ),
        )

    def __str__(self) -> str:
        return f"{self.motif_id}? {self.start}-{self.end}"


class SuggestionScan(models.Model):
    """That a text was looked through for a study, with what; a failed one keeps its error."""

    study = models.ForeignKey("annotations.Study", on_delete=models.CASCADE, related_name="scans")
    text = models.ForeignKey("corpus.Text", on_delete=models.CASCADE, related_name="scans")
    digest = models.CharField(max_length=64, help_text="Of the patterns and the detector.")
    error = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "text"), name="scan_once"),)

    def __str__(self) -> str:
        return f"{self.text_id} for {self.study_id}"


class SuggestionDecision(models.Model):
    """What a reader did with a suggestion. Undoing takes the row away; the log keeps both."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="decisions")
    review = models.ForeignKey(
        "annotations.Review", on_delete=models.CASCADE, related_name="decisions"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices)
    at = models.DateTimeField(auto_now_add=True)
    tag = models.ForeignKey(
        "annotations.Tag", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("suggestion", "review"), name="suggestion_decided_once"
            ),
            models.CheckConstraint(
                condition=Q(decision="accepted") | Q(tag=None), name="rejected_makes_no_tag"
            ),
        )

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.decision}"
