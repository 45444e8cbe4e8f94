"""What has to be done again and again: apps register it here, `run_due` does it for every tenant.

A table of functions and not of imports, because the apps that have such work stand above this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.models import Tenant

Job = Callable[[], int]
"""Works in the scope and the transaction of one tenant, can be repeated at any time, says how many things it did."""

Steps = Callable[["Tenant"], int]
"""The same for work of minutes: opens short transactions of its own for the tenant, so that being killed loses one of them."""

_jobs: dict[str, Job] = {}
_steps: dict[str, Steps] = {}


def register(name: str, job: Job) -> None:
    """Called in ``AppConfig.ready``; ``name`` is what `run_due` prints."""
    _jobs[name] = job


def register_steps(name: str, steps: Steps) -> None:
    """Like :func:`register`, for work in many transactions."""
    _steps[name] = steps


def steps() -> Mapping[str, Steps]:
    return MappingProxyType(_steps)


def jobs() -> Mapping[str, Job]:
    return MappingProxyType(_jobs)
