"""Jobs: tenant and row come as numbers, the scope is set, one service is called."""

from __future__ import annotations

from django_tasks import task

from tenants import outbox
from tenants.models import Tenant


@task()
def deliver_message(*, tenant_id: int, message_id: int) -> str:
    """Send one message of the outbox; what cannot be sent now is tried again by `run_due`."""
    return outbox.deliver(Tenant.objects.get(pk=tenant_id), message_id)
