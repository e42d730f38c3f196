"""What is said about readings and texts: comments among readers, and memos."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Comment(models.Model):
    """Something said on a text of a study, on a span of it, or in reply to such a comment.

    A withdrawn comment keeps its place and loses its words.
    """

    study = models.ForeignKey(
        "annotations.Study", on_delete=models.PROTECT, related_name="comments"
    )
    text = models.ForeignKey("corpus.Text", on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(start=None, end=None, quote="")
                | Q(start__lt=F("end"), reply_to=None) & ~Q(quote=""),
                name="comment_span_whole",
            ),
            models.CheckConstraint(
                condition=~Q(body="") | Q(withdrawn_at__isnull=False), name="comment_says_something"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, reply_to=None),
                name="comment_resolved_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Memo(models.Model):
    """A note to oneself, or shared with a study's members; about a text, a motif or neither."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memos"
    )
    body = models.TextField()
    shared = models.BooleanField(default=False)
    study = models.ForeignKey(
        "annotations.Study", null=True, blank=True, on_delete=models.PROTECT, related_name="memos"
    )
    text = models.ForeignKey(
        "corpus.Text", null=True, blank=True, on_delete=models.PROTECT, related_name="memos"
    )
    motif = models.ForeignKey(
        "annotations.Motif", null=True, blank=True, on_delete=models.PROTECT, related_name="memos"
    )
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(body=""), name="memo_says_something"),
            models.CheckConstraint(
                condition=Q(shared=False) | Q(study__isnull=False), name="memo_shared_in_a_study"
            ),
            models.CheckConstraint(
                condition=Q(text=None) | Q(motif=None), name="memo_about_one_thing"
            ),
        )

    def __str__(self) -> str:
        return f"memo {self.pk}"
