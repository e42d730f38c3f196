"""A run that brings texts in, with every line that was left out and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file. Its bytes are kept in the database until they are read: workers share no disk."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="imports",
    )
    collection = models.ForeignKey("corpus.Collection", on_delete=models.PROTECT)
    file_name = models.CharField(max_length=300)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    job = models.ForeignKey("corpus.Job", null=True, blank=True, on_delete=models.SET_NULL)
    # The next chunk to read: set in the transaction that stored the one before.
    chunks_done = models.PositiveIntegerField(default=0)
    lines_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_held = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class ImportChunk(models.Model):
    """Some whole lines of the file, compressed; deleted when they have been read."""

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    lines = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("import_run", "number"), name="import_chunk_once"),
        )

    def __str__(self) -> str:
        return f"{self.import_run_id}/{self.number}"


class ImportNote(models.Model):
    """What there is to say of one line: why it was rejected, how it differs, that it is held."""

    class Kind(models.TextChoices):
        ERROR = "error", _("Error")
        DIFFERENCE = "difference", _("Difference")
        HELD = "held", _("Held")

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=100, blank=True)
    message = models.TextField()

    class Meta:
        ordering = ("line", "id")

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"
