"""Sessions in the database, each row with its tenant."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tenants import scope


class SessionStore(DatabaseStore):
    """Reads and writes only rows of the tenant in scope: another tenant's cookie finds nothing, and nothing is written without one."""

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import TenantSession

        return TenantSession

    def _get_session_from_db(self) -> Any:
        """Without a tenant (the health checks answer on any host) a cookie means nothing."""
        if scope.current_or_none() is None:
            self._session_key = None
            return None
        return super()._get_session_from_db()  # type: ignore[misc]  # the stubs leave it out

    def create_model_instance(self, data: Any) -> Any:
        session = super().create_model_instance(data)
        session.tenant_id = scope.current_id()  # type: ignore[attr-defined]  # ours, see get_model_class
        return session
