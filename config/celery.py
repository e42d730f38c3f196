"""The Celery application: tasks are found in each room's tasks.py."""

import os
from pathlib import Path

from celery import Celery
from django.conf import settings

from config import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

broker.register()
app = Celery("variorum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["corpus", "themes"])


def make_broker_folders() -> None:
    """Create the embedded broker's folders; kombu does not."""
    for name in ("messages", "control", "processed"):
        Path(settings.BROKER_DIR / name).mkdir(parents=True, exist_ok=True, mode=0o700)


if settings.EMBEDDED_BROKER:
    make_broker_folders()
