"""The counter and its scale: how many drums are drawn and where the marks lie. What is typed is never cut."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from portal.ui import words

MOST_CELLS = 12
MOST_TYPED = 40
"""Signs of a value whose difference is said; no meter has as many drums."""
WIDTH = Decimal(300)
"""Units of the scale's drawing."""


@dataclass(frozen=True)
class Scale:
    """The usual range on a line from 0 to ``top``; positions in drawing units, ``mark`` None where there is no value."""

    low: str
    high: str
    top: str
    left: str
    width: str
    right: str
    mark: str | None
    is_far: bool
    shows_low: bool


@dataclass(frozen=True)
class Drums:
    """Black and red cells of a drawn counter; ``digits`` with leading zeros, ``value`` as one would say it."""

    cells: int
    red: int
    digits: str = ""
    value: str = ""

    @property
    def red_digits(self) -> str:
        return "0" * self.red


@dataclass(frozen=True)
class Register:
    """What the reading field shows beside the drums. ``difference`` is a sentence, ``scale`` None without a usual range."""

    drums: Drums
    unit: str
    last: str
    usual: str
    difference: str
    scale: Scale | None


def for_value(value: Decimal | int | str | None, whole: int, decimals: int) -> Drums:
    """Drums that show a stored reading: whole digits only, the red ones stay half-turned."""
    shown = "" if value is None else str(int(Decimal(str(value))))
    cells = min(max(whole, len(shown), 1), MOST_CELLS)
    return Drums(cells, decimals, shown.zfill(cells) if shown else "", shown)


def for_field(field: Any) -> Register:
    """Everything the reading field draws, from the field's value and its widget's ``data-`` attributes."""
    attrs = field.field.widget.attrs
    typed = "" if field.value() is None else str(field.value()).strip()
    low, high, last = (_number(attrs.get(f"data-{name}")) for name in ("low", "high", "last"))
    unit = str(attrs.get("data-unit", ""))
    known = low is not None and high is not None and high > 0
    used = _difference(typed, last, int(attrs.get("data-entry-decimals", 0)))
    return Register(
        drums=_drums(typed, attrs),
        unit=unit,
        last="" if last is None else f"{last:f}",
        usual=f"{words.quantity(low)}–{words.quantity(high)} {unit}".strip() if known else "",
        difference=difference_in_words(
            typed, used, low, high, unit, room=(_number(attrs.get("data-below")), _number(attrs.get("data-above")))
        ),
        scale=scale(low, high, used) if known else None,
    )


def difference_in_words(
    typed: str,
    used: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
    *,
    room: tuple[Decimal | None, Decimal | None] = (None, None),
) -> str:
    """The difference since the last reading as a short sentence; the same words go to the script as data.

    ``room``: the least and the greatest difference that nothing is asked about; in it, outside the range, it is "a little"."""
    if not typed:
        return "–"
    if used is None:
        return _("only digits, without a comma") if not typed.isdigit() else "–"
    if used < 0:
        return _("less than last time")
    amount = f"{words.quantity(used)} {unit}".strip()
    if low is None or high is None:
        return amount
    if low <= used <= high:
        return _("%(amount)s, as usual") % {"amount": amount}
    below, above = room
    if used < low:
        little = below is not None and used >= below
        return (_("%(amount)s, a little less than usual") if little else _("%(amount)s, less than usual")) % {"amount": amount}
    little = above is not None and used <= above
    return (_("%(amount)s, a little more than usual") if little else _("%(amount)s, more than usual")) % {"amount": amount}


def scale(low: Any, high: Any, value: Any = None) -> Scale:
    """Where the usual range and the value lie; the line ends at 1.6 times the upper bound."""
    low, high, value = _number(low) or Decimal(0), _number(high) or Decimal(0), _number(value)
    top = (high or Decimal(1)) * Decimal("1.6")
    left, right = low / top * WIDTH, high / top * WIDTH
    mark = None if value is None else max(Decimal(2), min(WIDTH - 2, value / top * WIDTH))
    return Scale(
        low=words.quantity(low),
        high=words.quantity(high),
        top=f"{top:.1f}",
        left=f"{left:.1f}",
        width=f"{right - left:.1f}",
        right=f"{right:.1f}",
        mark=None if mark is None else f"{mark:.1f}",
        is_far=value is not None and not low <= value <= high,
        shows_low=left > 20 and right - left > 34,
    )


def _drums(typed: str, attrs: dict[str, Any]) -> Drums:
    """As many cells as were typed, at least the register's; red ones only while nothing but digits stands there."""
    whole, decimals = int(attrs.get("data-whole", 6)), int(attrs.get("data-decimals", 0))
    if entry := int(attrs.get("data-entry-decimals", 0)):
        return Drums(min(max(whole + 1 + entry, len(typed)), MOST_CELLS), 0)
    plain = not typed or typed.isdigit()
    return Drums(min(max(whole, len(typed)), MOST_CELLS), decimals if plain else 0)


def _difference(typed: str, last: Decimal | None, entry_decimals: int) -> Decimal | None:
    """None for what is no number of a meter: ``²`` counts as a digit too, and thousands of digits cannot be written in groups."""
    plain = typed.isdigit() or (entry_decimals > 0 and typed.replace(",", ".", 1).replace(".", "", 1).isdigit())
    now = _number(typed.replace(",", ".")) if plain and len(typed) <= MOST_TYPED else None
    return None if now is None or last is None else now - last


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
