"""What a text's source says about a person: asked of the person's own acts only."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from corpus.models import Source

if TYPE_CHECKING:
    from accounts.models import User


def was_brought_by(text_id: UUID, user: User) -> bool:
    """Say whether this person imported or brought the text."""
    theirs = Q(brought_by=user) | Q(imported_in__by=user)
    return Source.objects.filter(theirs, pk=text_id).exists()
