"""One round of everything that is due: what `run_due` does once and `work` does again and again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.core.management import call_command
from django_tasks_db.management.commands import prune_db_task_results

from tenants import due, outbox, scope
from tenants.models import Tenant

logger = logging.getLogger(__name__)

KEEP_JOBS_DAYS = 7
"""Finished rows of the job queue are only of interest to somebody who looks for a fault."""


@dataclass
class Report:
    """What one round did, line by line, and what it could not do: ``tenant: job``."""

    lines: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def run() -> Report:
    """Every tenant in turn, one transaction for each job; what fails at one stops nothing at another."""
    report = Report()
    for tenant in Tenant.objects.filter(is_active=True).order_by("pk"):
        _sweep_tenant(tenant, report)
    call_command(prune_db_task_results.Command(), min_age_days=KEEP_JOBS_DAYS, verbosity=0)
    return report


def _sweep_tenant(tenant: Tenant, report: Report) -> None:
    for name, job in due.jobs().items():
        try:
            with scope.bound(tenant):
                done = job()
        except Exception:
            logger.exception("%s failed for %s", name, tenant.slug)
            report.failed.append(f"{tenant.slug}: {name}")
        else:
            _note(report, tenant, name, done)
    try:
        sent = sum(1 for message_id in outbox.due(tenant) if outbox.deliver(tenant, message_id) == outbox.State.SENT)
    except Exception:
        logger.exception("mail failed for %s", tenant.slug)
        report.failed.append(f"{tenant.slug}: mail")
    else:
        _note(report, tenant, "mail sent", sent)


def _note(report: Report, tenant: Tenant, name: str, done: int) -> None:
    if done:
        report.lines.append(f"{tenant.slug}: {name}: {done}")
