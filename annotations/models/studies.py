"""A study: which texts are read, by whom, against which codebook and scales, and how blind."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FORECAST_QUESTION = "Will this prove useful?"
FORECAST_DAYS = 90


def new_seed() -> str:
    """Return the secret that shuffles a study's texts for each reviewer."""
    return secrets.token_hex(16)


class Study(models.Model):
    """A reading of chosen texts. Opening fixes `blind`, `reveal` and the texts; closed is final."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    class Reveal(models.TextChoices):
        TEXT = "text", _("Text")
        FINISHED = "finished", _("Finished")
        CLOSED = "closed", _("Closed")

    class Suggestions(models.TextChoices):
        """Whether its readers are shown what patterns would tag."""

        OFF = "off", _("Off")
        AFTER_SUBMIT = "after_submit", _("After Submit")
        SHOWN = "shown", _("Shown")

    name = models.CharField(max_length=200)
    guidelines = models.TextField(blank=True)
    codebook = models.ForeignKey(
        "annotations.Codebook", null=True, blank=True, on_delete=models.PROTECT
    )
    codebook_version = models.ForeignKey(
        "annotations.CodebookVersion", null=True, blank=True, on_delete=models.PROTECT
    )
    reviewers_per_text = models.PositiveSmallIntegerField(default=2)
    blind = models.BooleanField(default=True)
    reveal = models.CharField(max_length=10, choices=Reveal.choices, default=Reveal.TEXT)
    guesses = models.BooleanField(default=False)
    forecast_question = models.CharField(
        max_length=300, blank=True, default=FORECAST_QUESTION, help_text="Empty: none is asked."
    )
    forecast_days = models.PositiveSmallIntegerField(default=FORECAST_DAYS)
    suggestions = models.CharField(
        max_length=12, choices=Suggestions.choices, default=Suggestions.OFF
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    seed = models.CharField(max_length=32, default=new_seed, editable=False)
    hold = models.OneToOneField(
        "corpus.Hold", null=True, blank=True, on_delete=models.PROTECT, related_name="study"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "studies"
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="study_named"),
            models.CheckConstraint(
                condition=Q(reviewers_per_text__gte=1), name="study_has_reviewers"
            ),
            models.CheckConstraint(condition=Q(forecast_days__gte=1), name="study_forecasts_ahead"),
            models.CheckConstraint(
                condition=Q(guesses=False) | ~Q(reveal="text"), name="study_guesses_reveal_later"
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(blind=False) | Q(hold__isnull=False),
                name="study_open_blind_has_hold",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's part in a study."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        ADJUDICATOR = "adjudicator", _("Adjudicator")
        REVIEWER = "reviewer", _("Reviewer")
        OBSERVER = "observer", _("Observer")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("study", "user"), name="member_once"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Scale(models.Model):
    """A question answered on worded points, 1 to n."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="scales")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    question = models.TextField()
    points = models.JSONField(help_text="A sentence for each point, from 1 up.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")
        constraints = (models.UniqueConstraint(fields=("study", "key"), name="scale_key_once"),)

    def __str__(self) -> str:
        return self.name


class StudyText(models.Model):
    """A text that a study reads."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="study_texts")
    text = models.ForeignKey("corpus.Text", on_delete=models.PROTECT, related_name="study_texts")
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "text"), name="study_text_once"),)

    def __str__(self) -> str:
        return f"{self.text_id} in {self.study_id}"


class Assignment(models.Model):
    """A text reserved for a reviewer, until the reservation runs out or the review is in."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="assignments")
    text = models.ForeignKey("corpus.Text", on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    reserved_until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "text", "user"), name="assigned_once"),
        )

    def __str__(self) -> str:
        return f"{self.text_id} for {self.user_id}"
