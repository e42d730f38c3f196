"""What recurs across models: figures, and the reports that keep them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scope(models.Model):
    """What a figure speaks of: a study, a collection, or all that is not the sample."""

    study = models.ForeignKey(
        "annotations.Study", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    collection = models.ForeignKey(
        "corpus.Collection", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        abstract = True


class Report(Scope):
    """A dated report. `content` is its canonical JSON, written once and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    interim = models.BooleanField(default=False)
    content = models.TextField(blank=True)
    snapshot = models.CharField(max_length=64, blank=True)
    codebook_version = models.ForeignKey(
        "annotations.CodebookVersion", null=True, blank=True, on_delete=models.PROTECT
    )
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    job = models.ForeignKey("corpus.Job", null=True, blank=True, on_delete=models.SET_NULL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-requested_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(study__isnull=True) | Q(collection__isnull=True),
                name="report_one_scope",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ReportText(models.Model):
    """A text that a report counts: while one is held from a reader, the report waits for them."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="counted")
    text = models.ForeignKey("corpus.Text", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("report", "text"), name="report_text_once"),)

    def __str__(self) -> str:
        return f"{self.text_id} in {self.report_id}"


class ReportSchedule(Scope):
    """Build a report of this scope every week or month."""

    class Every(models.TextChoices):
        DAY = "day", _("Day")
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")

    every = models.CharField(max_length=10, choices=Every.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"every {self.every}"


class Figure(models.Model):
    """A computed answer, kept until its snapshot is stale: a GET reads it, a task writes it."""

    fingerprint = models.CharField(max_length=64, unique=True)
    question = models.JSONField()
    snapshot = models.CharField(max_length=64, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    job = models.ForeignKey("corpus.Job", null=True, blank=True, on_delete=models.SET_NULL)
    computed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.fingerprint
