"""What this room shows on the pages of texts, which know nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import template
from django.template.context import Context

from annotations.edition_shapes import editions_listed
from annotations.models import Study, StudyText
from annotations.talk_forms import MemoForm
from annotations.talk_gates import memos_for, talkable

register = template.Library()


@register.inclusion_tag("annotations/_beside_text.html", takes_context=True)
def beside_text(context: Context, text_id: UUID) -> dict[str, Any]:
    """Show where the text is talked about, and the memos on it, as far as the person may see."""
    request: Any = context["request"]
    user = request.user
    talks = talkable(StudyText.objects.filter(text=text_id), user).select_related("study")
    return {
        "request": request,
        "text_id": text_id,
        "editions": editions_listed(user)
        .filter(text=text_id, superseded=False, withdrawn_at=None)
        .order_by("study", "number"),
        "talks": talks.order_by("study__name", "study"),
        "memos": memos_for(user).filter(text=text_id).select_related("author", "study"),
        "memo_form": MemoForm(user=user, initial={"text": text_id}, auto_id="memo_%s"),
    }


@register.inclusion_tag("annotations/_memos.html", takes_context=True)
def memos_on_study(context: Context, study: Study) -> dict[str, Any]:
    """Show the memos about a study itself, with a form for another."""
    request: Any = context["request"]
    about = memos_for(request.user).filter(study=study, text=None, motif=None)
    return {
        "request": request,
        "memos": about.select_related("author", "study"),
        "memo_form": MemoForm(user=request.user, initial={"study": study}, auto_id="memo_%s"),
    }


@register.filter
def label_of(labels: dict[int, str], user_id: int) -> str:
    """Return the letter of a reader, or nothing for somebody who has not read the text."""
    return labels.get(user_id, "")
