"""Every address of the site."""

from django.urls import include, path

from config.api import urlpatterns as api

urlpatterns = [
    path("api/v1/", include(api)),
    path("", include("accounts.urls")),
    path("", include("corpus.urls")),
    path("", include("annotations.urls")),
    path("", include("themes.urls")),
]

handler400 = "corpus.http.problems.bad_request"
handler403 = "corpus.http.problems.permission_denied"
handler404 = "corpus.http.problems.not_found"
handler500 = "corpus.http.problems.server_error"
