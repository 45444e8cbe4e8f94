"""Keys that this release stores and does not use yet, so that nothing in a file is silently ignored.

A later release that implements one removes its line here, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tenants.rules.tenant_file import TenantFile


@dataclass(frozen=True)
class Waiting:
    """Keys that match ``pattern`` (``*`` is anything) wait where ``when`` says so of their value."""

    pattern: str
    when: Callable[[Any], bool] = lambda value: True


WAITING: tuple[Waiting, ...] = ()


def stored_not_used(file: TenantFile) -> tuple[str, ...]:
    """The dotted keys of ``file`` that wait for a later release, in the order of the file."""
    return tuple(dict.fromkeys(name for key, value in file.written.items() for name in _waiting(key, value)))


def _waiting(key: str, value: Any) -> list[str]:
    own = _without_utility(key)
    return [key] if any(fnmatchcase(own, waiting.pattern) and waiting.when(value) for waiting in WAITING) else []


def _without_utility(key: str) -> str:
    return key.split(".", 2)[2] if key.startswith("utilities.") and key.count(".") >= 2 else key
