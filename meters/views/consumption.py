"""What was used, month by month, with the year before: a chart, its values as a table, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from meters.forms import words
from meters.models import SupplyPoint
from meters.rules.consumption import MonthUse
from meters.services import consumption as uses
from meters.services import history, occupancy, past
from meters.services.consumption import MonthPair, RegisterUse
from meters.views import access, rows
from tenants import clock, entries
from tenants.rules.text import capitalised

THIN_SPACE = "\u202f"


@entries.belongs_to("consumption")
@require_safe
def consumption(request: HttpRequest) -> HttpResponse:
    """Leads to the first supply point whose readings the user may see; from there tabs lead to the others."""
    for point in access.visible_points(request.user, day=clock.today()):
        if point.may_read:
            return redirect("meters:point_consumption", point.public_id)
    return render(request, "meters/consumption.html", {"point": None})


@entries.belongs_to("consumption")
@require_safe
def point_consumption(request: HttpRequest, public_id: str) -> HttpResponse:
    """One supply point, one register: ``?register=`` chooses among several."""
    today = clock.today()
    points = access.visible_points(request.user, day=today)
    point = access.chosen(points, public_id, right="may_read")
    stays = occupancy.stays(point, user=request.user, day=today)
    read = past.load_past(point)
    codes = history.codes_of_stays(read, stays)
    chosen = request.GET.get("register", "")
    code = chosen if chosen in codes else next(iter(codes), "")
    use = uses.register_use(read, code, stays=stays)
    readable = [each for each in points if each.may_read]
    context = {
        "point": point,
        "title": rows.point_name(point),
        "register": words.register_label(point, code) if len(codes) > 1 else "",
        "use": use,
        "bars": [bar(pair) for pair in use.months],
        "sentences": sentences(use, feeds_in=_feeds_in(point, code)),
        "point_tabs": rows.point_tabs(readable, point, "meters:point_consumption"),
        "register_tabs": _register_tabs(point, codes, code),
        "has_spread": any(month.spread for pair in use.months for month in (pair.now, pair.before) if month),
    }
    return render(request, "meters/consumption.html", context)


def _feeds_in(point: SupplyPoint, code: str) -> bool:
    known = words.register_type(point, code)
    return known is not None and known.direction == "out"


def _register_tabs(point: SupplyPoint, codes: tuple[str, ...], current: str) -> list[rows.Tab]:
    if len(codes) < 2:
        return []
    return [rows.Tab(words.register_label(point, code), f"?register={code}", "meter", code == current) for code in codes]


@dataclass(frozen=True)
class Bar:
    """One month as the ``chart`` component takes it."""

    label: str
    title: str
    value: Decimal | None
    before: Decimal | None
    estimated: bool
    note: str


def bar(pair: MonthPair) -> Bar:
    name = words.month_name(pair.first)
    return Bar(
        label=name[:1].upper(),
        title=name,
        value=pair.now.used if pair.now else None,
        before=pair.before.used if pair.before else None,
        estimated=bool(pair.now and (pair.now.estimated or pair.now.spread)),
        note=_note(pair.now),
    )


def _note(month: MonthUse | None) -> str:
    """What is particular about a month; several things are said together."""
    if month is None:
        return _("no reading")
    if month.used is None:
        return _("unknown: a value of the meter exchange is missing")
    said = []
    if month.estimated:
        said.append(_("estimated"))
    if month.spread:
        said.append(_("calculated by days"))
    if not month.is_complete:
        said.append(
            ngettext("%(days)s day of %(all)s", "%(days)s days of %(all)s", month.days) % {"days": month.days, "all": month.last.day}
        )
    return ", ".join(said)


def sentences(use: RegisterUse, *, feeds_in: bool) -> list[str]:
    """The chart in words: the last complete month, and the year."""
    found = []
    latest = use.latest
    if latest is not None and latest.now is not None and latest.now.used is not None:
        values = {"month": capitalised(words.month_name(latest.first)), "amount": _amount(latest.now.used, use.unit)}
        said = _("%(month)s: %(amount)s fed in") if feeds_in else _("%(month)s: %(amount)s used")
        found.append(said % values + _compared(latest.now.used, _whole(latest.before), use.unit))
    if use.year is not None and use.year_before is not None:
        said = _("Twelve months together: %(amount)s") % {"amount": _amount(use.year, use.unit)}
        found.append(said + _compared(use.year, use.year_before, use.unit))
    return found


def _whole(month: MonthUse | None) -> Decimal | None:
    return month.used if month is not None and month.is_complete else None


def _compared(now: Decimal, before: Decimal | None, unit: str) -> str:
    """The end of a sentence: `, 3 m³ less than a year before.`"""
    if before is None:
        return "."
    amount = {"amount": _amount(abs(now - before), unit)}
    if now < before:
        return _(", %(amount)s less than a year before.") % amount
    return _(", %(amount)s more than a year before.") % amount if now > before else _(", as much as a year before.")


def _amount(value: Decimal, unit: str) -> str:
    """`2 870 kWh`: in groups of three with a thin space, as differences are written everywhere."""
    number = value.to_integral_value() if value == value.to_integral_value() else value.normalize()
    shown = formats.number_format(number, use_l10n=True, force_grouping=True)
    return f"{shown.replace(formats.get_format('THOUSAND_SEPARATOR'), THIN_SPACE)}\xa0{unit}"
