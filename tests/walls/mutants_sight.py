"""Walls between customers: who sees which rows, and which row a page takes."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from typing import Any
from unittest.mock import patch

from django.core.files.storage import default_storage
from django.db.models import Q, Value

from accounts import querysets as accounts
from accounts.models import Link
from accounts.services import activity, linking
from billing import querysets as billing
from billing import services as billing_services
from billing.views import invoices
from meters import querysets as meters
from meters import services as meters_services
from meters.models import Submission, SupplyPoint
from meters.services import occupancy
from meters.views import access
from tests.walls.crawl import Walls
from tests.walls.moments import YESTERDAY
from tests.walls.mutant import ANA, BOJAN, FORMER, MEMBER, Mutant, all_of, crawl, forms, put, queries
from tests.walls.world import World

EVERY_ROLE = tuple(Link.Role)


def everything(queryset: Any, *args: Any, **kwargs: Any) -> Any:
    """Instead of `visible_to`: all rows of the tenant."""
    return queryset.order_by("pk")


def open_to_all(queryset: Any, *keys: str) -> Mutant:
    return Mutant(f"{queryset.__name__}.visible_to shows all ({keys[0]})", put(queryset, "visible_to", everything), crawl(BOJAN, keys=keys))


def any_point(user: Any, *, day: date) -> Any:
    return SupplyPoint.objects.order_by("pk").with_rights(user, day=day).select_related("utility", "operator")


def every_point(queryset: Any, links: Any, *, day: date) -> list[Any]:
    return list(queryset.annotate(may_read=Value(True), may_submit=Value(True)).order_by("pk"))


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
    return occupancy.Occupancy(None, date.min)


def all_activity(user: Any) -> list[Any]:
    return list(activity.ActivityEvent.objects.order_by("-at", "-pk")[:50])


def end_all_links(**options: Any) -> None:
    Link.objects.update(valid_to=YESTERDAY)


def by_form_key_alone(**options: Any) -> Any:
    return Submission.objects.get(form_key=options["form_key"])


def a_strangers_pdf(stack: ExitStack, world: World) -> None:
    def open_pdf(invoice: Any) -> Any:
        own = world.owners["billing_invoice", invoice.pk]
        name = next(name for pk, name in world.documents.items() if world.owners["billing_invoice", pk] != own)
        return default_storage.open(name, "rb")

    stack.enter_context(patch.object(billing_services, "open_pdf", open_pdf))


def end_ones_own_link(walls: Walls) -> Any:
    person = walls.person(*BOJAN)
    for visit in walls.visits(person, keys=["accounts:unlink"], owners=[person.owner]):  # type: ignore[list-item]
        yield from walls.ask(visit, "POST")[1]


POST = ("POST",)
ROWS = [
    open_to_all(meters.SupplyPointQuerySet, "meters:point"),
    Mutant(
        "SupplyPointQuerySet.reached_by shows all (meters:points)",
        put(meters.SupplyPointQuerySet, "reached_by", every_point),
        crawl(BOJAN, keys=["meters:points"]),
    ),
    Mutant(
        "SupplyPointQuerySet.reached_by shows all (home)",
        put(meters.SupplyPointQuerySet, "reached_by", every_point),
        crawl(BOJAN, keys=["home"]),
    ),
    Mutant(
        "a former occupant still finds the point in the list",
        all_of(put(meters, "_on", anytime), put(meters, "_runs_on", always)),
        crawl(BOJAN, keys=["meters:points"]),
    ),
    open_to_all(meters.SupplyPointQuerySet, "meters:submit_reading"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoice"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoices"),
    open_to_all(billing.InvoiceQuerySet, "billing:invoice_pdf"),
    open_to_all(billing.InvoiceQuerySet, "home"),
    open_to_all(billing.ContractQuerySet, "billing:contract"),
    open_to_all(billing.ContractQuerySet, "billing:contracts"),
    open_to_all(billing.PaymentQuerySet, "billing:payments"),
    open_to_all(accounts.LinkQuerySet, "accounts:link"),
    Mutant(
        "receipts of strangers open (submissions and their points)",
        all_of(put(meters.SubmissionQuerySet, "visible_to", everything), put(access, "visible_points", any_point)),
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
        "a link that ended still opens bills", put(accounts.LinkQuerySet, "open_on", everything), crawl(FORMER, keys=["billing:invoice"])
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
    Mutant("a point is found by its address alone", put(access, "visible_points", any_point), crawl(BOJAN, keys=["meters:point"])),
    Mutant("the history goes back beyond moving in", put(occupancy, "occupancy", since_ever), crawl(ANA, keys=["meters:point"])),
    Mutant("everybody's activity is shown", put(activity, "latest", all_activity), crawl(BOJAN, keys=["accounts:activity"])),
    Mutant("ending one link ends all", put(linking, "unlink", end_all_links), end_ones_own_link),
    Mutant(
        "a form's key leads to whosever receipt",
        put(meters_services, "submit_reading", by_form_key_alone),
        forms(BOJAN, "meters:submit_reading"),
    ),
]
