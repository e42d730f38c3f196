"""What may be tagged, and what each motif means."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then anybody reads it, without a sign-in."
    )

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
        CANDIDATE = "candidate", _("Candidate")
        ACTIVE = "active", _("Active")
        RETIRED = "retired", _("Retired")
        MERGED = "merged", _("Merged")

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
    # A pointer, not a move: the tags keep their motif and count as the one at the chain's end.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.RESTRICT, related_name="merged_from"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="split_into"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposed_motifs",
    )
    proposed_in = models.ForeignKey(
        "annotations.Review",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposed_motifs",
    )
    is_private = models.BooleanField(
        default=False,
        help_text="Proposed while reading and not accepted: other reviewers do not know of it.",
    )

    class Meta:
        ordering = ("position", "key")
        constraints = (
            models.UniqueConstraint(fields=("codebook", "key"), name="motif_key_in_codebook"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="motif_named"),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into=None),
                name="motif_merged_has_target",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="motif_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="motif_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(is_private=False) | ~Q(status="active"), name="motif_private_not_active"
            ),
        )

    def __str__(self) -> str:
        return self.name


# A motif that stands is offered; one that was merged or retired only names the tags it has.
STANDING = (Motif.Status.ACTIVE, Motif.Status.CANDIDATE)


class MotifExample(models.Model):
    """A span of a text that shows a motif, or that looks like it and does not count."""

    motif = models.ForeignKey(Motif, on_delete=models.CASCADE, related_name="spans")
    text = models.ForeignKey("corpus.Text", on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    is_counter = models.BooleanField(default=False, help_text="It does not count, and why not.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("motif", "is_counter", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("motif", "text", "start", "end"), name="motif_example_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="motif_example_span"),
        )

    def __str__(self) -> str:
        return f"{self.motif_id}: {self.start}-{self.end}"
