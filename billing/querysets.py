"""Who sees which contracts, invoices and payments: the answer to "who may see an invoice" stands here and only here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import Link
from tenants.querysets import TenantQuerySet

SEE_MONEY = (Link.Role.OWNER, Link.Role.MAY_ACT, Link.Role.MAY_READ)
"""Roles that see bills; who may only submit readings does not."""


def _linked(user: Any, day: date, *, roles: tuple[str, ...] = (), by_point: bool = True) -> Q:
    """Rows of customers that the user is linked to on ``day``: as a whole, or by the row's own supply point as that customer.

    Never by the supply point alone: those who lived there before or came after have bills of the same point. The plain list of
    customers stands first, so that the database begins with their rows and not with everybody's.
    """
    links = Link.objects.open_on(day).filter(user=user)
    if roles:
        links = links.filter(role__in=roles)
    reach = Q(supply_point=None)
    if by_point:
        reach |= Q(supply_point=OuterRef("supply_point"))
    return Q(customer__in=links.values("customer")) & Q(Exists(links.filter(reach, customer=OuterRef("customer"))))


class ContractQuerySet(TenantQuerySet):
    def linked_to(self, user: Any, *, day: date) -> ContractQuerySet:
        """Contracts within reach of the user's links, whatever the role."""
        return self.filter(_linked(user, day))

    def visible_to(self, user: Any, *, day: date) -> ContractQuerySet:
        """Contracts that the user may read on ``day``; by commodity, the newest first."""
        return self.filter(_linked(user, day, roles=SEE_MONEY)).order_by("commodity", "-valid_from", "pk")


class InvoiceQuerySet(TenantQuerySet):
    def linked_to(self, user: Any, *, day: date) -> InvoiceQuerySet:
        """Invoices within reach of the user's links, whatever the role."""
        return self.filter(_linked(user, day))

    def visible_to(self, user: Any, *, day: date) -> InvoiceQuerySet:
        """Invoices that the user may read on ``day``; the latest first."""
        return self.filter(_linked(user, day, roles=SEE_MONEY)).order_by("-issued_on", "-pk")

    def open_items(self) -> InvoiceQuerySet:
        """Not paid in full and not annulled; the earliest due first."""
        return self.filter(open_amount__gt=0, annulled=False).order_by("due_on", "pk")

    def owed(self) -> Decimal:
        """The sum of what is open, in the tenant's currency."""
        return self.filter(open_amount__gt=0, annulled=False).aggregate(sum=Sum("open_amount"))["sum"] or Decimal(0)


class PaymentQuerySet(TenantQuerySet):
    def visible_to(self, user: Any, *, day: date) -> PaymentQuerySet:
        """Payments of customers that the user is linked to as a whole; the latest first."""
        return self.filter(_linked(user, day, roles=SEE_MONEY, by_point=False)).order_by("-paid_on", "-pk")
