"""Words of this app for staff: what its tables, columns and states are called in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from meters.forms import words
from meters.models import Meter, Operator, Reading, Register, Submission, SupplyPeriod, SupplyPoint, WindowChange
from tenants import admin_words, scope
from tenants.models import Utility

READING_STATES = {
    "received": _("received"),
    "needs_review": _("waits for a decision"),
    "accepted": _("accepted"),
    "sent": _("sent to billing"),
    "used": _("used on a bill"),
    "replaced": _("replaced"),
    "refused": _("refused"),
    "withdrawn": _("taken back by the customer"),
}
SOURCES = {
    "customer": _("customer"),
    "utility": _("utility"),
    "estimate": _("estimate"),
    "exchange_out": _("exchange, old meter"),
    "exchange_in": _("exchange, new meter"),
}
KINDS = {"billing": _("for billing"), "own": _("own record")}
CHANNELS = {"web": _("portal"), "staff": _("staff")}
DIRECTIONS = {"in": _("taken"), "out": _("fed in")}
REASONS = {
    "wrong_entry": _("the entry before was wrong"),
    "meter_exchanged": _("the meter was exchanged"),
    "passed_zero": _("the counter passed zero"),
    "value_is_right": _("the reading is right"),
}

admin_words.name(Utility, _("utility"), _("utilities"))
admin_words.name(Operator, _("distribution operator"), _("distribution operators"))
admin_words.name(
    SupplyPoint,
    _("supply point"),
    _("supply points"),
    gsrn=_("GSRN"),
    operator=_("distribution operator"),
    kind_of_use=_("kind of use"),
    remotely_read=_("read remotely"),
    reading_rule=_("its own reading rule"),
)
admin_words.name(SupplyPeriod, _("time of supply"), _("times of supply"))
admin_words.name(
    Meter, _("meter"), _("meters"), serial=_("serial number"), type=_("type"), installed_on=_("installed on"), removed_on=_("removed on")
)
admin_words.name(
    Register,
    _("register"),
    _("registers"),
    whole_digits=_("whole digits"),
    decimals=_("decimals"),
    direction=_("direction"),
    factor=_("factor"),
)
admin_words.name(
    Submission,
    _("handed-in reading"),
    _("handed-in readings"),
    channel=_("way in"),
    staff_note=_("note to the customer"),
    number=_("receipt"),
)
admin_words.name(
    Reading, _("reading"), _("readings"), value=_("value"), source=_("source"), settles=_("settles the month"), submission=_("receipt"),
    batch=_("handed over in batch"),
)  # fmt: skip
admin_words.name(
    WindowChange, _("window kept open"), _("windows kept open"), rule_key=_("rule"), opens_on=_("opened on"), open_until=_("open until")
)


def register_name(code: str) -> str:
    """`VT – višja tarifa`, `Hladna voda`: a register's code in the words of the portal's file; the bare code where it knows none."""
    known = (register for commodity in scope.current().rules.commodities for register in commodity.registers if register.code == code)
    register = next(known, None)
    name = words.capitalised(words.in_reader_language(register.name)) if register else ""
    return f"{code} – {name.lower()}" if register and register.obis and name else name or code


class WithCommodity:
    """The column ``commodity_word`` for a table with a ``commodity``."""

    @admin.display(description=_("commodity"))
    def commodity_word(self, row: Any) -> str:
        return words.commodity_name(row.commodity) if row.commodity else ""


class RegisterColumns:
    """Columns of registers, which have no list of their own."""

    direction_word = admin_words.choice_column("direction", DIRECTIONS, _("direction"))

    @admin.display(description=_("register"))
    def register_word(self, register: Register) -> str:
        return register_name(register.code)

    @admin.display(description=_("factor"))
    def factor_word(self, register: Register) -> str:
        return words.plain(register.factor)
