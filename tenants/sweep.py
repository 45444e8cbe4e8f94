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
        _do(report, tenant, name, _in_one_transaction(job))
    for name, steps in due.steps().items():
        _do(report, tenant, name, steps)
    _do(report, tenant, "mail sent", _send_what_waits)


def _in_one_transaction(job: due.Job) -> due.Steps:
    def steps(tenant: Tenant) -> int:
        with scope.bound(tenant):
            return job()

    return steps


class SomeNotSent(RuntimeError):
    """Messages at which the portal itself failed; the log has each."""


def _send_what_waits(tenant: Tenant) -> int:
    """Send message by message: one at which we fail keeps none of the others."""
    sent, failed = 0, []
    for message_id in outbox.due(tenant):
        try:
            sent += outbox.deliver(tenant, message_id) == outbox.State.SENT
        except Exception:
            logger.exception("message %s of %s failed", message_id, tenant.slug)
            failed.append(message_id)
    if failed:
        raise SomeNotSent(f"{len(failed)} messages, {sent} others were sent")
    return sent


def _do(report: Report, tenant: Tenant, name: str, steps: due.Steps) -> None:
    try:
        done = steps(tenant)
    except Exception:
        logger.exception("%s failed for %s", name, tenant.slug)
        report.failed.append(f"{tenant.slug}: {name}")
    else:
        if done:
            report.lines.append(f"{tenant.slug}: {name}: {done}")
