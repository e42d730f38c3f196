"""Comments and memos as they are taken in and told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from annotations.inputs import StrictIn, VersionIn, Words
from annotations.models import Comment, Memo
from annotations.talk_gates import unnamed_studies

if TYPE_CHECKING:
    from accounts.models import User

BIG = 2**63 - 1
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class SaidComment:
    """A comment as one person may read it: an adjudicator of an open study reads no names."""

    comment: Comment
    named: bool

    @property
    def author(self) -> str | None:
        return self.comment.author.username if self.named else None

    @property
    def resolved_by(self) -> str | None:
        who = self.comment.resolved_by
        return who.username if who and self.named else None

    @property
    def withdrawn(self) -> bool:
        return self.comment.withdrawn_at is not None

    @property
    def resolved(self) -> bool:
        return self.comment.resolved_at is not None


def said(reader: User, comments: Iterable[Comment]) -> list[SaidComment]:
    """Return comments as the reader may read them; one's own always have one's name."""
    unnamed = set(unnamed_studies(reader).values_list("study", flat=True))
    return [
        SaidComment(comment, comment.study_id not in unnamed or comment.author_id == reader.pk)
        for comment in comments
    ]


class CommentOut(serializers.Serializer):
    id = serializers.IntegerField(source="comment.pk")
    study = serializers.IntegerField(source="comment.study_id")
    text = serializers.UUIDField(source="comment.text_id")
    author = serializers.CharField(
        allow_null=True, help_text="Null to an adjudicator of an open study, but for their own."
    )
    reply_to = serializers.IntegerField(source="comment.reply_to_id", allow_null=True)
    start = serializers.IntegerField(source="comment.start", allow_null=True)
    end = serializers.IntegerField(source="comment.end", allow_null=True)
    quote = serializers.CharField(source="comment.quote", allow_blank=True)
    body = serializers.CharField(source="comment.body", allow_blank=True)
    version = serializers.IntegerField(source="comment.version")
    at = serializers.DateTimeField(source="comment.at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)
    resolved = serializers.BooleanField()
    resolved_by = serializers.CharField(allow_null=True)
    resolved_at = serializers.DateTimeField(source="comment.resolved_at", allow_null=True)
    withdrawn = serializers.BooleanField()
    withdrawn_at = serializers.DateTimeField(source="comment.withdrawn_at", allow_null=True)


class MemoOut(serializers.ModelSerializer):
    author = serializers.CharField(source="author.username")
    study = serializers.IntegerField(source="study_id", allow_null=True)
    text = serializers.UUIDField(source="text_id", allow_null=True)
    motif = serializers.IntegerField(source="motif_id", allow_null=True)

    class Meta:
        model = Memo
        fields = (
            "id",
            "author",
            "body",
            "shared",
            "study",
            "text",
            "motif",
            "version",
            "at",
            "edited_at",
        )


class SpanIn(StrictIn):
    start = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2**31 - 1
    )
    end = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1
    )
    quote = Words(required=False, allow_null=True, default=None)


class CommentIn(SpanIn):
    study = serializers.IntegerField(min_value=1, max_value=BIG)
    text = serializers.UUIDField()
    body = Words(allow_blank=False, max_length=LONGEST)
    reply_to = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIG
    )


class CommentPatch(VersionIn):
    body = Words(allow_blank=False, max_length=LONGEST)


class MemoIn(StrictIn):
    body = Words(allow_blank=False, max_length=LONGEST)
    shared = serializers.BooleanField(required=False, default=False)
    study = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIG
    )
    text = serializers.UUIDField(required=False, allow_null=True, default=None)
    motif = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=BIG
    )


class MemoPatch(VersionIn):
    body = Words(required=False, allow_blank=False, max_length=LONGEST)
    shared = serializers.BooleanField(required=False)


RESOLVED = [("", _("any")), ("no", _("open")), ("yes", _("resolved"))]
SHARED = [("", _("any")), ("no", _("private")), ("yes", _("shared"))]
