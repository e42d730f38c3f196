"""What the sample's people say about one of its texts, and the edition its lead made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from annotations.models import Comment, Edition, Study
from annotations.services.editions import publish_edition
from annotations.services.talk import add_comment, resolve_comment
from corpus.models import Text

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@transaction.atomic
def add_sample_talk(people: dict[str, User], study: Study) -> None:
    """Begin the sample's threads, dated as the fixture says; nothing where there are some."""
    if Comment.objects.filter(study=study).exists():
        return
    given = json.loads((FIXTURES / "talk.json").read_text())
    text = _text(given["text_key"])
    for row in given["threads"]:
        start = text.body.index(row["quote"])
        head = _say(study, text, people, row, start=start, end=start + len(row["quote"]))
        for reply in row["replies"]:
            _say(study, text, people, reply, reply_to=head.pk)
        if resolved := row.get("resolved"):
            resolve_comment(comment=head, by=people[resolved["by"]])
            Comment.objects.filter(pk=head.pk).update(resolved_at=parse_datetime(resolved["at"]))


@transaction.atomic
def publish_sample_edition(lead: User, study: Study) -> None:
    """Publish the sample's edition, with all readings of its text; nothing where there is one."""
    if Edition.objects.filter(study=study).exists():
        return
    given = json.loads((FIXTURES / "edition.json").read_text())
    text = _text(given.pop("text_key"))
    readings = study.reviews.filter(text=text).values_list("pk", flat=True)
    publish_edition(study=study, text_id=text.pk, by=lead, readings=list(readings), **given)


def _say(
    study: Study, text: Text, people: dict[str, User], row: dict[str, Any], **place: Any
) -> Comment:
    comment = add_comment(
        study=study, text_id=text.pk, by=people[row["author"]], body=row["body"], **place
    )
    Comment.objects.filter(pk=comment.pk).update(at=parse_datetime(row["at"]))
    return comment


def _text(key: str) -> Text:
    return Text.objects.get(source__collection__is_sample=True, source__key=key)
