"""Prompts: what is asked is what they are; the key is a label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from corpus import events
from corpus.errors import Invalid
from corpus.importing.shapes import PromptLine
from corpus.models import Prompt
from corpus.normalise import clean_text
from corpus.services.errors import AlreadyThere
from corpus.visibility import keep_aside, visible_prompts

if TYPE_CHECKING:
    from accounts.models import User


def ensure_prompts(lines: Iterable[PromptLine]) -> dict[str, Prompt]:
    """Return a prompt for each line by digest, labelled by the first line that gives it."""
    first: dict[str, PromptLine] = {}
    for line in lines:
        first.setdefault(line.digest, line)
    known = known_prompts(first)
    missing = [line for digest, line in sorted(first.items()) if digest not in known]
    if missing:
        Prompt.objects.bulk_create(
            [new_prompt(line) for line in missing], ignore_conflicts=True, batch_size=500
        )
        known |= known_prompts(line.digest for line in missing)
    return known


def known_prompts(digests: Iterable[str]) -> dict[str, Prompt]:
    """Return those of the prompts that are there, by digest."""
    return {row.digest: row for row in Prompt.objects.filter(digest__in=set(digests))}


def prompt_differences(line: PromptLine, prompt: Prompt) -> Iterator[tuple[str, str, str]]:
    """Yield what a line states of a prompt otherwise than it is known: field, here, there."""
    for name in ("key", "elicitation"):
        given, kept = getattr(line, name), getattr(prompt, name)
        if name in line.stated and given and given != kept:
            yield f"prompt.{name}", given, kept


@transaction.atomic
def create_prompt(
    *,
    by: User,
    text: str,
    system: str = "",
    key: str = "",
    elicitation: str = Prompt.Elicitation.UNKNOWN,
) -> Prompt:
    """Enter a prompt by hand; one known only through held texts is entered as if it were new."""
    line = PromptLine(text=clean_text(text), system=clean_text(system), key=key.strip())
    if not line.text.strip():
        raise Invalid(("text", _("A prompt needs a text.")))
    prompt = Prompt.objects.filter(digest=line.digest).first()
    if prompt and visible_prompts(by).filter(pk=prompt.pk).exists():
        raise AlreadyThere(_("There is a prompt with this text already."), existing=prompt.pk)
    prompt = prompt or new_prompt(line)
    keep_aside(prompt, by=by)
    prompt.key, prompt.elicitation, prompt.registered = line.key, elicitation, True
    prompt.save()
    events.record(by, "created", "prompt", prompt.pk)
    return prompt


def new_prompt(line: PromptLine) -> Prompt:
    """Return the prompt that a line gives, not saved."""
    return Prompt(
        key=line.key,
        text=line.text,
        system=line.system,
        elicitation=line.elicitation,
        digest=line.digest,
        text_digest=line.text_digest,
    )
