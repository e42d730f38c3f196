from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "themes"

    def ready(self) -> None:
        """Say what work this room does."""
        from themes import job_handlers  # noqa: F401
