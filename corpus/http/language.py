"""Pages speak the language of who reads them; data speak one language to all."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

API_PREFIX = "/api/"
DATA_ENDINGS = (".json", ".csv", ".bib")


class PageLanguageMiddleware(LocaleMiddleware):
    """Choose the reader's language for pages.

    The API and the twins of lists stay in the site's own language: a script must not get other
    words, or other errors, for the browser's settings of whoever runs it.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of the answer."""
        if not is_data(request.path):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        # Django's handlers read it as LocaleMiddleware sets it.
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say in what language the answer is, and for pages that it was chosen."""
        if not is_data(request.path):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response


def is_data(path: str) -> bool:
    """Say whether an address answers data, which no reader's language changes."""
    return path.startswith(API_PREFIX) or path.endswith(DATA_ENDINGS)
