"""Template tags of the corpus pages."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from corpus.models import Author
from corpus.visibility import VisibleAuthor, VisibleText

register = template.Library()


@register.filter
def marked(snippet: str) -> SafeString:
    """Let a search snippet through: `corpus.search` has escaped all of it but its own marks."""
    return mark_safe(snippet)


@register.filter
def opening(body: str, limit: int = 240) -> str:
    """Return the beginning of a body as one paragraph, cut at a word."""
    folded = " ".join(body[: limit * 3].split())
    if len(folded) <= limit:
        return folded
    return f"{folded[:limit].rsplit(' ', 1)[0]} …"


@register.filter
def spaced(code: str) -> str:
    """Return a code such as `texts_added` as it is read."""
    return code.replace("_", " ")


@register.filter
def described(text: VisibleText) -> str:
    """Say what a text is and how long, and where that is open whose it is and on what prompt.

    A list says it fifty times, and a template takes ten times as long.
    """
    said = ngettext("{shown} character", "{shown} characters", text.length)
    parts = [f"{gettext(text.kind)}, {said.format(shown=intcomma(text.length))}"]
    if text.source:
        parts.append(_named(text.source.author))
        if text.prompt and text.prompt.key:
            parts.append(gettext("prompt {key}").format(key=text.prompt.key))
    return " · ".join(parts)


def _named(author: VisibleAuthor) -> str:
    if author.kind == Author.Kind.HUMAN:
        return f"{author.name} {gettext('(person)')}"
    return author.name if author.family == author.name else f"{author.name} ({author.family})"


@register.simple_tag(takes_context=True)
def narrowed(context: Context, name: str, value: str | None = None) -> str:
    """Return this page's address narrowed to a value, or without one, or if it is so, widened."""
    query: QueryDict = context["request"].GET.copy()
    for paging in ("offset", "cursor"):
        query.pop(paging, None)
    if value is None or query.get(name) == value:
        query.pop(name, None)
    else:
        query[name] = value
    return f"?{query.urlencode()}"
