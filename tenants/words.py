"""A tenant's own words where its file has some, the portal's otherwise; and which of its utilities is speaking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from tenants import scope
from tenants.rules.utility import UtilityRules

if TYPE_CHECKING:
    from tenants.models import Utility

Codes = Callable[[], frozenset[str]]
"""The codes of the utilities that a request is about; asked only when a page wants to know, empty where nobody can tell."""

_concerned: ContextVar[Codes | None] = ContextVar("concerned_utilities", default=None)


@contextmanager
def spoken_for(codes: Codes) -> Iterator[None]:
    """While this lasts, words and contacts are those of the utilities ``codes`` names."""
    token = _concerned.set(codes)
    try:
        yield
    finally:
        _concerned.reset(token)


def speakers() -> tuple[UtilityRules, ...]:
    """The utilities that the page or mail is about, as the file has them: those known to be meant, else all. None for the platform."""
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return ()
    utilities = tenant.rules.utilities
    codes = _concerned.get() if len(utilities) > 1 else None
    known = codes() if codes is not None else frozenset()
    return tuple(utility for utility in utilities if utility.code in known) or utilities


def speaker() -> UtilityRules | None:
    """The one utility that is meant; None where there are several, or none."""
    found = speakers()
    return found[0] if len(found) == 1 else None


def word(key: str, default: Any = "", *, utility: Utility | None = None) -> str:
    """The file's text for ``key`` (`tenants.rules.wording.KEYS`) in the active language, else ``default``.

    The wording of ``utility`` wins over the tenant's, or that of the :func:`speaker`. The platform has no file: always ``default``.
    """
    tenant = scope.current_or_none()
    if tenant is None or tenant.is_platform:
        return str(default)
    meant = utility.rules if utility is not None else speaker()
    wording = meant.wording if meant is not None else tenant.rules.wording
    return wording.get(key, get_language() or tenant.rules.languages[0]) or str(default)
