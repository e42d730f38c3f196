"""Template tags that speak of motifs, for pages of this room and of the one below."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.gates import motifs_to_exemplify
from annotations.models import Motif
from annotations.resolving import final_motif

register = template.Library()


@register.simple_tag
def counts_as(motif: Motif) -> Motif:
    """Return the motif that a motif's tags count as."""
    return final_motif(motif)


@register.filter
def as_words(field: str) -> str:
    """Return the name of a field as words, which `{% translate %}` knows."""
    return field.replace("_", " ")


@register.simple_tag(takes_context=True)
def example_link(context: Context, text_id: UUID) -> SafeString:
    """Link to where words of a text become an example, for who may give a motif one."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or not motifs_to_exemplify(user).exists():
        return mark_safe("")
    address = reverse("example_new", args=[text_id])
    said = _("Use a passage as an example of a motif")
    return format_html('<p class="no-print"><a href="{}">{}</a></p>', address, said)
