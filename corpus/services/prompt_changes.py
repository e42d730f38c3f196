"""Changing what is said about a prompt; its text and system text are the prompt itself."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from corpus import events
from corpus.errors import Invalid
from corpus.models import Prompt, Source
from corpus.visibility import extend_holds, keep_changes, visible_prompts

if TYPE_CHECKING:
    from accounts.models import User

CHANGEABLE = frozenset({"key", "elicitation"})


@transaction.atomic
def update_prompt(*, prompt_id: UUID, by: User, **changes: object) -> Prompt:
    """Change the label of a prompt that this person may see, or how leading it is said to be.

    Another text would be another prompt; were it the text of one known only through held texts,
    a refusal would tell that it is there.
    """
    prompt = visible_prompts(by).get(pk=prompt_id)
    if unknown := set(changes) - CHANGEABLE:
        raise Invalid(*((name, _("This cannot be changed.")) for name in sorted(unknown)))
    for name, value in changes.items():
        setattr(prompt, name, value)
    keep_changes(prompt, list(changes))
    prompt.save(update_fields=[*changes, "kept_aside"])
    extend_holds(Source.objects.filter(prompt=prompt).values_list("pk", flat=True))
    events.record(by, "changed", "prompt", prompt.pk)
    return prompt
