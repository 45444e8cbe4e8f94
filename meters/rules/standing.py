"""What stands in one window for one meter, from its entries in the order in which they came.

The last entry counts, register by register. One that waits for staff pushes out only what waited before it: what is accepted stays
until staff decide. To take an entry back is to ask again without it: what it had pushed out stands again. Source: design 6, Z-19, G-19.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Given:
    """One entry: its key, the codes of the registers it gives, and whether it waits for staff."""

    key: int
    codes: tuple[str, ...]
    waits: bool = False


Standing = Mapping[tuple[int, str], bool]
"""(entry, register code) → whether it waits. What is not in it was replaced."""


def standing(entries: Iterable[Given], *, optional: Iterable[str] = ()) -> Standing:
    """What stands after ``entries``. ``optional``: codes that an entry replaces even where it leaves them out (ET)."""
    found: dict[tuple[int, str], bool] = {}
    for entry in entries:
        pushed = {*entry.codes, *optional}
        found = {place: waits for place, waits in found.items() if place[1] not in pushed or (entry.waits and not waits)}
        found |= {(entry.key, code): entry.waits for code in entry.codes}
    return found
