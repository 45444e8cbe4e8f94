"""Pages that an entry of the menu switches: where the tenant's file does not list it, they are not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest

from tenants import scope
from tenants.rules.menu import ENTRIES


def on(entry: str) -> bool:
    """Whether the menu of the tenant in scope has ``entry``."""
    return scope.current().rules.menu.has(entry)


def required(entry: str) -> None:
    """Raises ``Http404`` where ``entry`` is off."""
    if not on(entry):
        raise Http404(f"The menu of this tenant has no entry {entry}.")


def belongs_to(entry: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a view: its page goes with this entry of the menu, whoever links to it. Closed by default."""
    if entry not in ENTRIES:
        raise ValueError(f"{entry!r} is no entry of the menu; there are {', '.join(ENTRIES)}.")

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            required(entry)
            return view(request, *args, **kwargs)

        guarded.menu_entry = entry  # type: ignore[attr-defined]  # for the test that compares with the menu
        return guarded

    return decorate
