"""One import of a tenant at a time, and what is left of one whose process was killed.

The lock is the server's (PostgreSQL) or the machine's (SQLite): it goes with the process, however that ends. Whoever holds it
knows that every other run which is still written down as running is none any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.exchange import problems
from portal.exchange.documents import sweep
from portal.exchange.engine import dialect_of
from portal.services import import_runs
from tenants import scope
from tenants.models import Tenant

STARTING = timedelta(minutes=1)
"""Between the moment an import is written down and the one in which it holds the lock."""


@contextmanager
def alone(cursor: Any, tenant: Tenant) -> Iterator[None]:
    """The only import of ``tenant`` until the transaction ends. Raises ``ImportRefused`` while another one runs."""
    with dialect_of(connection.vendor).lock(cursor, tenant.pk) as got:
        if not got:
            raise problems.refused(tenant.slug, _("Another import of this portal is running. Start this one again when that is done."))
        yield


def close_interrupted(*, but: int | None = None) -> int:
    """For whoever holds the lock: runs that began and whose process is gone are recorded as stopped, their files removed. How many."""
    runs = import_runs.unfinished_imports(but=but)
    for run_id in runs:
        sweep(scope.current_id(), run_id)
        import_runs.stop_import(run_id=run_id, reason=_("The process of this import ended before the import did. Nothing was changed."))
    return len(runs)


def sweep_interrupted() -> int:
    """The same from time to time, in the tenant's scope and transaction. Nothing while an import runs."""
    if not import_runs.unfinished_imports(before=timezone.now() - STARTING):
        return 0
    with connection.cursor() as cursor, dialect_of(connection.vendor).lock(cursor, scope.current_id()) as got:
        return close_interrupted() if got else 0
