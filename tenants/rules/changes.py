"""What a new tenant's file changes, for the operator who applies it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenants.rules.problems import shown
from tenants.rules.tenant_file import TenantFile


@dataclass(frozen=True)
class Change:
    """One key whose value differs. ``before`` None: the key is new; ``after`` None: the key is gone."""

    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.key} = {shown(self.after)}"
        if self.after is None:
            return f"- {self.key} = {shown(self.before)}"
        return f"~ {self.key}: {shown(self.before)} -> {shown(self.after)}"


def changes(old: TenantFile | None, new: TenantFile) -> list[Change]:
    """Every key that ``new`` writes differently from ``old`` (None: there was no file), then every key that it drops.

    Compares what is written, not what follows from it: a default that is written out is a change."""
    before: Mapping[str, Any] = old.written if old is not None else {}
    after = new.written
    changed = [Change(key, before.get(key), value) for key, value in after.items() if before.get(key) != value]
    return changed + [Change(key, value, None) for key, value in before.items() if key not in after]
