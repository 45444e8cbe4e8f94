"""Who sees which contracts, invoices and payments: the answer to "who may see an invoice" stands here and only here."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import Link
from accounts.querysets import LinkQuerySet
from tenants.querysets import TenantQuerySet

SEE_MONEY = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_READ)
"""Roles that see bills; who may only submit readings does not."""


def _linked(user: Any, day: date, *, roles: tuple[str, ...] = (), right: str = "", point: str = "supply_point") -> Q:
    """Rows of customers that the user is linked to on ``day``: as a whole, or by the row's own supply point as that customer. What
    a former customer keeps is the own period by nature: the rows bear the customer. ``right``: a word of ``weak_link_may``;
    ``point``: where the row's supply point stands.

    Never by the supply point alone: those who lived there before or came after have bills of the same point. The plain list of
    customers stands first, so that the database begins with their rows and not with everybody's.
    """
    links = Link.objects.readable_on(day).filter(user=user)
    if right:
        links = links.allowing(right)
    if roles:
        links = links.filter(role__in=roles)
    reach = Q(supply_point=None) | Q(supply_point=OuterRef(point))
    return Q(customer__in=links.values("customer")) & Q(Exists(links.filter(reach, customer=OuterRef("customer"))))


def money_links(user: Any, *, day: date) -> LinkQuerySet:
    """The user's links to customers as a whole that open their bills, payments and balance on ``day``."""
    links = Link.objects.readable_on(day).allowing("see_invoices").filter(user=user, role__in=SEE_MONEY, supply_point=None)
    return links.order_by("created_at", "pk")


class OfCustomerQuerySet(TenantQuerySet):
    """Rows of one customer and, perhaps, of one supply point."""

    def linked_to(self, user: Any, *, day: date) -> Self:
        """Rows within reach of the user's links, whatever the role."""
        return self.filter(_linked(user, day))


class ContractQuerySet(OfCustomerQuerySet):
    def visible_to(self, user: Any, *, day: date) -> ContractQuerySet:
        """Contracts that the user may read on ``day``; by commodity, the newest first."""
        return self.filter(_linked(user, day, roles=SEE_MONEY, right="see_contracts")).order_by("commodity", "-valid_from", "pk")


class InvoiceQuerySet(OfCustomerQuerySet):
    def visible_to(self, user: Any, *, day: date) -> InvoiceQuerySet:
        """Invoices that the user may read on ``day``; the latest first."""
        return self.filter(_linked(user, day, roles=SEE_MONEY, right="see_invoices")).order_by("-issued_on", "-pk")

    def downloadable_by(self, user: Any, *, day: date, now: datetime) -> InvoiceQuerySet:
        """Of visible ones those whose PDF the user may have: by a link that is old enough, or proved well, as the utility's file says."""
        links = Link.objects.readable_on(day).filter(user=user, role__in=SEE_MONEY).opening_documents(now)
        reach = Q(supply_point=None) | Q(supply_point=OuterRef("supply_point"))
        return self.filter(Exists(links.filter(reach, customer=OuterRef("customer"))))

    def open_items(self) -> InvoiceQuerySet:
        """Not paid in full and not annulled; the earliest due first."""
        return self.filter(open_amount__gt=0, annulled=False).order_by("due_on", "pk")

    def owed(self) -> Decimal:
        """The sum of what is open, in the tenant's currency."""
        return self.filter(open_amount__gt=0, annulled=False).aggregate(sum=Sum("open_amount"))["sum"] or Decimal(0)


class PaymentQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date) -> PaymentQuerySet:
        """Payments of customers that the user is linked to, whole or, of a bill for one supply point, by that point; the latest first."""
        linked = _linked(user, day, roles=SEE_MONEY, right="see_invoices", point="invoice__supply_point")
        return self.filter(linked).order_by("-paid_on", "-pk")
