"""Drawn things: three meters, the bill, the slip and the drums of the error page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES = ("electricity", "gas", "water", "bill", "slip", "drums")

MARGIN, DRUM, PITCH = 2, 50, 52
"""Units of the drums of the error page."""


def values(name: str, digits: str) -> dict[str, Any]:
    """What a drawing needs beside its name: the drums of its counter with their places."""
    if name == "drums":
        places = [{"digit": digit, "x": MARGIN + PITCH * place} for place, digit in enumerate(digits)]
        return {"drums": places, "width": PITCH * len(digits) + MARGIN, "digits": digits}
    if name == "gas":
        return {"drums": _row("03127", "418", left=66)}
    if name == "water":
        return {"drums": _row("01342", "057", left=73)}
    return {}


def _row(black: str, red: str, left: int) -> list[dict[str, Any]]:
    """Drums side by side, 19 units apart; the middle of each digit is half a drum further on."""
    return [
        {"digit": digit, "x": left + 19 * place, "middle": f"{left + 19 * place + 8.5}", "is_red": place >= len(black)}
        for place, digit in enumerate(black + red)
    ]


# --- The bill on which the asked values are marked -----------------------------------------------------------------------------------
PLACES: Mapping[str, tuple[int, int, int, Any]] = {
    "bill_top_left": (24, 108, 150, _("on the bill, above left")),
    "bill_top_right": (216, 40, 176, _("on the bill, above right")),
    "bill_middle": (24, 216, 168, _("on the bill, in the middle left")),
    "bill_meter": (216, 216, 176, _("on the bill, in the middle right, at the meter")),
    "bill_total": (250, 330, 142, _("on the bill, below the items")),
    "slip_purpose": (148, 408, 244, _("on the payment slip, purpose of payment")),
    "slip_reference": (148, 462, 244, _("on the payment slip, reference of the payee")),
    "slip_amount": (24, 462, 104, _("on the payment slip, amount")),
}
"""Place → left edge, top, width in the drawing's units, and where that is in words."""

STEP, HEIGHT, LABEL = 48, 24, 27
"""From one marked row to the next at the same place; height of a mark; letters of a label that are drawn."""

SLIP = {"slip_purpose", "slip_reference"}


def bill(marks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the picture of a bill needs: each mark (number, label, place) with its box, and whether the payment slip alone will do."""
    seen: Counter[str] = Counter()
    placed = []
    for mark in marks:
        left, top, width, where = PLACES[mark["place"]]
        top += STEP * seen[mark["place"]]
        seen[mark["place"]] += 1
        label = str(mark["label"])
        short = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
        box = {"x": left, "y": top, "width": width, "height": HEIGHT, "line": left + 12, "line_end": left + width // 2 + 12}
        badge = {"badge_x": left + width, "badge_y": top, "digit_y": top + 6, "label_y": top - 6, "middle": top + HEIGHT // 2}
        placed.append({**mark, **box, **badge, "short": short, "where": where})
    with_slip = any(place.startswith("slip_") for place in seen)
    slip_only = set(seen) == SLIP and seen.total() == len(SLIP)
    return {"marks": placed, "slip_only": slip_only, "with_slip": with_slip, "height": 520 if with_slip else 384}
