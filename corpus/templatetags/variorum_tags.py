"""Template tags of the frame around every page."""

import re
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from corpus.http.joined import joined_address

register = template.Library()


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Link to these style sheets, joined into one; to each where the site is worked on."""
    return _linked("css", names, '<link rel="stylesheet" href="{}">')


@register.simple_tag
def scripts(*names: str) -> SafeString:
    """Load these modules and all that they import, joined into one; each where it is worked on."""
    return _linked("js", names, '<script type="module" src="{}"></script>')


def _linked(kind: str, names: tuple[str, ...], element: str) -> SafeString:
    if settings.DEBUG:
        addresses = [(static(f"{kind}/{name}.{kind}"),) for name in names]
    else:
        addresses = [(joined_address(kind, names),)]
    return format_html_join("\n", element, addresses)


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
def coded(words: str) -> SafeString:
    """Return words with what stands between backticks as code: descriptions of an API are so."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", conditional_escape(words)))


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
