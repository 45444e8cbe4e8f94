"""What the two databases say differently. Everything else of the import is the same SQL on both."""

from __future__ import annotations

from portal.exchange import apply_postgresql, apply_sqlite
from portal.exchange.dialect import Dialect


def dialect_of(vendor: str) -> Dialect:
    """The dialect of the connection in use."""
    return {"postgresql": apply_postgresql.DIALECT, "sqlite": apply_sqlite.DIALECT}[vendor]
