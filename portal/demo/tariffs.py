"""What a bill consists of: lines with amounts of the order that Slovenian households paid in 2026. Sample prices, not a price list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    text: str
    quantity: Decimal
    unit: str
    price: Decimal
    vat_rate: Decimal

    @property
    def net(self) -> Decimal:
        return (self.quantity * self.price).quantize(CENT, ROUND_HALF_UP)


def _line(text: str, quantity: int | Decimal, unit: str, price: str, vat: str = "22") -> Line:
    return Line(text, Decimal(quantity), unit, Decimal(price), Decimal(vat))


def electricity(used: dict[str, int]) -> list[Line]:
    total = sum(used.values())
    prices = {"VT": "0.11990", "MT": "0.09790", "ET": "0.11290"}
    lines = [_line(f"Električna energija {code}", kwh, "kWh", prices[code]) for code, kwh in used.items()]
    return [
        *lines,
        _line("Omrežnina, dogovorjena moč", Decimal("5.2"), "kW", "1.16460"),
        _line("Omrežnina, energija", total, "kWh", "0.01837"),
        _line("Prispevek za OVE in SPTE", Decimal("5.2"), "kW", "0.73896"),
        _line("Prispevek za učinkovito rabo energije", total, "kWh", "0.00080"),
        _line("Trošarina", total, "kWh", "0.00153"),
    ]


def gas(used: dict[str, int]) -> list[Line]:
    energy = (Decimal(sum(used.values())) * Decimal("10.665")).quantize(Decimal("1"))
    return [
        _line("Zemeljski plin", energy, "kWh", "0.05490"),
        _line("Omrežnina, distribucija", energy, "kWh", "0.01432"),
        _line("Omrežnina, pavšal", 1, "mesec", "3.48000"),
        _line("Okoljska dajatev CO2", energy, "kWh", "0.00349"),
        _line("Trošarina", energy, "kWh", "0.00180"),
    ]


def water(used: dict[str, int]) -> list[Line]:
    cubic = sum(used.values())
    return [
        _line("Vodarina", cubic, "m³", "0.71530", "9.5"),
        _line("Omrežnina vodovod, DN 20", 1, "mesec", "3.92100", "9.5"),
        _line("Odvajanje komunalne odpadne vode", cubic, "m³", "0.31260", "9.5"),
        _line("Čiščenje komunalne odpadne vode", cubic, "m³", "0.58840", "9.5"),
        _line("Okoljska dajatev", cubic, "m³", "0.05280", "9.5"),
    ]


LINES = {"electricity": electricity, "gas": gas, "water": water}


@dataclass(frozen=True)
class Totals:
    net: Decimal
    vat: Decimal
    gross: Decimal


def totals(lines: list[Line]) -> Totals:
    """VAT is computed once on the sum of each rate, as a bill does it."""
    by_rate: dict[Decimal, Decimal] = {}
    for line in lines:
        by_rate[line.vat_rate] = by_rate.get(line.vat_rate, Decimal(0)) + line.net
    net = sum(by_rate.values(), Decimal(0))
    vat = sum(((base * rate / 100).quantize(CENT, ROUND_HALF_UP) for rate, base in by_rate.items()), Decimal(0))
    return Totals(net, vat, net + vat)
