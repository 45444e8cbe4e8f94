"""What a utility says again wins over what its tenant says."""

from collections.abc import Mapping
from typing import Any


def merged(base: Any, own: Any) -> Any:
    """``own`` over ``base``, key by key through tables; anything else, lists too, is replaced as a whole."""
    if not isinstance(base, Mapping) or not isinstance(own, Mapping):
        return own
    return {**base, **{key: merged(base[key], value) if key in base else value for key, value in own.items()}}
