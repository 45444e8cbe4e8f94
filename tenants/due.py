"""What has to be done again and again: apps register it here, `run_due` does it for every tenant.

A table of functions and not of imports, because the apps that have such work stand above this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

Job = Callable[[], int]
"""Works in the scope and the transaction of one tenant, can be repeated at any time, says how many things it did."""

_jobs: dict[str, Job] = {}


def register(name: str, job: Job) -> None:
    """Called in ``AppConfig.ready``; ``name`` is what `run_due` prints."""
    _jobs[name] = job


def jobs() -> Mapping[str, Job]:
    return MappingProxyType(_jobs)
