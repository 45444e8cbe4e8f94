"""How much a household uses in a month: by season, with a little chance."""

from __future__ import annotations

from random import Random

SEASON = {
    "electricity": (1.22, 1.10, 1.05, 0.95, 0.88, 0.85, 0.90, 0.88, 0.90, 0.98, 1.08, 1.21),
    "gas": (2.40, 2.05, 1.55, 0.80, 0.35, 0.18, 0.16, 0.16, 0.30, 0.85, 1.50, 2.10),
    "water": (0.95, 0.92, 0.95, 1.00, 1.08, 1.15, 1.18, 1.10, 1.00, 0.95, 0.92, 0.95),
}
MEAN = {"VT": 205.0, "MT": 190.0, "ET": 320.0, "GAS": 95.0, "COLD": 9.0, "HOT": 4.0}
"""A household's mean use in a month: kWh, m³."""


def monthly(random: Random, commodity: str, register: str, months: list[int], size: float) -> list[int]:
    """Whole units for each month number of ``months``; ``size`` is the household's own measure (1.0: the mean)."""
    season = SEASON[commodity]
    return [max(1, round(MEAN[register] * size * season[month - 1] * random.uniform(0.93, 1.07))) for month in months]
