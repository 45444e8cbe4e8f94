"""A request of somebody who is signed in, for whoever reads its type."""

from __future__ import annotations

from accounts.models import User
from tenants.requests import TenantRequest


class SignedInRequest(TenantRequest):
    """What a view is given behind ``LoginRequiredMiddleware``: it lets no anonymous person in."""

    user: User
