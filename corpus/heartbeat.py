"""A worker saying in the database that it lives: any broker, one table."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import Error, connection
from django.utils import timezone

from corpus.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

EVERY_SECONDS = 5
FORGET_AFTER = timedelta(days=1)
_stop = threading.Event()


def begin(name: str) -> threading.Thread:
    """Beat in a thread of its own until `end`, whatever the worker is busy with."""
    _stop.clear()
    thread = threading.Thread(target=_beat_until_stopped, args=(name,), daemon=True)
    thread.start()
    return thread


def end() -> None:
    """Stop beating."""
    _stop.set()


def beat(name: str) -> None:
    """Say that this worker is alive now."""
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"at": now})
    WorkerHeartbeat.objects.filter(at__lt=now - FORGET_AFTER).delete()


def _beat_until_stopped(name: str) -> None:
    while True:
        try:
            beat(name)
        except Error as error:  # a database that is away for a moment ends no heart
            logger.warning("no heartbeat: %s", error)
        finally:
            connection.close()
        if _stop.wait(EVERY_SECONDS):
            return
