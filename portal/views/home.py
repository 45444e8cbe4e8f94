"""The first page: what can be done now, what is owed, what was last read; recent transactions where the tenant has a ledger card.

At most eight queries, ten with transactions, however many supply points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.services import whose
from billing.models import Invoice
from billing.services.ledger import latest_entries
from billing.views import rows
from billing.views.ledger import EntryRow, entry_rows
from meters.forms import words as meter_words
from meters.models import Reading
from meters.services.point_state import PointState, PointStatus, point_states
from tenants import clock, entries, words

SHOWN_BILLS = 3
SHOWN_TRANSACTIONS = 5


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The overview of a signed-in customer; everybody else is led to the entrance."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    today = clock.today()
    links = whose.links_of(request.user, day=today)
    own = whose.whose(links, request=request)
    states = point_states(request.user, today=today, links=own.of_chosen(links))
    bills = open_bills(request.user, today, own)
    read = last_reading(states)
    context = {
        "today": today,
        "window": open_window(states),
        "coming": coming(states),
        "whose": own,
        "points": [point_line(state, today, whose_point=own.name_of(getattr(state.point, "customer_ids", ()))) for state in states],
        "owed": sum(bill.open_amount for bill in bills),
        "bills": rows.invoice_rows(bills[:SHOWN_BILLS], today, names=own.names),
        "bill_count": len(bills),
        "last_reading": read,
        "ended": None if states or bills or read else whose.ended(request.user, day=today),
        "transactions": transactions(request.user, today, own),
    }
    return render(request, "portal/home.html", context)


def open_bills(user: Any, today: date, own: whose.Whose) -> list[Invoice]:
    """What is to be paid, for tenants whose menu has bills."""
    if not entries.on("invoices"):
        return []
    return list(own.narrowed(Invoice.objects.visible_to(user, day=today)).open_items().select_related("supply_point"))


def transactions(user: Any, today: date, own: whose.Whose) -> list[EntryRow]:
    """The latest bills and payments, for tenants whose menu has the ledger card."""
    if not entries.on("ledger"):
        return []
    return entry_rows(latest_entries(user, day=today, count=SHOWN_TRANSACTIONS, customer=own.chosen), names=own.names)


@dataclass(frozen=True)
class OpenWindow:
    """The window that closes first: its days for the ruler, and how many are left (today included)."""

    first: date
    last: date
    days_left: int


def open_window(states: list[PointState]) -> OpenWindow | None:
    open_ones = [state for state in states if state.can_submit and state.days_left is not None]
    if not open_ones:
        return None
    state = min(open_ones, key=lambda one: one.last_day or date.max)
    span = next(span for span in state.window.spans if state.opening.day in span)  # type: ignore[union-attr]  # can_submit says that a window is open
    return OpenWindow(span.first, span.last, state.days_left or 0)


def coming(states: list[PointState]) -> date | None:
    """The first day of the next window, while nothing at all can be handed in."""
    if any(state.can_submit for state in states):
        return None
    return min((state.coming.window.first for state in states if state.coming), default=None)


@dataclass(frozen=True)
class PointLine:
    """One supply point on the overview. ``action`` is the button's words, '' where there is nothing to do."""

    title: str
    icon: str
    where: str
    number: str
    whose: str
    state: str
    kind: str
    action: str
    quiet: bool
    url: str


def point_line(state: PointState, today: date, *, whose_point: str = "") -> PointLine:
    point = state.point
    words_, kind = _state_words(state)
    address = reverse("meters:submit_reading" if state.can_submit else "meters:point", args=[point.public_id])
    handed_in = state.status in (PointStatus.HANDED_IN, PointStatus.IN_REVIEW)
    return PointLine(
        title=meter_words.commodity_title(point.commodity),
        icon=meter_words.commodity_icon(point.commodity),
        where=point.short_address,
        number=point.number,
        whose=whose_point,
        state=words_,
        kind=kind,
        action=_action(state, handed_in),
        quiet=handed_in or not state.can_submit,
        url=address,
    )


