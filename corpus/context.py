"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest

from corpus.models import Collection


def site(request: HttpRequest) -> dict:
    """Say on every page that the sample is a demonstration, while it is loaded."""
    return {
        "sample_loaded": Collection.objects.filter(is_sample=True).exists(),
        "debug": settings.DEBUG,
    }
