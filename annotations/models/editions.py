"""Commented editions: a text with chosen readings, frozen and public."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Edition(models.Model):
    """One published version. `content` is its canonical JSON, written once and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(
        "annotations.Study", on_delete=models.PROTECT, related_name="editions"
    )
    text = models.ForeignKey("corpus.Text", on_delete=models.PROTECT, related_name="editions")
    submissions = models.ManyToManyField("annotations.Submission", related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    introduction = models.TextField(blank=True)
    edited_by = models.CharField(max_length=300, blank=True)
    names = models.BooleanField(default=False, help_text="Readers are named; else Reader A, B.")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="editions"
    )
    published_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("-published_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("study", "text", "number"), name="edition_numbered"),
            models.CheckConstraint(condition=~Q(title=""), name="edition_titled"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(why=""),
                name="edition_withdrawn_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
