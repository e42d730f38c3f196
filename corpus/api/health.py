"""Whether the site can be used, and what is wrong with it: no sign-in, no secrets."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from corpus.api.output import HealthSerializer
from corpus.http.viewsets import StrictApi
from corpus.jobs import workers_alive
from corpus.selectors import jobs_by_state

LEAST_FREE_BYTES = 200 * 1024 * 1024
BROKER_SECONDS = 2


def check(**otherwise: Any) -> Callable[[Callable[[], dict[str, Any]]], Callable]:
    """Make a check answer `ok: false`, and these, where it raises: its words may hold secrets."""

    def decorate(look: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
        @wraps(look)
        def guarded() -> dict[str, Any]:
            try:
                return look()
            except Exception:  # whatever is broken, the others still answer
                return {"ok": False, **otherwise}

        return guarded

    return decorate


@check(engine=connection.vendor)
def database() -> dict[str, Any]:
    """Ask the database for anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True, "engine": connection.vendor}


@check(missing=0, unknown=0)
def migrations() -> dict[str, Any]:
    """Compare the migrations of the code with those the database has."""
    loader = MigrationLoader(connection)
    rooms = set(loader.migrated_apps)
    applied = {key for key in loader.applied_migrations if key[0] in rooms}
    missing = [key for key in loader.disk_migrations if key not in loader.applied_migrations]
    replaced = {old for m in loader.disk_migrations.values() for old in m.replaces}
    unknown = applied - set(loader.disk_migrations) - replaced
    return {
        "ok": not missing and not unknown,
        "missing": len(missing),
        "unknown": len(unknown),
    }


@check()
def broker() -> dict[str, Any]:
    """See whether messages can be left for the workers."""
    if settings.EMBEDDED_BROKER:
        folder = Path(settings.BROKER_DIR) / "messages"
        return {"ok": folder.is_dir() and os.access(folder, os.W_OK)}
    with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as link:
        link.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
    return {"ok": True}


@check(alive=0)
def workers() -> dict[str, Any]:
    """Count the workers seen lately."""
    alive = workers_alive()
    return {"ok": alive > 0, "alive": alive}


@check(queued=0, running=0, failed=0)
def queue() -> dict[str, Any]:
    """Count the jobs that wait, run or failed."""
    counted = jobs_by_state()
    return {"ok": True, **{state: counted[state] for state in ("queued", "running", "failed")}}


@check(free_gigabytes=None)
def disk() -> dict[str, Any]:
    """See how much room is left where the site writes."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return {"ok": free >= LEAST_FREE_BYTES, "free_gigabytes": free // 10**9}


def health() -> dict[str, Any]:
    """Return every check, and the state they make."""
    parts = {look.__name__: look() for look in (database, migrations, broker, workers, queue, disk)}
    if not (parts["database"]["ok"] and parts["migrations"]["ok"]):
        state = "failed"
    else:
        state = "ok" if all(part["ok"] for part in parts.values()) else "degraded"
    return {"state": state, **parts}


class HealthView(StrictApi, APIView):
    """Whether the site can be used: 200 with or without a worker, 503 if the database fails."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    problem_codes = {"get": {400}}

    @extend_schema(
        operation_id="health_retrieve", responses={200: HealthSerializer, 503: HealthSerializer}
    )
    def get(self, request: Request) -> Response:
        found = health()
        return Response(found, status=503 if found["state"] == "failed" else 200)
