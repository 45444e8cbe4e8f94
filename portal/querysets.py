"""Who sees which questions."""

from __future__ import annotations

from typing import Any

from tenants.querysets import TenantQuerySet


class QuestionQuerySet(TenantQuerySet):
    def visible_to(self, user: Any) -> QuestionQuerySet:
        """What a person asked herself; the latest first."""
        return self.filter(user=user).order_by("-at", "-pk")

    def open(self) -> QuestionQuerySet:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)
