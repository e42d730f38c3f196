"""What may be tagged, and what each motif means."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Codebook(models.Model):
    """A named set of motifs, worked on by whoever may edit it and frozen into versions."""

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="codebook_named"),)

    def __str__(self) -> str:
        return self.name


class CodebookVersion(models.Model):
    """A codebook as it stood: numbered, never changed, citable."""

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="Motifs by position, as frozen.")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("codebook", "number")
        constraints = (
            models.UniqueConstraint(fields=("codebook", "number"), name="codebook_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.codebook} {self.number}"


class Motif(models.Model):
    """Something that may recur: its definition, and when it does and does not count."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate"
        ACTIVE = "active"
        RETIRED = "retired"

    codebook = models.ForeignKey(Codebook, on_delete=models.CASCADE, related_name="motifs")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    sigla = models.CharField(max_length=3, help_text="One to three letters that mark its tags.")
    definition = models.TextField()
    counts_when = models.TextField(blank=True)
    does_not_count_when = models.TextField(blank=True)
    examples = models.JSONField(default=list, blank=True)
    patterns = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")
        constraints = (
            models.UniqueConstraint(fields=("codebook", "key"), name="motif_key_in_codebook"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="motif_named"),
        )

    def __str__(self) -> str:
        return self.name
