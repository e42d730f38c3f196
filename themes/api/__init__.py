"""The API of this room."""

urlpatterns: list = []


def register(router) -> None:  # type: ignore[no-untyped-def]
    """Add this room's lists."""
