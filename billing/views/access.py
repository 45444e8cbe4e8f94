"""404 for a stranger's row, 403 for an own one without the right."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from tenants import clock


def found_or_refused(queryset: Any, user: Any, public_id: str) -> Any:
    """The row if the user may see it; 403 for an own one without the right, 404 for anybody else's."""
    day = clock.today()
    row = queryset.visible_to(user, day=day).filter(public_id=public_id).first()
    if row is not None:
        return row
    if queryset.linked_to(user, day=day).filter(public_id=public_id).exists():
        raise PermissionDenied
    raise Http404
