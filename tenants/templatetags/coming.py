"""``{% load coming %}``: a page says when its tenant's file asks for more than this release does."""

from __future__ import annotations

from fnmatch import fnmatchcase

from django import template

from tenants import scope

register = template.Library()


@register.simple_tag
def waits(*patterns: str) -> bool:
    """``{% waits "password.history" as later %}``: whether the file stores a key (``*`` is anything) that is not yet in use."""
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return False
    return any(fnmatchcase(key, pattern) for key in tenant.not_yet_in_use for pattern in patterns)
