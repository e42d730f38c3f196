"""A reading of one text: a draft that changes, and what was submitted, which does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotations.models.codebook import CodebookVersion


class Review(models.Model):
    """A reading in the making. `version` counts its writes: a stale one is refused."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")

    study = models.ForeignKey("annotations.Study", on_delete=models.PROTECT, related_name="reviews")
    text = models.ForeignKey("corpus.Text", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    reading = models.PositiveSmallIntegerField(default=1, help_text="1 is the first pass.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    action = models.TextField(blank=True, help_text="One sentence.")
    action_who = models.TextField(blank=True)
    action_what = models.TextField(blank=True)
    action_when = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # In the row that every write locks anyway: to know a repeated write takes no further query.
    recent_writes = models.JSONField(
        default=list, blank=True, help_text="The client's ids of the last writes, latest last."
    )
    # At hand where a draft is locked to be saved: its codebook's newest version, and whether the
    # reader's place is held for long.
    newest_version: CodebookVersion | None
    is_reserved: bool
    # At hand where a draft was just saved: an answer need not read them again.
    saved_ratings: Sequence[Rating]
    saved_tags: Sequence[Tag]

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("study", "text", "reviewer", "reading"), name="review_once"
            ),
        )

    def __str__(self) -> str:
        return f"review {self.pk}"


class Rating(models.Model):
    """An answer on one scale; no value means "cannot say", which takes a reason."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="ratings")
    scale = models.ForeignKey("annotations.Scale", on_delete=models.PROTECT)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    rationale = models.TextField(blank=True)

    class Meta:
        ordering = ("scale__position", "id")
        constraints = (
            models.UniqueConstraint(fields=("review", "scale"), name="rating_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=1), name="rating_from_1"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(reason=""), name="rating_or_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scale_id}: {self.value}"


class Tag(models.Model):
    """A motif at a span of code points, half-open, or of the whole text where start is empty."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="tags")
    motif = models.ForeignKey("annotations.Motif", on_delete=models.PROTECT, related_name="tags")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    prefix = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    codebook_version = models.ForeignKey(
        "annotations.CodebookVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The newest when the tag was made.",
    )
    # Set where a suggestion was accepted: such a tag was not found blind to suggestions.
    suggestion = models.ForeignKey(
        "annotations.Suggestion",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="tags",
    )
    # At hand beside the tags of a draft that is saved: whether other rows name it.
    is_referred_to: bool

    class Meta:
        ordering = (F("start").asc(nulls_first=True), "-end", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("review", "motif", "start", "end"),
                condition=Q(start__isnull=False),
                name="tag_span_once",
            ),
            models.UniqueConstraint(
                fields=("review", "motif"), condition=Q(start__isnull=True), name="tag_whole_once"
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None, quote="") | Q(start__lt=F("end")),
                name="tag_span_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.motif_id} {self.start}-{self.end}"


class Submission(models.Model):
    """A review as it was submitted. Figures read the last one made before its reader's release."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    unblinded = models.BooleanField(help_text="Made after its reader had seen the source.")
    shown_suggestions = models.BooleanField(
        default=False, help_text="Made after its reader could see what patterns would tag."
    )
    brought = models.BooleanField(help_text="By who imported or brought the text.")
    content = models.JSONField(
        help_text="Ratings, tags, action, comment and forecast, as submitted."
    )
    codebook_version = models.ForeignKey(
        "annotations.CodebookVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The newest when the reading was submitted.",
    )

    class Meta:
        ordering = ("review", "number")
        constraints = (
            models.UniqueConstraint(fields=("review", "number"), name="submission_once"),
        )

    def __str__(self) -> str:
        return f"{self.review_id}.{self.number}"


class Guess(models.Model):
    """Which source the reader thinks wrote it; made before the release."""

    class AuthorKind(models.TextChoices):
        HUMAN = "human", _("Human")
        MODEL = "model", _("Model")
        UNKNOWN = "unknown", _("Unknown")

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="guess")
    author_kind = models.CharField(max_length=10, choices=AuthorKind.choices)
    family = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "guesses"

    def __str__(self) -> str:
        return f"{self.review_id}: {self.author_kind}"


class Forecast(models.Model):
    """How likely the reader thought it that what the study asks will come true."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="forecast")
    question = models.TextField(help_text="As it was asked.")
    probability = models.FloatField()
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="forecast_probability"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="forecast_of_something"),
        )

    def __str__(self) -> str:
        return f"{self.review_id}: {self.probability}"
