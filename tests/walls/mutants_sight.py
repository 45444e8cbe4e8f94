"""Walls between customers: who sees which rows, and which row a page takes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

from allauth.usersessions.models import UserSession
from django.core.files.storage import default_storage
from django.db.models import Q, Value
from django.shortcuts import get_object_or_404, redirect

from accounts import querysets as accounts
from accounts.models import Customer, Link
from accounts.services import activity, linking, my_data, sessions
from billing import querysets as billing
from billing import services as billing_services
from billing.models import Invoice
from billing.services import ledger
from billing.views import invoices
from billing.views import ledger as ledger_view
from meters import querysets as meters
from meters import services as meters_services
from meters.models import Reading, Submission, SupplyPoint
from meters.services import occupancy, withdrawal
from meters.services.entry import Entry
from meters.views import access, receipts, submit_reading
from portal import querysets as portal
from tests.walls.crawl import Walls
from tests.walls.moments import YESTERDAY
from tests.walls.mutant import ANA, BOJAN, FORMER, MEMBER, NOVICE, Mutant, Who, all_of, crawl, forms, put, queries
from tests.walls.world import World

EVERY_ROLE = tuple(Link.Role)


def everything(queryset: Any, *args: Any, **kwargs: Any) -> Any:
    """Instead of `visible_to`: all rows of the tenant."""
    return queryset.order_by("pk")


def open_to_all(queryset: Any, *keys: str, who: Who = BOJAN) -> Mutant:
    return Mutant(f"{queryset.__name__}.visible_to shows all ({keys[0]})", put(queryset, "visible_to", everything), crawl(who, keys=keys))


def every_point(queryset: Any, links: Any, *, day: date, **only: Any) -> list[Any]:
    return list(queryset.filter(**only).annotate(may_read=Value(True), may_submit=Value(True)).order_by("pk"))


def by_address(user: Any, public_id: str, *, day: date) -> Any:
    return next(iter(every_point(SupplyPoint.objects.all(), (), day=day, public_id=public_id)), None)


def points_open_to_all(*keys: str, who: Who = BOJAN, **how: Any) -> Mutant:
    name = f"SupplyPointQuerySet.reached_by shows all ({keys[0]})"
    return Mutant(name, put(meters.SupplyPointQuerySet, "reached_by", every_point), crawl(who, keys=keys, **how))


def anytime(day: date, prefix: str = "") -> Q:
    return Q()


def always(period: Any, day: date) -> bool:
    return True


def linked_to_anything(user: Any, day: date, **kwargs: Any) -> Any:
    return Link.objects.open_on(day).filter(user=user)


def every_period(queryset: Any, user: Any, *, day: date) -> Any:
    return queryset.annotate(is_own=Value(True)).order_by("-valid_from", "pk")


def every_meter(queryset: Any, day: date) -> Any:
    return queryset.model.objects.all()


def by_address_alone(queryset: Any, user: Any, public_id: str) -> Any:
    return queryset.get(public_id=public_id)


def since_ever(point: Any, *, user: Any, day: date) -> Any:
    return (occupancy.Occupancy(None, date.min),)


def all_activity(user: Any) -> list[Any]:
    return list(activity.ActivityEvent.objects.order_by("-at", "-pk")[:50])


def end_all_links(**options: Any) -> None:
    Link.objects.update(valid_to=YESTERDAY)


def by_form_key_alone(**options: Any) -> list[Submission]:
    return list(Submission.objects.filter(form_key__in=[handed.form_key for handed in options["handed"]]))


def earlier_of_anybody(request: Any, point: Any, today: date) -> Any:
    found = Submission.objects.filter(form_key=request.POST.get("form_key", "")).first()
    return redirect("meters:receipt", found.public_id) if found else None


def a_strangers_pdf(stack: ExitStack, world: World) -> None:
    def open_pdf(invoice: Any) -> Any:
        own = world.owners["billing_invoice", invoice.pk]
        name = next(name for pk, name in world.documents.items() if world.owners["billing_invoice", pk] != own)
        return default_storage.open(name, "rb")

    stack.enter_context(patch.object(billing_services, "open_pdf", open_pdf))


def end_ones_own_link(walls: Walls) -> Any:
    person = walls.person(*BOJAN)
    for visit in walls.visits(person, keys=["accounts:unlink"], owners=[person.owner]):
        yield from walls.ask(visit, "POST")[1]


def everybodys_links(user: Any) -> list[dict[str, Any]]:
    return [{"customer": link.customer.number} for link in Link.objects.select_related("customer")]


def everybodys_readings(user: Any) -> list[dict[str, Any]]:
    return [{"value": value} for value in Reading.objects.values_list("value", flat=True)]


def any_device(*, user: Any, device: str, client: Any) -> bool:
    for session in UserSession.objects.all():
        if activity.device_key(session.session_key) == device:
            session.delete()
    return True


def any_customer(request: Any, customers: Any, today: date) -> Any:
    named = request.GET.get("customer", "")
    return Customer.objects.filter(public_id=named).first() if named.isalnum() else None


def all_customers(user: Any, *, day: date) -> list[Any]:
    return list(Customer.objects.order_by("pk"))


def all_entries(customer: Any, user: Any, day: date) -> list[Any]:
    return [ledger.bill_entry(bill) for bill in Invoice.objects.filter(customer=customer).select_related("supply_point")]


def any_money_link(user: Any, *, day: date) -> Any:
    return Link.objects.filter(user=user).order_by("pk")


def any_submission(request: Any, public_id: str, **options: Any) -> Any:
    found = Submission.objects.select_related("supply_point__utility", "supply_point__operator", "meter", "user")
    return get_object_or_404(found, public_id=public_id)


def as_if_own(request: Any, public_id: str, **options: Any) -> Any:
    submission = any_submission(request, public_id)
    submission.user = request.user
    return submission


def all_of_point(point: Any, read: Any, opening: Any, *, by: Any) -> frozenset[int]:
    return frozenset(reading.submission_id for reading in read.readings if reading.submission_id)


_former_point = occupancy.former_point


def until_today(user: Any, public_id: str, *, day: date) -> Any:
    found = _former_point(user, public_id, day=day)
    return found and (found[0], tuple(replace(stay, until=None) for stay in found[1]))


POST = ("POST",)
ROWS = [
    points_open_to_all("meters:point", who=NOVICE),  # Bojan lived there: he sees the page for his own time
    points_open_to_all("meters:points"),
    points_open_to_all("home"),
    Mutant(
        "a former occupant still finds the point in the list",
        all_of(put(meters, "_on", anytime), put(meters, "_runs_on", always)),
        crawl(BOJAN, keys=["meters:points"]),
    ),
    Mutant("a former occupant sees who came after", put(occupancy, "former_point", until_today), crawl(BOJAN, keys=["meters:point"])),
    Mutant(
        "a former occupant takes along what came after",
        put(occupancy, "former_point", until_today),
        crawl(BOJAN, keys=["meters:readings_csv"]),
    ),
    Mutant(
        "a former occupant opens receipts of who came after",
        put(occupancy, "former_point", until_today),
        crawl(BOJAN, keys=["meters:receipt"]),
    ),
    Mutant(
        "the form tells who may only hand in what was read before",
        put(Entry, "told", Entry.known),
        crawl(MEMBER, keys=["meters:submit_reading"]),
    ),
    Mutant(
        "former points of others are listed",
        put(meters.SupplyPointQuerySet, "formerly_of", everything),
        crawl(BOJAN, keys=["meters:points"]),
    ),
    points_open_to_all("meters:submit_reading"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoice"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoices"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoice_pdf"),
    open_to_all(billing.InvoiceQuerySet, "home"),
    open_to_all(billing.ContractQuerySet, "billing:contract"),
    open_to_all(billing.ContractQuerySet, "billing:contracts"),
    open_to_all(billing.PaymentQuerySet, "billing:payments"),
    open_to_all(accounts.LinkQuerySet, "accounts:link"),
    open_to_all(accounts.LinkQuerySet, "accounts:linked"),
    open_to_all(portal.QuestionQuerySet, "asked"),
    points_open_to_all("ask"),
    points_open_to_all("meters:readings_csv", who=NOVICE),
    points_open_to_all("meters:readings_xlsx", who=NOVICE),
    points_open_to_all("meters:point_consumption"),
    open_to_all(billing.InvoiceQuerySet, "payment_picture"),
    points_open_to_all("meters:point_reminders", methods=POST),
    points_open_to_all("meters:reading_dates"),
    Mutant(
        "the ledger counts bills of others",
        all_of(put(ledger, "_entries", all_entries), put(ledger, "customers_with_ledger", all_customers)),
        crawl(BOJAN, keys=["billing:ledger"]),
    ),
    Mutant(
        "who may hand in readings sees the ledger",
        all_of(put(ledger, "_entries", all_entries), put(ledger, "money_links", any_money_link)),
        crawl(MEMBER, keys=["billing:ledger"]),
    ),
    Mutant(
        "who may hand in readings takes the list along",
        put(meters, "READERS", EVERY_ROLE),
        crawl(MEMBER, keys=["meters:readings_csv"]),
    ),
    Mutant(
        "who may hand in readings sees what was used",
        put(meters, "READERS", EVERY_ROLE),
        crawl(MEMBER, keys=["meters:point_consumption"]),
    ),
    Mutant(
        "receipts of strangers open (submissions and their points)",
        all_of(put(meters.SubmissionQuerySet, "visible_to", everything), put(meters.SupplyPointQuerySet, "reached_by", every_point)),
        crawl(BOJAN, keys=["meters:receipt"]),
    ),
    Mutant(
        "a stranger's link can be ended",
        put(accounts.LinkQuerySet, "visible_to", everything),
        crawl(BOJAN, keys=["accounts:unlink"], methods=POST),
    ),
    Mutant(
        "a stranger's bill is 403, not 404", put(billing.InvoiceQuerySet, "linked_to", everything), crawl(BOJAN, keys=["billing:invoice"])
    ),
    Mutant(
        "a stranger's contract is 403, not 404",
        put(billing.ContractQuerySet, "linked_to", everything),
        crawl(BOJAN, keys=["billing:contract"]),
    ),
    Mutant("a link that ended still counts", put(accounts.LinkQuerySet, "open_on", everything), crawl(FORMER, keys=["meters:point"])),
    Mutant(
        "a link that ended still opens bills",
        put(accounts.LinkQuerySet, "readable_on", everything),
        crawl(FORMER, keys=["billing:invoice"]),
    ),
    Mutant("who may hand in readings sees bills", put(billing, "SEE_MONEY", EVERY_ROLE), crawl(MEMBER, keys=["billing:invoice"])),
    Mutant("who may hand in readings sees the history", put(meters, "READERS", EVERY_ROLE), crawl(MEMBER, keys=["meters:point"])),
    Mutant("a former occupant still sees the point", put(meters, "_on", anytime), crawl(BOJAN, keys=["meters:point"])),
    Mutant(
        "every time of supply is one's own", put(meters.SupplyPeriodQuerySet, "with_own", every_period), crawl(ANA, keys=["meters:point"])
    ),
    Mutant(
        "a link to one customer reaches every bill", put(billing, "_linked", linked_to_anything), crawl(BOJAN, keys=["billing:invoice"])
    ),
    Mutant(
        "meters of other points can be chosen",
        put(meters.MeterQuerySet, "installed_on_day", every_meter),
        queries(BOJAN, "meters:submit_reading"),
    ),
]

PAGES = [
    Mutant("the PDF asks nobody's right", put(invoices, "found_or_refused", by_address_alone), crawl(BOJAN, keys=["billing:invoice_pdf"])),
    Mutant("the PDF of a stranger is handed out", a_strangers_pdf, crawl(ANA, keys=["billing:invoice_pdf"])),
    Mutant("a point is found by its address alone", put(access, "visible_point", by_address), crawl(NOVICE, keys=["meters:point"])),
    Mutant("the history goes back beyond moving in", put(occupancy, "stays", since_ever), crawl(ANA, keys=["meters:point"])),
    Mutant("the workbook goes back beyond moving in", put(occupancy, "stays", since_ever), crawl(ANA, keys=["meters:readings_xlsx"])),
    Mutant(
        "a photo is found by its receipt's address", put(receipts, "submission_or_404", any_submission), crawl(BOJAN, keys=["meters:photo"])
    ),
    Mutant(
        "a stranger's entry to take back is 403, not 404",
        put(receipts, "submission_or_404", any_submission),
        crawl(BOJAN, keys=["meters:withdraw"]),
    ),
    Mutant(
        "anybody takes an entry back",
        all_of(put(receipts, "submission_or_404", as_if_own), put(withdrawal, "withdrawable", all_of_point)),
        crawl(BOJAN, keys=["meters:withdraw"], methods=POST),
    ),
    Mutant("the ledger takes any customer of the address", put(ledger_view, "_chosen", any_customer), queries(BOJAN, "billing:ledger")),
    Mutant("my data hold everybody's links", put(my_data, "_links", everybodys_links), forms(BOJAN, "accounts:take_data")),
    Mutant(
        "my data hold everybody's readings",
        lambda stack, world: stack.enter_context(patch.dict(my_data._parts, {"readings": everybodys_readings})),
        forms(BOJAN, "accounts:take_data"),
    ),
    Mutant("anybody's device is signed out", put(sessions, "end_device", any_device), forms(BOJAN, "accounts:activity")),
    Mutant("everybody's activity is shown", put(activity, "latest", all_activity), crawl(BOJAN, keys=["accounts:activity"])),
    Mutant("ending one link ends all", put(linking, "unlink", end_all_links), end_ones_own_link),
    Mutant(
        "a form's key leads to whosever receipt",
        put(meters_services, "submit_readings", by_form_key_alone),
        forms(BOJAN, "meters:submit_reading"),
    ),
    Mutant(
        "a form that was sent before leads to whosever receipt",
        put(submit_reading, "_earlier", earlier_of_anybody),
        forms(BOJAN, "meters:submit_reading"),
    ),
]
