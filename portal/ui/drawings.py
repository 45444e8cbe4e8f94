"""Drawn things: three meters, the bill, the slip and the drums of the error page."""

from typing import Any

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
