"""What the pages of meters show, in words: prepared once, so that templates only place it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from meters.forms import words
from meters.models import Reading, Register, Submission, SupplyPoint
from meters.services.history import HistoryRow
from meters.services.openings import PointOpening
from meters.services.point_state import PointState, PointStatus

MOST_TABS = 6
"""More supply points than that are chosen from the list, not from tabs."""


@dataclass(frozen=True)
class Tab:
    """One entry of the ``tabs`` component."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class LastReading:
    """The last reading of one register, drawn as the meter shows it. ``label`` is empty where the point has only one."""

    label: str
    value: str
    unit: str
    whole: int
    red: int
    read_on: date
    source: str


@dataclass(frozen=True)
class PointRow:
    """One supply point in the list: what it is, how it stands, what can be done."""

    point: SupplyPoint
    title: str
    icon: str
    number_label: str
    status: PointStatus
    state: str
    kind: str
    last: tuple[LastReading, ...]
    url: str
    submit_url: str
    submit_label: str
    details_label: str
    state_of: PointState

    @property
    def leads_to_details(self) -> bool:
        """Whether its page stands on the right rather than the form: where nothing can be done, and where the file names it (MA-11)."""
        return self.status is not PointStatus.OPEN or bool(self.details_label)

    whose: str = ""

    @property
    def spoken(self) -> str:
        """Behind the button's word, for screen readers."""
        return f" – {self.title}"


@dataclass(frozen=True)
class ReadingRow:
    """One line of the history. ``state_kind`` is the colour, ``note`` a word about an exchange, ``withdraw_url`` '' where it stays."""

    read_on: date
    value: str
    unit: str
    tariff: str
    difference: Any
    is_known: bool
    source: str
    kind: str
    state: str
    state_kind: str
    is_superseded: bool
    note: str
    withdraw_url: str


STATE_KINDS = {
    Reading.State.RECEIVED: "",
    Reading.State.NEEDS_REVIEW: "warn",
    Reading.State.ACCEPTED: "now",
    Reading.State.SENT: "now",
    Reading.State.USED: "good",
    Reading.State.REPLACED: "",
    Reading.State.REFUSED: "bad",
    Reading.State.WITHDRAWN: "",
}


def state_words(state: str) -> str:
    return {
        Reading.State.RECEIVED: _("Recorded"),
        Reading.State.NEEDS_REVIEW: _("Being checked"),
        Reading.State.ACCEPTED: _("Accepted"),
        Reading.State.SENT: _("Sent to billing"),
        Reading.State.USED: _("On a bill"),
        Reading.State.REPLACED: _("Replaced"),
        Reading.State.REFUSED: _("Refused"),
        Reading.State.WITHDRAWN: _("Taken back"),
    }[Reading.State(state)]


def source_words(source: str, utility: str) -> str:
    return {
        Reading.Source.CUSTOMER: _("Customer"),
        Reading.Source.UTILITY: utility,
        Reading.Source.ESTIMATE: _("Estimate"),
        Reading.Source.EXCHANGE_OUT: _("Meter exchange"),
        Reading.Source.EXCHANGE_IN: _("Meter exchange"),
    }[Reading.Source(source)]


def kind_words(reading: Any, point: SupplyPoint) -> str:
    if reading.source == Reading.Source.ESTIMATE:
        return _("estimated")
    if reading.source in (Reading.Source.EXCHANGE_OUT, Reading.Source.EXCHANGE_IN):
        return _("exchange")
    if reading.source == Reading.Source.UTILITY:
        return _("reading")
    return words.kind_word(point.utility, reading.kind)


def point_labels(point: SupplyPoint) -> dict[str, str]:
    """The labels of the facts about a point: the tenant's own, else ours."""
    utility = point.utility
    return {
        "payer": words.own_word(utility, "reading.payer") or _("Payer"),
        "number": words.own_word(utility, "reading.point") or _("Supply point number"),
        "meter": words.own_word(utility, "reading.meter") or (_("Gas meter") if point.commodity == "gas" else _("Meter")),
        "meter_type": words.own_word(utility, "reading.meter_type") or _("Meter type"),
        "previous": words.own_word(utility, "reading.previous"),
        "submit": words.own_word(utility, "reading.submit") or _("Hand in"),
    }


def point_name(point: SupplyPoint) -> str:
    """`Električna energija, Slovenska cesta 1`."""
    return ", ".join(filter(None, [words.commodity_title(point.commodity), point.street]))


def point_rows(states: Iterable[PointState], *, whose: Callable[[Iterable[int]], str] = lambda customers: "") -> list[PointRow]:
    """``whose``: customers' keys → whose the point is, where the person has several customers."""
    return [_point_row(state, whose(getattr(state.point, "customer_ids", ()))) for state in states]


def _point_row(state: PointState, whose: str) -> PointRow:
    point = state.point
    label, kind = status_words(state)
    labels = point_labels(point)
    return PointRow(
        point=point,
        title=point_name(point),
        icon=words.commodity_icon(point.commodity),
        number_label=labels["number"],
        status=state.status,
        state=label,
        kind=kind,
        last=last_readings(state),
        url=reverse("meters:point", args=[point.public_id]),
        submit_url=reverse("meters:submit_reading", args=[point.public_id]) if state.can_submit else "",
        submit_label=labels["submit"],
        details_label=words.own_word(point.utility, "overview.details"),
        state_of=state,
        whose=whose,
    )


