"""What a load balancer asks: is the process alive, and can it serve."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from tenants.checks import bypasses_row_security


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, its schema is the code's, and the web role cannot step over row security."""
    problems = dict(_problems())
    return JsonResponse({"ok": not problems, "problems": problems}, status=503 if problems else 200)


_migrated: set[str] = set()
"""Databases whose schema was found complete: the graph of migrations is read once a process, and looked at again until then."""


def _migrations_waiting() -> int:
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        connection.ensure_connection()
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        _migrated.add(name)
    return waiting


def _problems() -> list[tuple[str, str]]:
    try:
        waiting = _migrations_waiting()
        bypass = connection.vendor == "postgresql" and bypasses_row_security(connection)
    except DatabaseError:
        return [("database", "does not answer")]
    found = []
    if waiting:
        found.append(("migrations", f"{waiting} not applied"))
    if bypass:
        found.append(("role", "can bypass row security"))
    return found