def _action(state: PointState, handed_in: bool) -> str:
    if not state.can_submit:
        return words.word("overview.details", _("Details"), utility=state.point.utility)
    return _("Correct") if handed_in else _("Hand in reading")


def _state_words(state: PointState) -> tuple[str, str]:
    match state.status:
        case PointStatus.OPEN:
            return _("Not handed in yet"), "warn"
        case PointStatus.HANDED_IN:
            return _("Handed in %(day)s, accepted") % {"day": _short(state)}, "good"
        case PointStatus.IN_REVIEW:
            return _("Handed in %(day)s, being checked") % {"day": _short(state)}, "now"
        case PointStatus.CLOSED if state.coming is not None:
            return _("Closed, opens again %(day)s") % {"day": _whole(state.coming.window.first)}, ""
        case PointStatus.NO_METER:
            return _("No meter"), ""
        case _:
            return _("Readings are not handed in here"), ""


def _short(state: PointState) -> str:
    if state.submission is None:
        return ""
    return _whole(clock.day_of(state.submission.received_at))


def _whole(day: date) -> str:
    """The day in figures, which no line breaks apart."""
    return formats.date_format(day, "SHORT_DATE_FORMAT").replace(" ", "\xa0")


@dataclass(frozen=True)
class LastReading:
    """The reading that was taken last: its drums and, where the customer handed it in, how far it has come.

    ``estimated``: nobody stood at the meter. The form compares with the last true reading, so this page must not pass for one."""

    where: str
    values: list[dict[str, Any]]
    read_on: date
    estimated: bool
    track: list[dict[str, Any]]
    url: str


def last_reading(states: list[PointState]) -> LastReading | None:
    """Of all points the one read last; every register of its meter."""
    read = [state for state in states if any(register.last for register in state.registers)]
    if not read:
        return None
    state = max(read, key=lambda one: max(register.last.read_on for register in one.registers if register.last))
    latest = max((register.last for register in state.registers if register.last), key=lambda reading: reading.read_on)
    name = meter_words.commodity_title(state.point.commodity)
    return LastReading(
        where=", ".join(filter(None, [name, state.point.street])),
        values=[
            {
                "name": meter_words.register_short(state.point, item.register.code) if len(state.registers) > 1 else "",
                "value": item.last.value,
                "whole": item.register.whole_digits,
                "decimals": item.register.decimals,
                "unit": item.register.unit,
            }
            for item in state.registers
            if item.last
        ],
        read_on=latest.read_on,
        estimated=latest.source == Reading.Source.ESTIMATE,
        track=_track(latest, state),
        url=reverse("meters:point", args=[state.point.public_id]),
    )


TRACK = (Reading.State.RECEIVED, Reading.State.ACCEPTED, Reading.State.SENT, Reading.State.USED)


def _track(reading: Reading, state: PointState) -> list[dict[str, Any]]:
    """Received, accepted, sent to billing, on a bill; none for a reading of the utility itself."""
    if reading.source != Reading.Source.CUSTOMER or reading.received_at is None:
        return []
    received = formats.date_format(clock.day_of(reading.received_at), "SHORT_DATE_FORMAT")
    after = reading.window_last + timedelta(days=1) if reading.window_last else None
    details = [received, _("nothing unusual"), "", ""]
    if after and reading.state == Reading.State.ACCEPTED:
        details[2] = _("from %(day)s") % {"day": formats.date_format(after, "SHORT_DATE_FORMAT")}
    labels = [_("Received"), _("Accepted"), _("Sent to billing"), _("On a bill")]
    now = TRACK.index(Reading.State(reading.state)) if reading.state in TRACK else 0
    return [
        {"label": label, "detail": detail, "state": "done" if position < now else "now" if position == now else "wait"}
        for position, (label, detail) in enumerate(zip(labels, details, strict=True))
    ]
