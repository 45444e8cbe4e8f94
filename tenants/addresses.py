"""Addresses that leave the portal (in mails, on paper): built from the tenant's row, never from what a request claims to be."""

from __future__ import annotations

from django.conf import settings

from tenants import scope


def host() -> str:
    """The primary host of the tenant in scope; the platform's is a setting."""
    tenant = scope.current()
    return settings.PLATFORM_HOST if tenant.is_platform else scope.kept("host", lambda: str(tenant.hosts.get(is_primary=True).name))


def origin() -> str:
    """``https://moja.example.si``, with the port where the installation has one."""
    port = f":{settings.PORTAL_PORT}" if settings.PORTAL_PORT else ""
    return f"{settings.PORTAL_SCHEME}://{host()}{port}"


def absolute(path: str) -> str:
    """The whole address of ``path`` (which begins with a slash) at the tenant in scope."""
    return f"{origin()}{path}"