def status_words(state: PointState) -> tuple[str, str]:
    """How a point stands, and the colour of that."""
    return {
        PointStatus.OPEN: (_("A reading can be handed in"), "now"),
        PointStatus.HANDED_IN: (_("Handed in"), "good"),
        PointStatus.IN_REVIEW: (_("Being checked"), "warn"),
        PointStatus.CLOSED: (_("Closed at the moment"), ""),
        PointStatus.NEVER: (_("No self-reading"), ""),
        PointStatus.NO_METER: (_("No meter"), ""),
        PointStatus.READ_ONLY: (_("Only others may hand in"), ""),
    }[state.status]


def last_readings(state: PointState) -> tuple[LastReading, ...]:
    several = len(state.registers) > 1
    return tuple(_last(state.point, each.register, each.last, several) for each in state.registers if each.last is not None)


def _last(point: SupplyPoint, register: Register, last: Reading, several: bool) -> LastReading:
    return LastReading(
        label=words.register_short(point, register.code) if several else "",
        value=words.plain(last.value),
        unit=register.unit,
        whole=register.whole_digits,
        red=register.decimals,
        read_on=last.read_on,
        source=source_words(last.source, point.utility.name),
    )


def history_labels(point: SupplyPoint) -> dict[str, str]:
    """The heading of the list of readings, and of its columns."""
    ours = {
        "title": _("Readings"),
        "date": _("Reading date"),
        "point": _("Supply point"),
        "reading": _("Meter reading"),
        "difference": _("Difference"),
        "source": _("Source"),
        "kind": _("Type"),
        "tariff": _("Counter"),
        "state": _("Processing"),
        "delete": _("Take back"),
        "export": _("Export to Excel"),
    }
    return {name: words.own_word(point.utility, f"reading.history.{name}") or text for name, text in ours.items()}


def reading_rows(history: Iterable[HistoryRow], point: SupplyPoint, withdrawable: Collection[int] = ()) -> list[ReadingRow]:
    """``withdrawable``: keys of the submissions that the reader may take back."""
    return [_reading_row(row, point, withdrawable) for row in history]


def _reading_row(row: HistoryRow, point: SupplyPoint, withdrawable: Collection[int]) -> ReadingRow:
    reading, difference = row.reading, row.difference
    own = reading.submission_id in withdrawable
    return ReadingRow(
        read_on=reading.read_on,
        value=words.plain(reading.value),
        unit=reading.unit,
        tariff=words.register_short(point, reading.code),
        difference=difference.used if difference else None,
        is_known=difference is not None and difference.used is not None,
        source=source_words(reading.source, point.utility.name),
        kind=kind_words(reading, point),
        state=state_words(reading.state),
        state_kind=STATE_KINDS[Reading.State(reading.state)],
        is_superseded=reading.state == Reading.State.REPLACED,
        note=_exchange_note(row),
        withdraw_url=reverse("meters:withdraw", args=[reading.receipt_id]) if own else "",
    )


def _exchange_note(row: HistoryRow) -> str:
    """Which meter ended or began, and that a difference goes over two meters."""
    if row.reading.source == Reading.Source.EXCHANGE_OUT:
        return _("last reading of meter %(serial)s") % {"serial": row.reading.serial}
    if row.reading.source == Reading.Source.EXCHANGE_IN:
        return _("first reading of meter %(serial)s") % {"serial": row.reading.serial}
    return _("both meters together") if row.difference is not None and row.difference.exchanged else ""


def point_tabs(points: Iterable[SupplyPoint], current: SupplyPoint, name: str) -> list[Tab]:
    """One tab for each supply point, leading to the page ``name``; none where there is nothing to choose, or too much."""
    known = list(points)
    if not 1 < len(known) <= MOST_TABS:
        return []
    labels = _tab_labels(known)
    return [
        Tab(labels[point.pk], reverse(name, args=[point.public_id]), words.commodity_icon(point.commodity), point.pk == current.pk)
        for point in known
    ]


def _tab_labels(points: list[SupplyPoint]) -> dict[int, str]:
    """The shortest words that tell the points apart: commodity, street, both, number."""
    ways = (
        {point.pk: words.commodity_title(point.commodity) for point in points},
        {point.pk: point.street for point in points},
        {point.pk: point_name(point) for point in points},
    )
    for labels in ways:
        if len(set(labels.values())) == len(points) and all(labels.values()):
            return labels
    return {point.pk: point.number for point in points}


def track(submission: Submission, receipt: Any, *, received: str, closes: date | None) -> list[dict[str, str]]:
    """The way of a reading, for the ``track`` component: what is done, what is now, what is to come."""
    state = Reading.State(receipt.state)
    done, now, wait = "done", "now", "wait"
    steps = [{"label": _("Received"), "detail": received, "state": done}]
    if state is Reading.State.REFUSED:
        return [*steps, {"label": _("Refused"), "detail": submission.staff_note, "state": now}]
    if state is Reading.State.NEEDS_REVIEW:
        detail = _("A colleague checks it, usually within one working day.")
        steps.append({"label": _("Being checked"), "detail": detail, "state": now})
        accepted = ""
    else:
        accepted = _("It was checked.") if submission.reason else _("There was nothing unusual to ask about.")
    reached = [Reading.State.ACCEPTED, Reading.State.SENT, Reading.State.USED]
    position = reached.index(state) if state in reached else -1
    after = _("after the period has closed") if closes else ""
    for place, (label, detail) in enumerate([(_("Accepted"), accepted), (_("Sent to billing"), after), (_("On a bill"), "")]):
        shown = done if place < position else now if place == position else wait
        steps.append({"label": label, "detail": detail if place == 0 or shown == wait else "", "state": shown})
    return steps


def closed_reason(opening: PointOpening) -> str:
    """Why a point takes no readings at all, in the utility's words."""
    if opening.rule is not None and opening.rule.kind == "never" and opening.rule.reason:
        return words.in_reader_language(opening.rule.reason)
    return _("Readings of this supply point are not handed in by customers.")
