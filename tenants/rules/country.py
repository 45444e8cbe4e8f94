"""What differs from country to country; Slovenia is the default."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

from tenants.rules import problems as read
from tenants.rules.problems import Problems
from tenants.rules.text import Text

PaymentCode = Literal["upn", "epc", "none"]
References = Literal["si", "rf", "none"]
Direction = Literal["in", "out"]


@dataclass(frozen=True)
class Country:
    """``code`` ISO 3166-1 alpha-2: also the calendar of holidays and the country of IBANs. ``phone_region``: whose numbers need
    no prefix. ``references``: which payment references are checked, the country's own (``si``), ISO 11649 (``rf``) or ``none``.
    ``payment_code``: what a bill bears, UPN QR, EPC QR or none. ``vat_word``: VAT in the words of the country."""

    code: str = "SI"
    time_zone: str = "Europe/Ljubljana"
    phone_region: str = "SI"
    currency: str = "EUR"
    payment_code: PaymentCode = "upn"
    references: References = "si"
    vat_word: Text = field(default_factory=Text)


@dataclass(frozen=True)
class RegisterType:
    """A counter that meters of a commodity have: its code, unit, direction and the words for it."""

    code: str
    unit: str
    name: Text = field(default_factory=Text)
    obis: str = ""
    direction: Direction = "in"


@dataclass(frozen=True)
class Commodity:
    """A thing that is supplied and measured. ``icon`` is the name of a drawing."""

    code: str
    unit: str
    name: Text = field(default_factory=Text)
    registers: tuple[RegisterType, ...] = ()
    icon: str = "bolt"


def _words(slovenian: str, english: str) -> Text:
    return Text({"sl": slovenian, "en": english})


STANDARD = (
    Commodity(
        code="electricity",
        unit="kWh",
        name=_words("električna energija", "electricity"),
        icon="bolt",
        registers=(
            RegisterType("VT", "kWh", _words("višja tarifa", "higher tariff"), "1.8.1"),
            RegisterType("MT", "kWh", _words("manjša tarifa", "lower tariff"), "1.8.2"),
            RegisterType("ET", "kWh", _words("enotna tarifa", "single tariff"), "1.8.0"),
            RegisterType("OVT", "kWh", _words("oddaja, višja tarifa", "feed-in, higher tariff"), "2.8.1", "out"),
            RegisterType("OMT", "kWh", _words("oddaja, manjša tarifa", "feed-in, lower tariff"), "2.8.2", "out"),
            RegisterType("OET", "kWh", _words("oddaja, enotna tarifa", "feed-in, single tariff"), "2.8.0", "out"),
        ),
    ),
    Commodity(
        code="gas",
        unit="m³",
        name=_words("zemeljski plin", "natural gas"),
        icon="flame",
        registers=(RegisterType("GAS", "m³", _words("stanje plinomera", "gas meter reading")),),
    ),
    Commodity(
        code="water",
        unit="m³",
        name=_words("voda", "water"),
        icon="drop",
        registers=(
            RegisterType("COLD", "m³", _words("hladna voda", "cold water")),
            RegisterType("HOT", "m³", _words("topla voda", "hot water")),
        ),
    ),
    Commodity(
        code="heat",
        unit="kWh",
        name=_words("toplota", "heat"),
        icon="heat",
        registers=(RegisterType("HEAT", "kWh", _words("toplotna energija", "thermal energy")),),
    ),
)
"""What a file has when it says nothing. OBIS codes (IEC 62056-61) are what the meter's screen shows beside the number."""

CODE = r"[a-z][a-z0-9_]{0,29}"
SAYS_CODE = "a short name of small letters, digits and _"
ICONS = ("bolt", "flame", "drop", "drop-hot", "heat", "counter")


@cache
def time_zones() -> frozenset[str]:
    """Names of the IANA database. Asked once a process: Python looks for them through some thousand files each time."""
    return frozenset(available_timezones())


