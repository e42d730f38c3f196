"""Every address of the site."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

from config.api import urlpatterns as api

# The words of our modules: the same for everybody who reads a language, also before a sign-in.
script_words = login_not_required(
    cache_control(private=True, max_age=3600)(JavaScriptCatalog.as_view())
)

urlpatterns = [
    path("api/v1/", include(api)),
    path("jsi18n/", script_words, name="script_words"),
    path("", include("accounts.urls")),
    path("", include("corpus.urls")),
    path("", include("annotations.urls")),
    path("", include("themes.urls")),
]

handler400 = "corpus.http.problems.bad_request"
handler403 = "corpus.http.problems.permission_denied"
handler404 = "corpus.http.problems.not_found"
handler500 = "corpus.http.problems.server_error"
