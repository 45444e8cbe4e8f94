"""Numbers, dates and names as a person would write them in the language of the page."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

THIN_SPACE = "\u202f"

MONTHS = (
    pgettext_lazy("in a date", "January"), pgettext_lazy("in a date", "February"), pgettext_lazy("in a date", "March"),
    pgettext_lazy("in a date", "April"), pgettext_lazy("in a date", "May"), pgettext_lazy("in a date", "June"),
    pgettext_lazy("in a date", "July"), pgettext_lazy("in a date", "August"), pgettext_lazy("in a date", "September"),
    pgettext_lazy("in a date", "October"), pgettext_lazy("in a date", "November"), pgettext_lazy("in a date", "December"),
)  # fmt: skip

SHORT_MONTHS = (
    pgettext_lazy("above a day", "Jan"), pgettext_lazy("above a day", "Feb"), pgettext_lazy("above a day", "Mar"),
    pgettext_lazy("above a day", "Apr"), pgettext_lazy("above a day", "May"), pgettext_lazy("above a day", "Jun"),
    pgettext_lazy("above a day", "Jul"), pgettext_lazy("above a day", "Aug"), pgettext_lazy("above a day", "Sep"),
    pgettext_lazy("above a day", "Oct"), pgettext_lazy("above a day", "Nov"), pgettext_lazy("above a day", "Dec"),
)  # fmt: skip

# Slovenian takes the genitive here: "do vključno sobote, 5. decembra".
WEEKDAYS = (
    pgettext_lazy("until which day", "Monday"), pgettext_lazy("until which day", "Tuesday"),
    pgettext_lazy("until which day", "Wednesday"), pgettext_lazy("until which day", "Thursday"),
    pgettext_lazy("until which day", "Friday"), pgettext_lazy("until which day", "Saturday"),
    pgettext_lazy("until which day", "Sunday"),
)  # fmt: skip

COMMODITIES = {
    "electricity": pgettext_lazy("help with", "Electricity"),
    "gas": pgettext_lazy("help with", "Gas"),
    "water": pgettext_lazy("help with", "Water"),
    "heat": pgettext_lazy("help with", "Heat"),
}


def day(value: date | None, detail: str = "") -> str:
    """A day in words, ``5. decembra``; with ``detail="year"`` also the year."""
    if value is None:
        return ""
    words = {"day": value.day, "month": MONTHS[value.month - 1], "year": value.year}
    return _("%(day)s %(month)s %(year)s") % words if detail == "year" else _("%(day)s %(month)s") % words


def weekday(value: date | None) -> str:
    """A day with its weekday, as it stands after "until" and "from": ``sobote, 5. decembra``."""
    if value is None:
        return ""
    return _("%(weekday)s, %(day)s") % {"weekday": WEEKDAYS[value.weekday()], "day": day(value)}


def money(value: Decimal | int | str | None, currency: str = "EUR") -> str:
    """An amount with two decimals and its currency, ``1.268,74 €``; empty for nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    number = formats.number_format(abs(amount), decimal_pos=2, use_l10n=True, force_grouping=True)
    minus = "−" if amount < 0 else ""
    if currency == "EUR":
        return minus + _("€%(amount)s") % {"amount": number}
    return f"{minus}{number}\xa0{currency}"


def quantity(value: Decimal | int | str | None) -> str:
    """A quantity in groups of three with a thin space, ``27 218``. For differences; what is read from a meter is never grouped."""
    if value is None or value == "":
        return ""
    number = f"{Decimal(str(value)):f}"
    whole, _dot, rest = number.lstrip("-").partition(".")
    rest = rest.rstrip("0")
    mark = formats.get_format("DECIMAL_SEPARATOR") if rest else ""
    return ("−" if number.startswith("-") else "") + f"{int(whole):,}".replace(",", THIN_SPACE) + mark + rest


def tel(value: str) -> str:
    """The ``tel:`` link of a telephone number as it is printed, ``080 15 58`` to ``tel:0801558``."""
    return "tel:" + "".join(character for character in str(value) if character.isdigit() or character == "+")


def wordmark(brand: Any) -> tuple[str, str, str]:
    """A brand's name in three parts, the middle one bold. A name without a marked part is bold as a whole."""
    name = getattr(brand, "name", "") or ""
    plain, bold = getattr(brand, "wordmark", None) or ("", "")
    bold = bold.strip()
    if not bold or bold not in name:
        return "", name, ""
    start = name.index(bold, len(plain.strip()) if name.startswith(plain.strip()) else 0)
    return name[:start], bold, name[start + len(bold) :]


def contacts(given: Iterable[Any] | None) -> list[dict[str, Any]]:
    """Help contacts in the language of the page. The commodity is named only where there is more than one contact."""
    listed = list(given or ())
    several = len(listed) > 1
    return [
        {
            "label": COMMODITIES.get(contact.commodity, contact.commodity) if several and contact.commodity else "",
            "email": contact.email,
            "phone": contact.phone,
            "hours": _in_language(contact.hours),
        }
        for contact in listed
    ]


def _in_language(text: Any) -> str:
    """A text of the tenant's file in the active language, else in the first one it was given in."""
    if isinstance(text, str):
        return text
    return text.in_language(get_language() or "", *text.by_language)
