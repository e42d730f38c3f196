"""Texts, and in a table of its own each text's source: what is not joined cannot leak."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """A model or a person. `family` is the lineage of the base model."""

    class Kind(models.TextChoices):
        MODEL = "model", _("Model")
        HUMAN = "human", _("Human")

    class Training(models.TextChoices):
        BASE = "base", _("Base")
        INSTRUCT = "instruct", _("Instruct")
        REASONING = "reasoning", _("Reasoning")
        UNKNOWN = "unknown", _("Unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MODEL)
    family = models.CharField(max_length=200, blank=True, db_index=True)
    # A family that was not stated is the name, and never counts towards F.
    family_stated = models.BooleanField(default=False)
    provider = models.CharField(max_length=200, blank=True)
    training = models.CharField(max_length=10, choices=Training.choices, default=Training.UNKNOWN)
    released_on = models.DateField(null=True, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    # Entered by hand: listed for itself, even where every text of it is held.
    registered = models.BooleanField(default=False)
    # What imports had said of it, while it is entered by hand as if it were new.
    kept_aside = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("kind", "name"), name="author_kind_name"),
            models.CheckConstraint(condition=~Q(name=""), name="author_named"),
        )

    def __str__(self) -> str:
        return self.name


class Prompt(models.Model):
    """What was asked. Identified by its text and system text; the key is a label."""

    class Elicitation(models.TextChoices):
        FREE = "free", _("Free")
        TASK = "task", _("Task")
        LEADING = "leading", _("Leading")
        UNKNOWN = "unknown", _("Unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, blank=True, db_index=True)
    text = models.TextField()
    system = models.TextField(blank=True)
    elicitation = models.CharField(
        max_length=10, choices=Elicitation.choices, default=Elicitation.UNKNOWN
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # Of the text alone: texts answer "the same prompt" whatever system text stood before it.
    text_digest = models.CharField(max_length=64, db_index=True, editable=False)
    registered = models.BooleanField(default=False)
    # What imports had said of it, while it is entered by hand as if it were new.
    kept_aside = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("key", "id")

    def __str__(self) -> str:
        return self.key or self.text[:60]


class Collection(models.Model):
    """Holds texts; keys are unique in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)
    registered = models.BooleanField(default=False)
    # What imports had said of it, while it is entered by hand as if it were new.
    kept_aside = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="collection_named"),)

    def __str__(self) -> str:
        return self.name


class Text(models.Model):
    """A story or an insight passage: its words, and nothing that says where they came from."""

    class Kind(models.TextChoices):
        STORY = "story", _("Story")
        INSIGHT = "insight", _("Insight")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, db_index=True)
    body = models.TextField(help_text="NFC, line ends \\n; never changed.")
    language = models.CharField(max_length=20, default="en", db_index=True)
    length = models.PositiveIntegerField(help_text="In Unicode code points.")
    sha256 = models.CharField(max_length=64, db_index=True)
    # Of the body with white space folded: equal bodies are found whatever their line ends.
    folded_sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=~Q(body=""), name="text_not_empty"),)

    def __str__(self) -> str:
        return str(self.id)


class Source(models.Model):
    """Where a text came from: everything a blind keeps back."""

    text = models.OneToOneField(
        Text, primary_key=True, on_delete=models.CASCADE, related_name="source"
    )
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="sources")
    key = models.CharField(max_length=300)
    # What it is called while a text entered by hand, by somebody from whom it is held, has its key.
    own_key = models.CharField(max_length=300, blank=True, editable=False)
    title = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="sources")
    prompt = models.ForeignKey(
        Prompt, null=True, blank=True, on_delete=models.PROTECT, related_name="sources"
    )
    sampling = models.JSONField(default=dict, blank=True)
    context = models.JSONField(default=list, blank=True)
    reasoning = models.TextField(blank=True)
    generated_at = models.DateTimeField(null=True, blank=True)
    source_url = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    redistributable = models.BooleanField(default=False)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="brought_texts",
    )
    excerpt_of = models.ForeignKey(
        Text, null=True, blank=True, on_delete=models.PROTECT, related_name="excerpts"
    )
    excerpt_start = models.PositiveIntegerField(null=True, blank=True)
    excerpt_end = models.PositiveIntegerField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="Why this excerpt was kept.")
    # The untouched body, where normalising changed it.
    original = models.TextField(null=True, blank=True)  # noqa: DJ001 - empty is not "unchanged"
    extra = models.JSONField(default=dict, blank=True)
    imported_in = models.ForeignKey(
        "corpus.Import", null=True, blank=True, on_delete=models.SET_NULL, related_name="sources"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("collection", "key"), name="source_key_in_collection"),
            models.CheckConstraint(
                condition=Q(excerpt_of=None, excerpt_start=None, excerpt_end=None)
                | Q(excerpt_of__isnull=False, excerpt_start__lt=F("excerpt_end")),
                name="source_excerpt_whole",
            ),
        )

    def __str__(self) -> str:
        return self.key


class ContextDigest(models.Model):
    """The hash of one message before a text: finds texts whose context quotes a held body."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="context_digests")
    folded_sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "folded_sha256"), name="context_once"),
        )

    def __str__(self) -> str:
        return self.folded_sha256
