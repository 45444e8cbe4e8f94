"""What a request bears once the first two middlewares have seen it, for whoever reads its type."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from tenants.middleware import RequestTransaction
    from tenants.models import Tenant


class TenantRequest(HttpRequest):
    """A request on a tenant's host. ``received_at`` is the only clock for windows; ``transaction`` offers ``checkpoint()``."""

    received_at: datetime
    tenant: Tenant
    transaction: RequestTransaction
