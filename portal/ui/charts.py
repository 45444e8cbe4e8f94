"""Bars of a chart: heights in a drawing of 240 by 100 units that is stretched to its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.ui import words

WIDTH = 240
STEPS = tuple(Decimal(step) for step in ("1", "1.2", "1.4", "1.6", "2", "2.4", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True)
class Rectangle:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Bar:
    """One period: what was used and what was used in the period before, as drawn and as said. ``note``: what is particular about it."""

    label: str
    title: str
    value: str
    before: str
    is_estimated: bool
    note: str
    now: Rectangle | None
    was: Rectangle | None


@dataclass(frozen=True)
class Layout:
    bars: tuple[Bar, ...]
    top: str
    middle: str
    has_before: bool
    has_estimated: bool


def layout(bars: Iterable[Any]) -> Layout:
    """Bars (objects or dicts with label, title, value, before, estimated, note) on a scale with a round upper end."""
    given = [_reader(bar) for bar in bars]
    highest = max((bar(name) or 0 for bar in given for name in ("value", "before")), default=0)
    top = round_top(Decimal(highest))
    slot = Decimal(WIDTH) / max(len(given), 1)
    drawn = tuple(
        Bar(
            label=bar("label"),
            title=bar("title") or bar("label"),
            value=words.quantity(bar("value")),
            before=words.quantity(bar("before")),
            is_estimated=bool(bar("estimated")),
            note=bar("note") or (_("estimated") if bar("estimated") else ""),
            now=_rectangle(bar("value"), top, slot * (position + Decimal("0.325")), slot * Decimal("0.35")),
            was=_rectangle(bar("before"), top, slot * (position + Decimal("0.15")), slot * Decimal("0.7")),
        )
        for position, bar in enumerate(given)
    )
    return Layout(
        bars=drawn,
        top=words.quantity(top),
        middle=words.quantity(top / 2),
        has_before=any(bar.was for bar in drawn),
        has_estimated=any(bar.is_estimated for bar in drawn),
    )


def round_top(highest: Decimal) -> Decimal:
    """The smallest round number not below the highest bar; its half is round as well."""
    if highest <= 0:
        return Decimal(1)
    power = Decimal(10) ** highest.adjusted()
    return next(step * power for step in STEPS if step * power >= highest)


def _rectangle(value: Any, top: Decimal, x: Decimal, width: Decimal) -> Rectangle | None:
    if value is None:
        return None
    height = max(Decimal(0), Decimal(value)) / top * 100
    return Rectangle(x=f"{x:.1f}", y=f"{100 - height:.1f}", width=f"{width:.1f}", height=f"{height:.1f}")


def _reader(bar: Any) -> Any:
    """One way to read dicts and objects alike."""
    return bar.get if isinstance(bar, dict) else lambda name: getattr(bar, name, None)
