"""The first page: what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from annotations.edition_shapes import newest_editions
from corpus.http.viewsets import person
from themes.selectors import home_for


@require_safe
@cache_control(private=True, no_store=True)
def home(request: HttpRequest) -> HttpResponse:
    """Show my next text, my studies and the newest report."""
    context = {"home": home_for(person(request)), "editions": newest_editions(request.user)}
    return render(request, "themes/home.html", context)
