"""The append-only trail of who did what."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from tenants.models import AuditEvent


def record(action: str, *, by: Any, on: Model | None = None, **data: Any) -> None:
    """Write one audit row in the running transaction. ``by`` is a user, or a word such as ``system`` or ``import``."""
    is_user = isinstance(by, Model)
    AuditEvent.objects.create(
        action=action,
        actor=by if is_user else None,
        actor_label=str(by)[:254],
        object_type=on._meta.label_lower if on is not None else "",
        object_id=str(on.pk) if on is not None else "",
        object_label=str(on)[:200] if on is not None else "",
        data=data,
    )
