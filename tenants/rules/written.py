"""A tenant's file as dotted keys, the way problems, changes and "not yet in use" name them."""

from collections.abc import Mapping
from typing import Any

NAMED_BY = ("key", "name", "code", "commodity")


def flatten(table: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """Every value of a TOML table under its dotted name, in the order of the file.

    A list of tables is named by each one's key, name, code or commodity, else by its place: ``reading.rules.water.end``.
    Where two have the same name, both are named by their place. Other lists are values."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{at}.{key}" if at else key
        if isinstance(value, Mapping):
            found |= flatten(value, name)
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            names = [_name(item, place) for place, item in enumerate(value, start=1)]
            for place, item in enumerate(value, start=1):
                own = names[place - 1] if names.count(names[place - 1]) == 1 else str(place)
                found |= flatten(item, f"{name}.{own}") if isinstance(item, Mapping) else {f"{name}.{own}": item}
        else:
            found[name] = tuple(value) if isinstance(value, list) else value
    return found


def _name(item: Any, place: int) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    return next((str(item[key]) for key in NAMED_BY if key in item), str(place))
