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
