"""Values that are words (an energy product, a distribution operator) are chosen from a list: the same one for everybody, so it
tells nobody whose they are.

A list stands in the tenant's file (``choices`` of the evidence), or comes from what is stored: apps that have one register it here
by the column it answers for, because they stand above this one.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

from tenants import scope
from tenants.models import Utility
from tenants.rules.linking import Evidence
from tenants.rules.text import capitalised

Choices = list[tuple[str, str]]
"""(value as it is compared, label)."""

Source = Callable[[Utility], Choices]

_sources: dict[str, Source] = {}


def register(column: str, source: Source) -> None:
    """Called in ``AppConfig.ready``."""
    _sources[column] = source


def choices_of(utility: Utility, evidence: Evidence) -> Choices:
    """What may be chosen for ``evidence``; empty where nobody has a list, so that it is typed."""
    if evidence.kind != "text":
        return []
    languages = (get_language() or "", *scope.current().rules.languages)
    if evidence.choices:
        return [(choice.value, choice.label.in_language(*languages) or choice.value) for choice in evidence.choices]
    source = _sources.get(evidence.taken_from)
    return source(utility) if source else []


def commodities(utility: Utility) -> Choices:
    """What the utility supplies, as the tenant's file names it."""
    rules = scope.current().rules
    languages = (get_language() or "", *rules.languages)
    return [(code, capitalised(rules.commodity(code).name.in_language(*languages)) or code) for code in utility.rules.commodities]
