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


def _problems() -> list[tuple[str, str]]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        bypass = connection.vendor == "postgresql" and bypasses_row_security(connection)
    except DatabaseError:
        return [("database", "does not answer")]
    found = []
    if waiting:
        found.append(("migrations", f"{len(waiting)} not applied"))
    if bypass:
        found.append(("role", "can bypass row security"))
    return found
