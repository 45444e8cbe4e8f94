"""`manage.py send_reminders --tenant SLUG`: remind everybody who is to be reminded today and has not handed in a reading."""

from __future__ import annotations

from typing import Any

from meters.services import reminding
from tenants.management.base import TenantCommand
from tenants.models import Tenant


class Command(TenantCommand):
    help = (
        "Write today's reminders, each once: it may be run at any time and as often as one likes. `run_due` does the same between "
        "eight and eight; the messages leave with the worker, or with the next `run_due`."
    )
    one_transaction = False

    def handle_tenant(self, tenant: Tenant, **options: Any) -> None:
        written = reminding.send_reminders(tenant)
        why = "" if written else f": {reminding.why_none(tenant)}"
        self.stdout.write(f"{tenant.slug}: {written} reminders written{why}")
