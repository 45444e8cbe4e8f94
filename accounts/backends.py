"""Sign-in: allauth's backend, with the tenant asked twice. There is no other backend: Django's own would not ask."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tenants import scope


class ScopedBackend(AuthenticationBackend):
    """Second layer behind the scoped manager: whoever it let through, a stranger to this tenant is nobody here."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        return self._of_this_tenant(super().authenticate(request, **credentials))

    def get_user(self, user_id: Any) -> Any:
        return self._of_this_tenant(super().get_user(user_id))

    @staticmethod
    def _of_this_tenant(user: Any) -> Any:
        return user if user is not None and user.tenant_id == scope.current_id() else None
