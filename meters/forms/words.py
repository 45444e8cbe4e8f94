"""What registers, commodities and reasons are called: the tenant's own words first, then the country's, then ours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meters.models import Register, SupplyPoint
from meters.rules.entry_check import Reason
from tenants import scope
from tenants import words as tenant_words
from tenants.models import Utility
from tenants.rules.country import Commodity, RegisterType
from tenants.rules.text import capitalised


def own_word(utility: Utility, key: str) -> str:
    """The utility's own label for ``key`` in the reader's language, '' where it says nothing."""
    return tenant_words.word(key, utility=utility)


def in_reader_language(text: Any) -> str:
    """A text of the tenant's file, in the reader's language or else in the tenant's first."""
    return str(text.in_language(get_language() or "", *scope.current().rules.languages))


def commodity_of(code: str) -> Commodity | None:
    try:
        return scope.current().rules.commodity(code)
    except KeyError:
        return None


def commodity_name(code: str) -> str:
    """`električna energija`, as a sentence says it; the bare code where the tenant's file does not know it."""
    commodity = commodity_of(code)
    return (in_reader_language(commodity.name) if commodity else "") or code


def commodity_title(code: str) -> str:
    """The same where it begins a line: `Električna energija`."""
    return capitalised(commodity_name(code))


def commodity_icon(code: str) -> str:
    commodity = commodity_of(code)
    return commodity.icon if commodity else "meter"


def month_name(day: date) -> str:
    """`november 2026`, in the reader's language, nominative."""
    return formats.date_format(day, "F Y").lower() if get_language() == "sl" else formats.date_format(day, "F Y")


def register_type(point: SupplyPoint, code: str) -> RegisterType | None:
    commodity = commodity_of(point.commodity)
    return next((known for known in commodity.registers if known.code == code), None) if commodity else None


def register_short(point: SupplyPoint, code: str) -> str:
    """How a sentence names the register: `VT`. For a register without a name on the meter's face its words."""
    known = register_type(point, code)
    word = own_word(point.utility, f"reading.register.{code.lower()}")
    if word or known is None or known.obis:
        return word or code
    return capitalised(in_reader_language(known.name)) or code


def kind_word(utility: Utility, kind: str) -> str:
    """What a billing reading and an own record are called: the tenant's `oddaja`, `lastna evidenca`."""
    if kind == "own":
        return own_word(utility, "reading.kind_own") or _("own record")
    return own_word(utility, "reading.kind_billing") or _("handed in")


def entry_label(point: SupplyPoint, code: str, *, alone: bool) -> str:
    """The label of a field: the tenant's `Novo stanje`, followed by the register's name where the meter has several."""
    new = own_word(point.utility, "reading.new")
    if new and alone:
        return new
    label = register_label(point, code)
    return f"{new} {label}" if new and not block_title(point, code) else label


def block_title(point: SupplyPoint, code: str) -> str:
    """The tenant's own words for a register that say all (`ŠTEVEC ZA HLADNO VODO`), '' where it has none or a bare mark (`VT`)."""
    own = own_word(point.utility, f"reading.register.{code.lower()}")
    return own if " " in own else ""


def register_label(point: SupplyPoint, code: str) -> str:
    """What a register is called: `VT – višja tarifa`, `Sm³ – stanje plinomera`, `Hladna voda`; the tenant's words alone if they say all."""
    if whole := block_title(point, code):
        return whole
    known = register_type(point, code)
    name = in_reader_language(known.name) if known else ""
    short = register_short(point, code)
    return f"{short} – {name}" if name and name.lower() != short.lower() else short


def register_screen(point: SupplyPoint, code: str) -> str:
    """What the meter's screen shows beside the value (OBIS), '' where it has no screen: `display 1.8.1`."""
    known = register_type(point, code)
    return _("display %(code)s") % {"code": known.obis} if known and known.obis else ""


def form_title(point: SupplyPoint) -> str:
    """The heading of the form: the tenant's own, such as `ODDAJ STANJE ŠTEVCA ELEKTRIČNE ENERGIJE`."""
    own = own_word(point.utility, f"reading.{point.commodity}.title")
    return own or (_("Hand in your gas reading") if point.commodity == "gas" else _("Hand in your meter reading"))


def reading_text(point: SupplyPoint) -> str:
    """When a reading may be given, in the utility's words: for this commodity alone, else for all; '' where it says nothing."""
    return own_word(point.utility, f"reading.{point.commodity}.text") or own_word(point.utility, "reading.text")


def plain(value: Decimal | None) -> str:
    """A meter's value as it is read, without separators and without zeros behind: `24816`, `0.5`."""
    if value is None:
        return ""
    whole = value.to_integral_value()
    return f"{whole:f}" if whole == value else f"{value.normalize():f}"


def register_of_form(register: Register) -> str:
    """The name of a register's field: `value_vt`."""
    return f"value_{register.code.lower()}"


def reason_words(reason: Reason) -> str:
    """A reason as the customer chooses it; no gendered forms."""
    return {
        Reason.WRONG_ENTRY: _("The entry is wrong, I am correcting it"),
        Reason.METER_EXCHANGED: _("The meter was exchanged"),
        Reason.PASSED_ZERO: _("The counter passed zero"),
        Reason.VALUE_IS_RIGHT: _("The reading is right"),
    }[reason]