def parse_country(table: Mapping[str, Any], *, at: str, problems: Problems) -> Country:
    """The section ``[country]``."""
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, tuple(Country.__dataclass_fields__), **here)
    two: dict[str, Any] = {"pattern": "[A-Z]{2}", "allowed": "two capital letters like SI (ISO 3166-1)", **here}
    code = read.text(table, "code", default="SI", required="code" in table, **two)
    zone = read.text(table, "time_zone", default="Europe/Ljubljana", **here)
    if zone not in time_zones():
        problems.add(read.dotted(at, "time_zone"), zone, "a time zone of the IANA database like Europe/Ljubljana")
    return Country(
        code=code,
        time_zone=zone,
        phone_region=read.text(table, "phone_region", default=code, required="phone_region" in table, **two),
        currency=read.text(
            table, "currency", default="EUR", pattern="[A-Z]{3}", allowed="three capital letters like EUR (ISO 4217)", **here
        ),
        payment_code=read.choice(table, "payment_code", choices=get_args(PaymentCode), default="upn", **here),
        references=read.choice(table, "references", choices=get_args(References), default="si", **here),
        vat_word=read.words(table, "vat_word", longest=30, **here),
    )


def parse_commodities(table: Mapping[str, Any], *, at: str, problems: Problems) -> tuple[Commodity, ...]:
    """The key ``commodities`` of the file: names of standard ones, tables of own ones, or a table that changes a standard one.

    ``commodities = ["water", {code = "steam", unit = "t", name = {sl = "para"}}]``. Absent: all `STANDARD` ones."""
    if "commodities" not in table:
        return STANDARD
    here = read.dotted(at, "commodities")
    value = table["commodities"]
    says = f"a list of {', '.join(item.code for item in STANDARD)}, or of tables with a code of their own"
    if not isinstance(value, list) or not value:
        problems.add(here, value, says)
        return STANDARD
    found: list[Commodity] = []
    for item in value:
        commodity = _standard(item) if isinstance(item, str) else None
        if isinstance(item, Mapping):
            commodity = _commodity(item, at=read.dotted(here, item.get("code", len(found) + 1)), problems=problems)
        if commodity is None or any(commodity.code == earlier.code for earlier in found):
            problems.add(here, item, f"{says}, each once")
        else:
            found.append(commodity)
    return tuple(found) or STANDARD


def _standard(code: object) -> Commodity | None:
    return next((item for item in STANDARD if item.code == code), None)


def _commodity(table: Mapping[str, Any], *, at: str, problems: Problems) -> Commodity:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("code", "unit", "name", "icon", "registers"), **here)
    code = read.text(table, "code", required=True, pattern=CODE, allowed=SAYS_CODE, **here)
    base = _standard(code) or Commodity(code=code, unit="")
    unit = read.text(table, "unit", default=base.unit, required=not base.unit, longest=10, **here)
    changed = replace(
        base,
        unit=unit,
        name=read.words(table, "name", required=not base.name, longest=60, **here) or base.name,
        icon=read.choice(table, "icon", choices=ICONS, default=base.icon, **here),
    )
    entries = read.subtables(table, "registers", named_by="code", **here)
    registers = tuple(_register(entry, unit, at=name, problems=problems) for name, entry in entries)
    codes = [register.code for register in registers]
    for twice in sorted({item for item in codes if codes.count(item) > 1}):
        problems.add(read.dotted(at, "registers"), twice, "registers with different codes")
    return replace(changed, registers=registers) if registers else changed


def _register(table: Mapping[str, Any], unit: str, *, at: str, problems: Problems) -> RegisterType:
    here: dict[str, Any] = {"at": at, "problems": problems}
    read.only(table, ("code", "unit", "name", "obis", "direction"), **here)
    return RegisterType(
        code=read.text(
            table,
            "code",
            required=True,
            pattern=r"[A-Z0-9][A-Z0-9_-]{0,19}",
            allowed="a code like VT: capitals, digits, - and _",
            **here,
        ),
        unit=read.text(table, "unit", default=unit, longest=10, **here),
        name=read.words(table, "name", longest=60, **here),
        obis=read.text(table, "obis", pattern=r"\d+(\.\d+){1,5}", allowed="an OBIS code like 1.8.1", **here),
        direction=read.choice(table, "direction", choices=get_args(Direction), default="in", **here),
    )
