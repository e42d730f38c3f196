"""Template tags of the frame around every page."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# Inside <script> only these could end the element or open a comment.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def import_map(context: Context) -> SafeString:
    """Map the bare name `variorum/<module>` to the served address of each of our modules.

    Modules find each other by these names, because the addresses of a deployed site are hashed.
    """
    found = _imports() if settings.DEBUG else _cached_imports()
    if not found:
        return mark_safe("")
    body = json.dumps({"imports": found}, sort_keys=True).translate(SCRIPT_ESCAPES)
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        context.get("CSP_NONCE", ""),
        mark_safe(body),
    )


def _imports() -> dict[str, str]:
    folders = [Path(folder) / "js" for folder in settings.STATICFILES_DIRS]
    modules = sorted(path for folder in folders for path in folder.glob("*.js"))
    return {f"variorum/{path.stem}": static(f"js/{path.name}") for path in modules}


@cache
def _cached_imports() -> dict[str, str]:
    return _imports()


@register.simple_tag
def script_words() -> SafeString:
    """Load the words of our modules before them, where they are not to speak English."""
    if get_language() == settings.LANGUAGE_CODE:
        return mark_safe("")
    return format_html('<script src="{}"></script>', reverse("script_words"))


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str, *prefixes: str) -> SafeString:
    """Link to the page `name`, marked as current on it and on every page named `<prefix>_...`.

    A room that is not routed leaves no link, so that the frame also stands around one room alone.
    """
    try:
        address = reverse(name)
    except NoReverseMatch:
        return mark_safe("")
    here = _route_name(context)
    if here == name:
        current = mark_safe(' aria-current="page"')
    elif here.split("_")[0] in prefixes:
        current = mark_safe(' aria-current="true"')
    else:
        current = mark_safe("")
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)


@register.filter
def language_tag(code: str) -> str:
    """Return a language code as HTML writes it: en-gb as en-GB, zh-hans as zh-Hans."""
    language, _, rest = code.partition("-")
    if not rest:
        return language
    return f"{language}-{rest.upper() if len(rest) == 2 else rest.capitalize()}"


def _route_name(context: Context) -> str:
    match: Any = getattr(context.get("request"), "resolver_match", None)
    return (match and match.url_name) or ""
