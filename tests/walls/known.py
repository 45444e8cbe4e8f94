"""Holes that were found and are not closed yet. Each entry is a debt: it fails the build as soon as it is paid and still listed."""

from __future__ import annotations

import re
from collections.abc import Iterable

KNOWN: dict[str, str] = {}
"""Pattern of the hole → what is wrong; where it is stands above it."""


def not_known(holes: Iterable[str]) -> list[str]:
    """What is new, each once."""
    return [hole for hole in dict.fromkeys(holes) if not any(re.search(pattern, hole) for pattern in KNOWN)]
