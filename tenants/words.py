"""A tenant's own words where its file has some, the portal's otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from tenants import scope

if TYPE_CHECKING:
    from tenants.models import Utility


def word(key: str, default: Any = "", *, utility: Utility | None = None) -> str:
    """The file's text for ``key`` (`tenants.rules.wording.KEYS`) in the active language, else ``default``.

    With ``utility`` its own wording wins over the tenant's. The platform has no file: always ``default``.
    """
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return str(default)
    wording = utility.rules.wording if utility is not None else tenant.rules.wording
    return wording.get(key, get_language() or tenant.rules.languages[0]) or str(default)
