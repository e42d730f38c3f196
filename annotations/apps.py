from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self) -> None:
        """Say what work this room does."""
        from annotations import job_handlers  # noqa: F401
