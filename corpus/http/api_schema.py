"""The schema as it is served: made once, for it knows no data and stays as long as the process."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response


@cache
def api_schema() -> dict[str, Any]:
    """Return the schema of everything that the API can be asked, in the language of data."""
    with translation.override(settings.LANGUAGE_CODE):
        return SchemaGenerator().get_schema(request=None, public=True)


def _once(renderer: type[BaseRenderer]) -> type[BaseRenderer]:
    """Return a renderer that writes the schema once, and whatever else is answered each time."""

    @cache
    def written() -> Any:
        return renderer().render(api_schema())

    def render(
        self: BaseRenderer,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> Any:
        if data is api_schema():
            return written()
        return renderer().render(data, accepted_media_type, renderer_context)

    return type(renderer.__name__, (renderer,), {"render": render})


class SchemaView(SpectacularAPIView):
    """Answer with the schema, in the format that is asked for."""

    renderer_classes = [_once(renderer) for renderer in SpectacularAPIView.renderer_classes]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        named = self._get_filename(request, None)
        return Response(
            api_schema(), headers={"Content-Disposition": f'inline; filename="{named}"'}
        )
